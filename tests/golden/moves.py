"""The golden files of the layers that reduce axes, and of those that move elements or shapes."""

import torch
import torch.nn.functional as F

from files import distinct, golden
from layers import linear, linear_shapes


def write_reductions():
    functions = {"mean": torch.mean, "sum": torch.sum, "max": torch.amax}
    # Axes count without the batch, as in a network.
    axes = {"all": (0, 1, 2), "first": (0,), "middle": (1,), "last": (2,), "image": (1, 2), "apart": (0, 2)}
    for name, function in functions.items():
        for case, reduced in axes.items():
            dims = tuple(axis + 1 for axis in reduced)
            golden(f"{name}_{case}", lambda t, _: function(t["input"], dims), {"input": (distinct, 2, 3, 4, 5)})
        golden(
            f"{name}_keepdims",
            lambda t, _: function(t["input"], (2, 3), keepdim=True),
            {"input": (distinct, 2, 3, 4, 5)},
        )
        golden(f"{name}_vector", lambda t, _: function(t["input"], 1), {"input": (distinct, 3, 37)})

    def repeated(*shape):
        return torch.randint(0, 3, shape).to(torch.float64)

    golden("max_ties", lambda t, _: torch.amax(t["input"], (2, 3)), {"input": (repeated, 2, 3, 4, 5)})
    golden("max_ties_first", lambda t, _: torch.amax(t["input"], 1), {"input": (repeated, 2, 3, 4, 5)})


def write_moves():
    golden("reshape_split", lambda t, _: t["input"].reshape(2, 2, 6, 5), {"input": (2, 3, 4, 5)})
    golden(
        "reshape_linear",
        lambda t, _: linear(t["input"].reshape(2, 24), t).reshape(2, 3, 2),
        {"input": (2, 3, 2, 4)} | linear_shapes(6, 24),
    )
    for name, order in {"last": (1, 2, 0), "first": (2, 0, 1), "swap": (0, 2, 1), "reverse": (2, 1, 0)}.items():
        dims = (0, *(axis + 1 for axis in order))
        golden(f"permute_{name}", lambda t, _: t["input"].permute(dims), {"input": (2, 3, 4, 5)})
    for axis in range(3):
        golden(
            f"stack_axis{axis}",
            lambda t, _: torch.stack([torch.tanh(t["input"]), t["input"], torch.square(t["input"])], axis + 1),
            {"input": (2, 3, 4)},
        )
    for axis, sizes in enumerate([(2, 2), (1, 4), (3, 1, 2)]):
        golden(
            f"split_axis{axis}",
            lambda t, _: torch.cat([torch.tanh(part) for part in t["input"].split(sizes, axis + 1)][::-1], axis + 1),
            {"input": (2, 4, 5, 6)},
        )
    golden(
        "split_gate",
        lambda t, _: F.glu(linear(t["input"], t), 1),
        {"input": (3, 5)} | linear_shapes(8, 5),
    )
    modes = {"zeros": "constant", "reflect": "reflect", "replicate": "replicate"}
    for name, mode in modes.items():
        golden(f"pad_{name}", lambda t, _: F.pad(t["input"], (2, 1, 0, 3), mode), {"input": (2, 3, 4, 5)})
    golden("pad_all", lambda t, _: F.pad(t["input"], (1, 1, 1, 1)), {"input": (2, 3, 4, 5)})
    golden("pad_rows", lambda t, _: F.pad(t["input"], (0, 0, 2, 2), "reflect"), {"input": (2, 3, 4, 5)})
    golden("crop_center", lambda t, _: t["input"][:, :, 1:3, 1:4], {"input": (2, 3, 5, 6)})
    golden("crop_at", lambda t, _: t["input"][:, :, 0:2, 3:6], {"input": (2, 3, 5, 6)})


def write_normalize():
    def case(name, function, shape=(2, 3, 4, 5)):
        golden(f"normalize_{name}", lambda t, _: function(t["input"]), {"input": shape})

    def normalize(x, mean, deviation):
        spread = (-1, *(1 for _ in x.shape[2:]))
        return (x - torch.tensor(mean).reshape(spread)) / torch.tensor(deviation).reshape(spread)

    vgg = [123.68, 116.779, 103.939]
    case("imagenet", lambda x: normalize(x, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
    case("vgg", lambda x: normalize(255 * x, vgg, [1.0, 1.0, 1.0]))
    case("caffe", lambda x: normalize(255 * x, vgg, [1.0, 1.0, 1.0]).flip(1))
    case("one", lambda x: (x - 0.5) / 0.25)
    case("vector", lambda x: normalize(x, [5.8, 3.0, -3.7, 1.2], [0.8, 0.4, 1.75, 0.75]), (3, 4))


def write_channelwise():
    shapes = {"vector": (3, 7), "sequence": (2, 3, 5), "image": (2, 3, 4, 5)}
    for name, shape in shapes.items():
        # One variable for each element of the first axis of a sample.
        spread = (-1, *(1 for _ in shape[2:]))
        golden(
            f"bias_{name}",
            lambda t, _: t["input"] + t["bias.bias"].reshape(spread),
            {"input": shape, "bias.bias": shape[1:2]},
        )
        golden(
            f"prelu_{name}",
            lambda t, _: F.prelu(t["input"], t["prelu.weight"]),
            {"input": (distinct, *shape), "prelu.weight": shape[1:2]},
        )
