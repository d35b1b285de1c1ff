#!/usr/bin/env python3
"""MobileNetV2 on one image of 3×224×224."""

import pytorch
import torch
from torch import nn


def conv_bn(before, channels, kernel=1, stride=1, groups=1, activation=True):
    layers = [
        nn.Conv2d(before, channels, kernel, stride=stride, padding=kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(channels),
    ]
    return layers + [nn.ReLU6()] * activation


class Inverted(nn.Module):
    def __init__(self, before, hidden, channels, stride):
        super().__init__()
        self.around = before == channels and stride == 1
        expand = conv_bn(before, hidden) if hidden != before else []
        self.body = nn.Sequential(
            *expand,
            *conv_bn(hidden, hidden, 3, stride, groups=hidden),
            *conv_bn(hidden, channels, activation=False),
        )

    def forward(self, x):
        return x + self.body(x) if self.around else self.body(x)


def network():
    layers, before = conv_bn(3, 32, 3, stride=2), 32
    settings = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
    for expansion, channels, blocks, stride in settings:
        for block in range(blocks):
            layers.append(Inverted(before, expansion * before, channels, 1 if block else stride))
            before = channels
    layers += conv_bn(before, 1280)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(1280, 1000))


def inference():
    return pytorch.inference_of(network(), torch.randn(1, 3, 224, 224))


if __name__ == "__main__":
    pytorch.main({"mobilenet_v2_inference": inference})
