#!/usr/bin/env python3
"""ViT-Tiny on four images of 3×224×224: forward, cross entropy, backward and Adam."""

import pytorch
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.ln_1, self.ln_2 = (nn.LayerNorm(width, eps=1e-6) for _ in range(2))
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        batch, time, width = x.shape
        parts = self.qkv(self.ln_1(x)).reshape(batch, time, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        seen = nn.functional.scaled_dot_product_attention(*parts)
        x = x + self.out(seen.transpose(1, 2).reshape(batch, time, width))
        return x + self.down(nn.functional.gelu(self.up(self.ln_2(x))))


class VitTiny(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch = nn.Conv2d(3, 192, 16, stride=16)
        self.token = nn.Parameter(torch.zeros(1, 1, 192))
        self.positions = nn.Parameter(torch.randn(1, 197, 192) * 0.02)
        self.layers = nn.Sequential(*(Block(192, 3) for _ in range(12)))
        self.ln, self.head = nn.LayerNorm(192, eps=1e-6), nn.Linear(192, 1000)

    def forward(self, image):
        patches = self.patch(image).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(len(image), -1, -1), patches], 1) + self.positions
        return self.head(self.ln(self.layers(x))[:, 0])


def step(bf16=False):
    images, labels = torch.randn(4, 3, 224, 224), torch.arange(4) % 1000
    return pytorch.classification_step(VitTiny(), images, labels, bf16=bf16)


if __name__ == "__main__":
    pytorch.main({"vit_tiny_training_step": step, "vit_tiny_training_step_bf16": lambda: step(bf16=True)})
