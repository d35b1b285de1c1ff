#!/usr/bin/env python3
"""A multi-layer perceptron, 784-512-512-10, on a batch of 128."""

import timing
import torch
from torch import nn


def training_step():
    net = nn.Sequential(
        nn.Linear(784, 512),
        nn.ReLU(),
        nn.Linear(512, 512),
        nn.ReLU(),
        nn.Linear(512, 10),
    )
    adam = torch.optim.Adam(net.parameters(), lr=1e-3)
    images = torch.randn(128, 784)
    labels = torch.arange(128) % 10

    def run():
        adam.zero_grad()
        loss = nn.functional.cross_entropy(net(images), labels)
        loss.backward()
        adam.step()
        return loss.item()

    return run


if __name__ == "__main__":
    timing.main({"mlp_training_step": training_step})
