#!/usr/bin/env python3
"""The step of an optimizer over the 25.6 million parameters of ResNet-50, by PyTorch's fused kernels: its fastest here."""

import pytorch
import torch
from torch import nn


def resnet50():
    """The shapes of its variables."""
    yield from [(64, 3, 7, 7), (64,), (64,)]
    before = 64
    for channels, blocks in [(64, 3), (128, 4), (256, 6), (512, 3)]:
        wide = 4 * channels
        yield from [(wide, before, 1, 1), (wide,), (wide,)]
        for block in range(blocks):
            yield from [(channels, wide if block else before, 1, 1), (channels,), (channels,)]
            yield from [(channels, channels, 3, 3), (channels,), (channels,)]
            yield from [(wide, channels, 1, 1), (wide,), (wide,)]
        before = wide
    yield from [(1000, before), (1000,)]


def step(optimizer, **settings):
    variables = [nn.Parameter(0.1 * torch.randn(shape)) for shape in resnet50()]
    for variable in variables:
        variable.grad = 1e-3 * torch.randn_like(variable)
    return optimizer(variables, fused=True, **settings).step


if __name__ == "__main__":
    pytorch.main(
        {
            "adam_step": lambda: step(torch.optim.Adam, lr=1e-3),
            "sgd_step": lambda: step(torch.optim.SGD, lr=0.01, momentum=0.9),
        }
    )
