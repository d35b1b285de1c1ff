"""The golden file of a network that mixes layers with modules, functions and another network."""

import torch

from files import golden
from layers import linear, linear_shapes, norm, norm_shapes


def attention(x, t, name, heads):
    """Scaled dot-product attention over the rows of `x`, as in "Attention is all you need"."""
    batch, length, width = x.shape

    def project(part):
        return linear(x, t, f"{name}.{part}").reshape(batch, length, heads, width // heads).transpose(1, 2)

    q, k, v = (project(part) for part in ("w_q", "w_k", "w_v"))
    weights = torch.softmax(q @ k.transpose(-1, -2) / (width // heads) ** 0.5, dim=-1)
    return linear((weights @ v).transpose(1, 2).reshape(batch, length, width), t, f"{name}.w_o")


def write_foreign():
    def encoder(x, t, training):
        return torch.tanh(norm(linear(x.flatten(1), t, "encoder.fc"), t, training, "encoder.norm"))

    def mixed(t, training):
        seen = attention(t["input"], t, "attn", 2) + t["input"]
        code = encoder(seen, t, training)
        waves = torch.sin(code) * code
        block = torch.tanh(linear(waves, t, "head.block.0"))
        return linear(waves - block, t, "head.out")

    shapes = {"input": (5, 2, 4)}
    for part in ("w_q", "w_k", "w_v", "w_o"):
        shapes |= linear_shapes(4, 4, f"attn.{part}")
    shapes |= linear_shapes(4, 8, "encoder.fc") | norm_shapes(4, "encoder.norm")
    shapes |= linear_shapes(4, 4, "head.block.0") | linear_shapes(3, 4, "head.out")
    golden("foreign_mixed", mixed, shapes)
