#!/usr/bin/env python3
"""The perceptual loss at conv4_4 of VGG-19, for two images of 3×96×96."""

import pytorch
import torch
from torch import nn
from torch.nn import functional as F


def to_conv4_4():
    layers, channels = [], 3
    for width in (64, 64, "pool", 128, 128, "pool", *[256] * 4, "pool", *[512] * 4):
        if width == "pool":
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(inplace=True)]
            channels = width
    return nn.Sequential(*layers[:-1]).eval().requires_grad_(False)


def forward_backward():
    critic = to_conv4_4()
    tone = torch.zeros(3, 1, 1, requires_grad=True)
    image, target = torch.rand(2, 3, 96, 96), torch.rand(2, 3, 96, 96)

    def seen():
        with torch.no_grad():
            wanted = critic(target)
        return F.mse_loss(critic(image + tone), wanted)

    seen = pytorch.ready(seen)

    def run():
        tone.grad = None
        loss = seen()
        value = loss.item()
        loss.backward()
        return value

    return run


if __name__ == "__main__":
    # One critic is all that PyTorch needs: nothing of it lies behind conv4_4.
    pytorch.main(
        {"perceptual_forward_backward": forward_backward, "perceptual_cut_forward_backward": forward_backward}
    )
