#!/usr/bin/env python3
"""Writes chelsea.png, a part of a photograph that ships inside scikit-image's package.

    pip install scikit-image
    python3 make_photographs.py

Nothing is downloaded beyond the package.
"""

from pathlib import Path

from PIL import Image
from skimage import data

LEFT, TOP, SIDE = 130, 60, 192


def main() -> None:
    target = Path(__file__).with_name("chelsea.png")
    part = data.chelsea()[TOP : TOP + SIDE, LEFT : LEFT + SIDE]
    Image.fromarray(part).save(target, optimize=True)
    print(f"{target.name}: {SIDE}×{SIDE} pixels, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
