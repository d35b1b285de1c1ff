#!/usr/bin/env python3
"""A small convolutional network with batch norm, on images of 3×32×32."""

import pytorch
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


def training_step(batch=32, bf16=False):
    images, labels = torch.randn(batch, 3, 32, 32), torch.arange(batch) % 10
    return pytorch.classification_step(network(), images, labels, bf16=bf16)


def inference(batch=32):
    return pytorch.inference_of(network(), torch.randn(batch, 3, 32, 32))


if __name__ == "__main__":
    pytorch.main(
        {
            "cnn_training_step": training_step,
            "cnn_training_step_bf16": lambda: training_step(bf16=True),
            "cnn_training_step_64": lambda: training_step(64),
            "cnn_training_step_64_towers": lambda: training_step(64),
            "cnn_inference": inference,
            "cnn_inference_1": lambda: inference(1),
        }
    )
