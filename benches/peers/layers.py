#!/usr/bin/env python3
"""Single layers, each run forward, summed, and run backward to its input and its variables."""

import pytorch
import torch
import torch.nn.functional as F
from torch import nn


def forward_backward(function, *shape, layer=None):
    x = torch.randn(*shape, requires_grad=True)
    summed = pytorch.ready(lambda: function(x).sum())

    def run():
        if layer is not None:
            layer.zero_grad()
        x.grad = None
        summed().backward()

    return run


def conv_transpose2d():
    layer = nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1)
    return forward_backward(layer, 8, 64, 28, 28, layer=layer)


def upsample():
    return forward_backward(lambda x: F.interpolate(x, scale_factor=2, mode="bilinear"), 8, 64, 56, 56)


def layer_norm():
    layer = nn.LayerNorm(512)
    return forward_backward(layer, 16, 256, 512, layer=layer)


def attention():
    layer = nn.MultiheadAttention(256, 8, batch_first=True)
    return forward_backward(lambda x: layer(x, x, x, need_weights=False)[0], 8, 128, 256, layer=layer)


if __name__ == "__main__":
    pytorch.main(
        {
            "conv_transpose2d_forward_backward": conv_transpose2d,
            "upsample_forward_backward": upsample,
            "layer_norm_forward_backward": layer_norm,
            "attention_forward_backward": attention,
        }
    )
