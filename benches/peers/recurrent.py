#!/usr/bin/env python3
"""Recurrent layers: one alone, and a tagger of sentences."""

import pytorch
import torch
from torch import nn


def forward_backward(module):
    def work():
        net = module(100, 128, batch_first=True)
        sequence = torch.randn(32, 50, 100, requires_grad=True)
        summed = pytorch.ready(lambda: net(sequence)[0].sum())

        def run():
            sequence.grad = None
            net.zero_grad()
            summed().backward()

        return run

    return work


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(20_000, 100)
        self.encoder = nn.LSTM(100, 128, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(256, 17)

    def forward(self, words):
        return self.fc(self.encoder(self.embed(words))[0])


def tagger():
    net = Tagger()
    words, tags = (torch.arange(32 * 50) * 7919 % 20_000).reshape(32, 50), torch.randn(32, 50, 17)
    optimizer = pytorch.adam(net.parameters())
    loss_of = pytorch.ready(lambda: nn.functional.mse_loss(net(words), tags))

    def run():
        optimizer.zero_grad()
        loss = loss_of()
        loss.backward()
        optimizer.step()
        return loss.item()

    return run


class Writer(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(97, 32)
        self.memory = nn.LSTM(32, 192, num_layers=2, batch_first=True)
        self.head = nn.Linear(192, 97)

    def forward(self, text):
        return self.head(self.memory(self.embed(text))[0])


def writer():
    net = Writer()
    text, truth = ((torch.arange(32 * 64) + first).mul(7919).remainder(97).reshape(32, 64) for first in (0, 1))
    optimizer = pytorch.adam(net.parameters())
    loss_of = pytorch.ready(lambda: nn.functional.cross_entropy(net(text).transpose(1, 2), truth))

    def run():
        optimizer.zero_grad()
        loss = loss_of()
        loss.backward()
        optimizer.step()
        return loss.item()

    return run


if __name__ == "__main__":
    pytorch.main(
        {
            "lstm_forward_backward": forward_backward(nn.LSTM),
            "gru_forward_backward": forward_backward(nn.GRU),
            "lstm_tagger_training_step": tagger,
            "lstm_scan_forward_backward": forward_backward(nn.LSTM),
            "writer_training_step": writer,
        }
    )
