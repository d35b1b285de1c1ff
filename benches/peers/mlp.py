#!/usr/bin/env python3
"""A multi-layer perceptron, 784-512-512-10, on a batch of 128."""

import pytorch
import torch
from torch import nn


def training_step(bf16=False):
    net = nn.Sequential(
        nn.Linear(784, 512),
        nn.ReLU(),
        nn.Linear(512, 512),
        nn.ReLU(),
        nn.Linear(512, 10),
    )
    return pytorch.classification_step(net, torch.randn(128, 784), torch.arange(128) % 10, bf16=bf16)


if __name__ == "__main__":
    pytorch.main({"mlp_training_step": training_step, "mlp_training_step_bf16": lambda: training_step(bf16=True)})
