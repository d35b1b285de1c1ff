#!/usr/bin/env python3
"""A bilinear warp of 4×3×224×224 along a flow: `grid_sample`, with positions in pixels made into its own."""

import pytorch
import torch
from torch.nn import functional as F

SIZE = 224


def forward_backward():
    image = torch.randn(4, 3, SIZE, SIZE, requires_grad=True)
    flow = torch.randn(4, 2, SIZE, SIZE, requires_grad=True)
    rows, columns = torch.meshgrid(torch.arange(SIZE), torch.arange(SIZE), indexing="ij")
    pixels = torch.stack([columns, rows]).float()

    def summed():
        grid = ((pixels + flow) * (2 / (SIZE - 1)) - 1).permute(0, 2, 3, 1)
        return F.grid_sample(image, grid, "bilinear", "border", align_corners=True).sum()

    summed = pytorch.ready(summed)

    def run():
        image.grad = flow.grad = None
        summed().backward()

    return run


if __name__ == "__main__":
    pytorch.main({"warp_forward_backward": forward_backward})
