#!/usr/bin/env python3
"""ResNet-18 for images of 3×32×32, a batch of 16."""

import pytorch
import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, before, channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(before, channels, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.shortcut = nn.Sequential()
        if stride > 1:
            self.shortcut = nn.Sequential(
                nn.Conv2d(before, channels, 1, stride=stride, bias=False), nn.BatchNorm2d(channels)
            )

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


def network():
    layers, before = [nn.Conv2d(3, 64, 3, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU()], 64
    for channels in (64, 128, 256, 512):
        layers += [Block(before, channels, 1 if channels == 64 else 2), Block(channels, channels, 1)]
        before = channels
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


def training_step(bf16=False):
    return pytorch.classification_step(network(), torch.randn(16, 3, 32, 32), torch.arange(16) % 10, bf16=bf16)


if __name__ == "__main__":
    pytorch.main(
        {"resnet18_training_step": training_step, "resnet18_training_step_bf16": lambda: training_step(bf16=True)}
    )
