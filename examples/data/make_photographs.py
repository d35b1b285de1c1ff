#!/usr/bin/env python3
"""Writes chelsea.png and photographs/*.jpg, parts of photographs that ship inside scikit-image's package.

    pip install scikit-image
    python3 make_photographs.py

Nothing is downloaded beyond the package.
"""

from pathlib import Path

from PIL import Image
from skimage import data

SIDE = 192

# Photographs that are brought to a smaller size: the left, the top and the side of the part that is taken.
SMALLER = {
    "astronaut": (0, 0, 512),
    "brick": (0, 0, 384),
    "camera": (60, 20, 384),
    "coffee": (100, 0, 400),
    "grass": (0, 0, 384),
    "gravel": (0, 0, 384),
    "rocket": (150, 0, 427),
}


def part(name: str, left: int, top: int, side: int) -> Image.Image:
    pixels = getattr(data, name)()[top : top + side, left : left + side]
    return Image.fromarray(pixels).convert("RGB")


def report(target: Path) -> None:
    print(f"{target.name}: {SIDE}×{SIDE} pixels, {target.stat().st_size} bytes")


def main() -> None:
    folder = Path(__file__).parent
    target = folder / "chelsea.png"
    part("chelsea", 130, 60, SIDE).save(target, optimize=True)
    report(target)
    for name, place in SMALLER.items():
        target = folder / "photographs" / f"{name}.jpg"
        part(name, *place).resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(target, quality=90, optimize=True)
        report(target)


if __name__ == "__main__":
    main()
