#!/usr/bin/env python3
"""Draws `src/warp.svg`: an image with where pixels of the warped one read, and the warped one.

    book/pictures/warp.py        (no packages needed)
"""

import math
from pathlib import Path

SIZE, CELL = 12, 18


def image(row, column):
    """A cross on a ramp, in gray levels from 0 to 1."""
    across, down = abs(column - 5.5), abs(row - 5.5)
    cross = min(across, down) < 1 and max(across, down) < 5
    return 0.95 if cross else 0.1 + 0.04 * column


def flow(row, column):
    """A swirl, in columns and rows."""
    x, y = column - 5.5, row - 5.5
    strength = 0.6 * math.exp(-(x * x + y * y) / 30)
    return -strength * y + 0.8, strength * x


def warped(row, column):
    """The definition of a bilinear warp with indices that end at the border."""
    u, v = flow(row, column)
    x, y = column + u, row + v
    left, top = math.floor(x), math.floor(y)

    def at(i, j):
        return image(min(max(i, 0), SIZE - 1), min(max(j, 0), SIZE - 1))

    share_x, share_y = x - left, y - top
    upper = (1 - share_x) * at(top, left) + share_x * at(top, left + 1)
    lower = (1 - share_x) * at(top + 1, left) + share_x * at(top + 1, left + 1)
    return (1 - share_y) * upper + share_y * lower


def cells(levels, offset):
    for row in range(SIZE):
        for column in range(SIZE):
            level = round(255 * levels(row, column))
            x, y = offset + column * CELL, row * CELL
            yield f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill="rgb({level},{level},{level})"/>'


def arrows():
    for row in range(0, SIZE, 2):
        for column in range(0, SIZE, 2):
            u, v = flow(row, column)
            x, y = ((place + 0.5) * CELL for place in (column, row))
            to_x, to_y = x + u * CELL, y + v * CELL
            yield f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"/>'
            yield f'<circle cx="{to_x:.1f}" cy="{to_y:.1f}" r="1.8"/>'


def main():
    side, gap = SIZE * CELL, 40
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * side + gap} {side}" width="{2 * side + gap}">',
        *cells(image, 0),
        '<g stroke="#d7263d" stroke-width="1.2" fill="#d7263d">',
        *arrows(),
        "</g>",
        *cells(warped, side + gap),
        "</svg>",
    ]
    (Path(__file__).parent.parent / "src" / "warp.svg").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
