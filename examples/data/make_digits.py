#!/usr/bin/env python3
"""Writes digits.csv, the handwritten digits that ship inside scikit-learn's package.

    pip install scikit-learn
    python3 make_digits.py

Nothing is downloaded beyond the package: `load_digits` reads a file within it.
"""

from pathlib import Path

from sklearn.datasets import load_digits


def main() -> None:
    digits = load_digits()
    target = Path(__file__).with_name("digits.csv")
    with target.open("w", newline="\n") as file:
        for pixels, label in zip(digits.data, digits.target):
            file.write(",".join(str(int(value)) for value in (*pixels, label)) + "\n")
    print(f"{target.name}: {len(digits.target)} digits, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
