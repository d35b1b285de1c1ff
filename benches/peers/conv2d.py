#!/usr/bin/env python3
"""One 3×3 convolution of 8×64×56×56 to 64 channels, padding 1."""

import pytorch
import torch
from torch import nn


def convolution() -> nn.Conv2d:
    return nn.Conv2d(64, 64, kernel_size=3, padding=1)


def forward():
    return pytorch.inference_of(convolution(), torch.randn(8, 64, 56, 56))


def forward_backward():
    conv = convolution()
    image = torch.randn(8, 64, 56, 56, requires_grad=True)
    summed = pytorch.ready(lambda: conv(image).sum())

    def run():
        conv.zero_grad()
        image.grad = None
        summed().backward()

    return run


if __name__ == "__main__":
    pytorch.main({"conv2d_forward": forward, "conv2d_forward_backward": forward_backward})
