#!/usr/bin/env python3
"""ResNet-50 for images of 3×224×224, a batch of 64: for GPUs."""

import pytorch
import torch
from torch import nn
from torch.nn import functional as F


class Bottleneck(nn.Module):
    def __init__(self, before, channels, stride):
        super().__init__()
        wide = 4 * channels
        self.conv1, self.bn1 = nn.Conv2d(before, channels, 1, bias=False), nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv3, self.bn3 = nn.Conv2d(channels, wide, 1, bias=False), nn.BatchNorm2d(wide)
        self.shortcut = nn.Sequential()
        if before != wide:
            self.shortcut = nn.Sequential(nn.Conv2d(before, wide, 1, stride=stride, bias=False), nn.BatchNorm2d(wide))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return F.relu(self.bn3(self.conv3(y)) + self.shortcut(x))


def network():
    layers = [nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    before = 64
    for channels, blocks in [(64, 3), (128, 4), (256, 6), (512, 3)]:
        for block in range(blocks):
            layers.append(Bottleneck(before, channels, 2 if block == 0 and channels > 64 else 1))
            before = 4 * channels
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(before, 1000))


def training_step(bf16=False):
    sgd = lambda variables: torch.optim.SGD(variables, lr=0.01, momentum=0.9)
    return pytorch.classification_step(network(), torch.randn(64, 3, 224, 224), torch.arange(64) % 1000, sgd, bf16)


if __name__ == "__main__":
    pytorch.main(
        {"resnet50_training_step": training_step, "resnet50_training_step_bf16": lambda: training_step(bf16=True)}
    )
