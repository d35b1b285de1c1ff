"""The golden files of small networks, which Rust makes of templates, repeated scopes and defaults."""

import torch
import torch.nn.functional as F

from files import distinct, golden, relu
from layers import conv2d, conv_shapes, linear, linear_shapes, norm, norm_shapes


def basic(x, t, training, name):
    y = conv2d(x, t, f"{name}.conv1", padding="same")
    y = conv2d(relu(norm(y, t, training, f"{name}.bn1")), t, f"{name}.conv2", padding="same")
    return relu(norm(y, t, training, f"{name}.bn2") + x)


def basic_shapes(channels, name):
    convolutions = conv_shapes(channels, channels, (3, 3), f"{name}.conv1", bias=False)
    convolutions |= conv_shapes(channels, channels, (3, 3), f"{name}.conv2", bias=False)
    return convolutions | norm_shapes(channels, f"{name}.bn1") | norm_shapes(channels, f"{name}.bn2")


def down(x, t, training, name):
    shortcut = conv2d(x, t, f"{name}.project", kernel=(1, 1), stride=(2, 2), padding="same")
    shortcut = norm(shortcut, t, training, f"{name}.batch_norm", momentum=0.2)
    y = relu(conv2d(x, t, f"{name}.conv1", stride=(2, 2), padding="same"))
    return relu(conv2d(y, t, f"{name}.conv2", padding="same") + shortcut)


def down_shapes(inputs, outputs, name):
    convolutions = conv_shapes(outputs, inputs, (1, 1), f"{name}.project", bias=False)
    convolutions |= conv_shapes(outputs, inputs, (3, 3), f"{name}.conv1", bias=False)
    convolutions |= conv_shapes(outputs, outputs, (3, 3), f"{name}.conv2", bias=False)
    return convolutions | norm_shapes(outputs, f"{name}.batch_norm")


def growth(t, training):
    """What grows, shrinks and comes together again: scopes of a repeat that are not alike."""
    x = t["input"]
    for i in range(2):
        grown = norm(conv2d(x, t, f"layer.{i}.conv", padding="same"), t, training, f"layer.{i}.norm")
        x = torch.cat([x, relu(grown)], 1)
    seen = []
    for i in range(3):
        x = F.max_pool2d(x, 2) if i > 0 else x
        x = conv2d(x, t, f"down.{i}.conv", padding="same")
        x = relu(norm(x, t, training, f"down.{i}.norm") if i > 0 else x)
        seen.append(x)
    for i in range(2):
        x = torch.cat([F.interpolate(x, scale_factor=2), seen[1 - i]], 1)
        x = conv2d(x, t, f"up.{i}.conv", padding="same")
    turned = []
    for i in range(2):
        x = conv2d(x, t, f"turn.{i}.conv", padding="same") + x
        turned.append(x)
    x = torch.cat([*turned, seen[0]], 1).reshape(-1, 12, 8)
    return linear(x.flatten(1), t)


def write_templates():
    convolutions = {
        **{f"layer.{i}": (2, 2 + 2 * i) for i in range(2)},
        **{f"down.{i}": (2 * 2**i, (6, 2, 4)[i]) for i in range(3)},
        **{f"up.{i}": (4 // 2**i, (12, 6)[i]) for i in range(2)},
        **{f"turn.{i}": (2, 2) for i in range(2)},
    }
    shapes = {"input": (distinct, 3, 2, 4, 4)} | linear_shapes(3, 96)
    for name, (outputs, inputs) in convolutions.items():
        shapes |= conv_shapes(outputs, inputs, (3, 3), f"{name}.conv", bias=False)
        if name.startswith("layer") or name in ("down.1", "down.2"):
            shapes |= norm_shapes(outputs, f"{name}.norm")
    golden("templates_growth", growth, shapes)

    blocks = ["block.0", "block.1"]
    rest = ["layer2.rest.0", "layer2.rest.1"]

    def residual(t, training):
        x = t["input"]
        for name in blocks:
            x = basic(x, t, training, name)
        x = down(x, t, training, "layer2.first")
        for name in rest:
            x = basic(x, t, training, name)
        return linear(x.mean((2, 3)), t)

    shapes = {"input": (3, 2, 6, 6)} | down_shapes(2, 4, "layer2.first") | linear_shapes(3, 4)
    for name in blocks:
        shapes |= basic_shapes(2, name)
    for name in rest:
        shapes |= basic_shapes(4, name)
    golden("templates_residual", residual, shapes)
