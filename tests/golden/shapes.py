"""The tables of random windows, plain, transposed and rounded up, and of PyTorch's output sizes."""

import csv
import random

import torch
import torch.nn.functional as F

from files import HERE
from padding import pad


def write_shapes(count=800):
    """Random configurations of a layer with a window. `-` in the last two columns: PyTorch has no output for it."""
    rng = random.Random(2024)
    columns = ["layer", "height", "width", "kernel", "stride", "padding", "dilation", "out_height", "out_width"]
    rows = set()
    while len(rows) < count:
        layer = rng.choice(["conv2d", "max_pool2d", "avg_pool2d"])
        size = rng.randint(1, 40), rng.randint(1, 40)
        kernel = rng.randint(1, 7), rng.randint(1, 7)
        stride = rng.randint(1, 4), rng.randint(1, 4)
        dilation = (1, 1) if layer != "conv2d" else (rng.randint(1, 3), rng.randint(1, 3))
        padding = rng.choice(["same", "valid", (rng.randint(0, 4), rng.randint(0, 4))])
        if layer != "conv2d" and isinstance(padding, tuple):
            padding = tuple(min(p, k // 2) for p, k in zip(padding, kernel))
        x = pad(torch.empty(1, 1, *size), padding, kernel, stride, dilation)
        try:
            if layer == "conv2d":
                y = F.conv2d(x, torch.empty(1, 1, *kernel), stride=stride, dilation=dilation)
            elif layer == "max_pool2d":
                y = F.max_pool2d(x, kernel, stride)
            else:
                y = F.avg_pool2d(x, kernel, stride)
            output = y.shape[-2:]
        except RuntimeError:
            output = "-", "-"
        if output[0] == "-" and rng.random() < 0.7:
            continue
        written = padding if isinstance(padding, str) else " ".join(map(str, padding))
        pairs = (" ".join(map(str, pair)) for pair in (kernel, stride))
        rows.add((layer, *size, *pairs, written, " ".join(map(str, dilation)), *output))
    with open(HERE / "shapes.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(sorted(rows, key=str))


def write_transposed(count=400):
    """Random configurations of conv_transpose2d. `-` in the last two columns: PyTorch has no output for it."""
    rng = random.Random(2025)
    columns = ["height", "width", "kernel", "stride", "padding", "output_padding", "dilation", "out_height", "out_width"]
    rows = set()
    while len(rows) < count:
        size = rng.randint(1, 20), rng.randint(1, 20)
        kernel, stride, dilation = ((rng.randint(1, most), rng.randint(1, most)) for most in (6, 4, 3))
        padding = rng.randint(0, 4), rng.randint(0, 4)
        output_padding = rng.randint(0, 2), rng.randint(0, 2)
        try:
            y = F.conv_transpose2d(
                torch.empty(1, 1, *size), torch.empty(1, 1, *kernel), None, stride, padding, output_padding, 1, dilation
            )
            output = y.shape[-2:]
        except RuntimeError:
            output = "-", "-"
        if output[0] == "-" and rng.random() < 0.7:
            continue
        pairs = (" ".join(map(str, pair)) for pair in (kernel, stride, padding, output_padding, dilation))
        rows.add((*size, *pairs, *output))
    with open(HERE / "transposed.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(sorted(rows, key=str))


def write_rounded_up(count=300):
    """Random pools with `ceil_mode`. `-` in the last two columns: PyTorch has no output for it."""
    rng = random.Random(2026)
    columns = ["height", "width", "kernel", "stride", "padding", "dilation", "out_height", "out_width"]
    rows = set()
    while len(rows) < count:
        size = rng.randint(1, 16), rng.randint(1, 16)
        kernel, stride, dilation = ((rng.randint(1, most), rng.randint(1, most)) for most in (6, 5, 3))
        padding = tuple(rng.randint(0, k // 2) for k in kernel)
        try:
            y = F.max_pool2d(torch.empty(1, 1, *size), kernel, stride, padding, dilation, ceil_mode=True)
            output = y.shape[-2:]
        except RuntimeError:
            output = "-", "-"
        if output[0] == "-" and rng.random() < 0.7:
            continue
        pairs = (" ".join(map(str, pair)) for pair in (kernel, stride, padding, dilation))
        rows.add((*size, *pairs, *output))
    with open(HERE / "rounded_up.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(sorted(rows, key=str))
