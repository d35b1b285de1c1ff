#!/usr/bin/env python3
"""A small convolutional network with batch norm, on 32 images of 3×32×32."""

import timing
import torch
from torch import nn


def network() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(3, 32, kernel_size=3, padding=1),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.Conv2d(32, 64, kernel_size=3, stride=2, padding=1),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.Conv2d(64, 128, kernel_size=3, stride=2, padding=1),
        nn.BatchNorm2d(128),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(128, 10),
    )


def training_step():
    net = network()
    adam = torch.optim.Adam(net.parameters(), lr=1e-3)
    images = torch.randn(32, 3, 32, 32)
    labels = torch.arange(32) % 10

    def run():
        adam.zero_grad()
        loss = nn.functional.cross_entropy(net(images), labels)
        loss.backward()
        adam.step()
        return loss.item()

    return run


def inference():
    net = network().eval()
    images = torch.randn(32, 3, 32, 32)

    def run():
        with torch.inference_mode():
            return net(images)

    return run


if __name__ == "__main__":
    timing.main({"cnn_training_step": training_step, "cnn_inference": inference})
