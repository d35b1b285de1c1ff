#!/usr/bin/env python3
"""The example `flow`: unsupervised optical flow in 96×96 pixels."""

import pytorch
import torch
from torch import nn
from torch.nn import functional as F

SIDE = 96


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 16, 3, padding=1)

    def forward(self, frame):
        return F.leaky_relu(self.conv2(F.leaky_relu(self.conv1(frame), 0.1)), 0.1)


class Refine(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(34, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 32, 3, padding=1)
        self.conv3 = nn.Conv2d(32, 2, 3, padding=1)
        nn.init.zeros_(self.conv3.weight)
        nn.init.zeros_(self.conv3.bias)

    def forward(self, first, second, flow):
        x = torch.cat([first, warp(second, flow), flow], 1)
        x = F.leaky_relu(self.conv1(x), 0.1)
        x = F.leaky_relu(self.conv2(x), 0.1)
        return flow + self.conv3(x)


class Flow(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.refine = Refine()

    def forward(self, first, second):
        """The loss."""
        pairs = [(first, second)]
        for _ in range(3):
            pairs.append(tuple(F.avg_pool2d(frame, 2) for frame in pairs[-1]))
        flow = torch.zeros(first.shape[0], 2, SIDE // 8, SIDE // 8)
        loss = 0
        for level, (first, second) in enumerate(reversed(pairs)):
            if level > 0:
                flow = 2 * F.interpolate(flow, scale_factor=2, mode="bilinear")
            flow = self.refine(self.encoder(first), self.encoder(second), flow)
            loss = loss + F.l1_loss(warp(second, flow), first)
        down, across = flow[:, :, 1:] - flow[:, :, :-1], flow[..., 1:] - flow[..., :-1]
        return loss + 1e-5 * (down.abs().sum() + across.abs().sum()) / len(flow)


PIXELS = {}


def warp(image, flow):
    side = image.shape[-1]
    grid = ((PIXELS[side] + flow) * (2 / (side - 1)) - 1).permute(0, 2, 3, 1)
    return F.grid_sample(image, grid, "bilinear", "border", align_corners=True)


def training_step():
    for side in (SIDE, SIDE // 2, SIDE // 4, SIDE // 8):
        PIXELS[side] = torch.stack(torch.meshgrid(torch.arange(side), torch.arange(side), indexing="xy")).float()
    net = Flow()
    adam, loss_of = pytorch.adam(net.parameters(), rate=2e-3), pytorch.ready(net)
    first, second = torch.rand(1, 3, SIDE, SIDE), torch.rand(1, 3, SIDE, SIDE)

    def run():
        adam.zero_grad()
        loss = loss_of(first, second)
        loss.backward()
        adam.step()
        return loss.item()

    return run


if __name__ == "__main__":
    pytorch.main({"flow_training_step": training_step})
