"""Writes what the tests of the example transformers compare with: PyTorch's counts and activations.

    python make_transformers.py            (PyTorch 2, torchvision, numpy and safetensors; CPU; some seconds)

`transformers.csv`           trainable parameters of each network
`<network>.safetensors`      activations of the tiny networks, in f32

Layers are PyTorch's own `TransformerEncoderLayer`, but for Llama, which PyTorch has none for, and the vision transformer is
torchvision's. The weights are computed from
their names as in `make.py`, and so are the tokens from their places.
"""

import csv
from functools import partial
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F
from torchvision.models import VisionTransformer

from make import fill, uniform

HERE = Path(__file__).parent


def block(width, heads, epsilon, **settings):
    return nn.TransformerEncoderLayer(
        width, heads, 4 * width, 0.0, layer_norm_eps=epsilon, batch_first=True, **settings
    )


class Gpt2(nn.Module):
    def __init__(self, length, vocabulary, width, layers, heads):
        super().__init__()
        self.wte = nn.Embedding(vocabulary, width)
        self.wpe = nn.Parameter(torch.empty(length, width))
        activation = partial(F.gelu, approximate="tanh")
        blocks = (block(width, heads, 1e-5, norm_first=True, activation=activation) for _ in range(layers))
        self.h = nn.ModuleList(blocks)
        self.ln_f = nn.LayerNorm(width)

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe
        mask = nn.Transformer.generate_square_subsequent_mask(len(self.wpe))
        for layer in self.h:
            x = layer(x, src_mask=mask, is_causal=True)
        return {"h": x, "logits": F.linear(self.ln_f(x), self.wte.weight)}


class Bert(nn.Module):
    def __init__(self, length, vocabulary, width, layers, heads):
        super().__init__()
        self.word = nn.Embedding(vocabulary, width)
        self.position = nn.Parameter(torch.empty(length, width))
        self.segment = nn.Embedding(2, width)
        self.ln = nn.LayerNorm(width, eps=1e-12)
        self.layer = nn.ModuleList(block(width, heads, 1e-12, activation="gelu") for _ in range(layers))
        self.pooler = nn.Linear(width, width)

    def forward(self, words, segments, mask):
        x = self.ln(self.word(words) + self.position + self.segment(segments))
        for layer in self.layer:
            x = layer(x, src_key_padding_mask=mask == 0)
        return {"hidden": x, "pooled": torch.tanh(self.pooler(x[:, 0]))}


class LlamaLayer(nn.Module):
    def __init__(self, width, heads, kv_heads, hidden):
        super().__init__()
        self.size = width // heads
        self.widths = [width, kv_heads * self.size, kv_heads * self.size]
        self.input_norm, self.post_norm = nn.RMSNorm(width, 1e-5), nn.RMSNorm(width, 1e-5)
        # Queries, keys and values are made by one matrix.
        self.qkv, self.out = nn.Linear(width, sum(self.widths), bias=False), nn.Linear(width, width, bias=False)
        self.gate, self.up = nn.Linear(width, hidden, bias=False), nn.Linear(width, hidden, bias=False)
        self.down = nn.Linear(hidden, width, bias=False)

    def turned(self, x):
        """Feature i of the first half of a head is a pair with feature i of the second half."""
        speeds = 500_000.0 ** (-torch.arange(0, self.size, 2) / self.size)
        angles = torch.outer(torch.arange(x.shape[2]), speeds).repeat(1, 2)
        a, b = x.chunk(2, -1)
        return x * angles.cos() + torch.cat([-b, a], -1) * angles.sin()

    def forward(self, x):
        parts = self.qkv(self.input_norm(x)).split(self.widths, -1)
        q, k, v = (part.unflatten(-1, (-1, self.size)).transpose(1, 2) for part in parts)
        y = F.scaled_dot_product_attention(self.turned(q), self.turned(k), v, is_causal=True, enable_gqa=True)
        x = x + self.out(y.transpose(1, 2).flatten(2))
        y = self.post_norm(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))


class Llama(nn.Module):
    def __init__(self, vocabulary, width, layers, *settings):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, width)
        self.layer = nn.ModuleList(LlamaLayer(width, *settings) for _ in range(layers))
        self.norm, self.head = nn.RMSNorm(width, 1e-5), nn.Linear(width, vocabulary, bias=False)

    def forward(self, tokens):
        x = self.embed(tokens)
        first = x = self.layer[0](x)
        for layer in self.layer[1:]:
            x = layer(x)
        return {"layer.0": first, "head": self.head(self.norm(x))}


def vit(side, patch, layers, heads, width, classes):
    return VisionTransformer(side, patch, layers, heads, width, 4 * width, num_classes=classes)


def tokens(length, vocabulary):
    return (torch.arange(length) * 37 + 11)[None] % vocabulary


def main():
    torch.backends.mha.set_fastpath_enabled(False)
    rows = [("network", "parameters")]
    with torch.device("meta"):
        full = {
            "gpt2": Gpt2(1024, 50257, 768, 12, 12),
            "bert": Bert(512, 30522, 768, 12, 12),
            "vit": vit(224, 16, 12, 12, 768, 1000),
            "llama3": Llama(128_256, 4096, 32, 32, 8, 14_336),
        }
    rows += [(name, sum(p.numel() for p in net.parameters())) for name, net in full.items()]
    places = torch.arange(16)[None]
    tiny = {
        "tiny_gpt2": (Gpt2(16, 100, 32, 2, 4), (tokens(16, 100),)),
        "tiny_bert": (Bert(16, 100, 32, 2, 4), (tokens(16, 100), (places >= 8).long(), (places < 11).float())),
        "tiny_llama": (Llama(100, 32, 2, 4, 2, 56), (tokens(16, 100),)),
        "tiny_vit": (vit(32, 8, 2, 4, 48, 10), (uniform("image", (1, 3, 32, 32)).float(),)),
    }
    for name, (net, inputs) in tiny.items():
        with torch.no_grad():
            for key, tensor in net.state_dict().items():
                fill(key, tensor[0] if tensor.dim() == 3 else tensor)
            outputs = net.eval()(*inputs)
        outputs = outputs if isinstance(outputs, dict) else {"head": outputs}
        assert all(value.isfinite().all() for value in outputs.values()), name
        print(name, {key: f"{value.std():.3g}" for key, value in outputs.items()})
        save_file({key: value.flatten() for key, value in outputs.items()}, HERE / f"{name}.safetensors")
        rows.append((name, sum(p.numel() for p in net.parameters())))
    with open(HERE / "transformers.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()
