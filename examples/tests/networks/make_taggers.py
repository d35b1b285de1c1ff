"""Writes what the tests of the example taggers compare with: PyTorch's counts, activations, and a file of its own.

    python make_taggers.py            (PyTorch 2, numpy and safetensors; CPU; a second)

`taggers.csv`                trainable parameters of each network
`<network>.safetensors`      activations of the tiny networks, in f32
`<network>_weights.safetensors`  their `state_dict`, as PyTorch names it
"""

import csv
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).parent


class Tagger(nn.Module):
    def __init__(self, kind, vocabulary, features, units, tags, layers=1, bidirectional=False):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, features)
        self.encoder = kind(features, units, layers, batch_first=True, bidirectional=bidirectional)
        self.fc = nn.Linear(units * (2 if bidirectional else 1), tags)

    def forward(self, words):
        h, left = self.encoder(self.embed(words))
        states = left if isinstance(left, tuple) else (left,)
        states = {name: state.transpose(0, 1) for name, state in zip(("hidden", "cell"), states)}
        return {"tags": self.fc(h)} | states


def main():
    rows = [("network", "parameters")]
    with torch.device("meta"):
        full = {
            "lstm_tagger": Tagger(nn.LSTM, 20_000, 100, 128, 17, bidirectional=True),
            "gru_tagger": Tagger(nn.GRU, 20_000, 100, 128, 17, layers=2, bidirectional=True),
        }
    rows += [(name, sum(p.numel() for p in net.parameters())) for name, net in full.items()]
    torch.manual_seed(0)
    tiny = {
        "tiny_lstm_tagger": Tagger(nn.LSTM, 100, 12, 8, 5, layers=2, bidirectional=True),
        "tiny_gru_tagger": Tagger(nn.GRU, 100, 12, 8, 5, layers=2),
    }
    words = (torch.arange(16) * 37 + 11)[None] % 100
    for name, net in tiny.items():
        with torch.no_grad():
            outputs = net.eval()(words)
        assert all(value.isfinite().all() for value in outputs.values()), name
        print(name, {key: f"{value.std():.3g}" for key, value in outputs.items()})
        if name == "tiny_gru_tagger":
            # What the upper layer leaves is the last of what it gives.
            outputs["hidden"] = outputs["hidden"][:, -1]
        save_file({key: value.flatten().contiguous() for key, value in outputs.items()}, HERE / f"{name}.safetensors")
        save_file(net.state_dict(), HERE / f"{name}_weights.safetensors")
        rows.append((name, sum(p.numel() for p in net.parameters())))
    with open(HERE / "taggers.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()
