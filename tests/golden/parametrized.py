"""The golden files of weights that PyTorch computes from other variables: weight norm and spectral norm."""

import torch
from torch import nn
from torch.func import functional_call
from torch.nn.utils.parametrizations import spectral_norm, weight_norm

from files import golden


def by_weight_norm(layer, name):
    """The layer by weight norm, with the variables of this name."""
    layer = weight_norm(layer)

    def apply(x, t, training):
        given = {"parametrizations.weight.original0": t[f"{name}.weight_g"]}
        given |= {"parametrizations.weight.original1": t[f"{name}.weight_v"]}
        given |= {"bias": t[f"{name}.bias"]} if f"{name}.bias" in t else {}
        return functional_call(layer, given, x)

    return apply


def by_spectral_norm(layer, name):
    layer = spectral_norm(layer)

    def apply(x, t, training):
        given = {"parametrizations.weight.original": t[f"{name}.weight"]}
        given |= {"parametrizations.weight.0._u": t[f"{name}.running_u"]}
        given |= {"parametrizations.weight.0._v": t[f"{name}.running_v"]}
        given |= {"bias": t[f"{name}.bias"]} if f"{name}.bias" in t else {}
        return functional_call(layer.train(training), given, x)

    return apply


def stretched_most(name, *shape, outputs=0):
    """A weight and the directions that it stretches most, where a step changes nothing and the gradient is that of differences."""
    drawn = {}

    def weight(*shape):
        drawn["weight"] = torch.randn(shape)
        left, _, right = torch.linalg.svd(drawn["weight"].movedim(outputs, 0).flatten(1))
        drawn["u"], drawn["v"] = left[:, 0].clone(), right[0].clone()
        return drawn["weight"]

    return {
        f"{name}.weight": (weight, *shape),
        f"{name}.running_u": (lambda _: drawn["u"], 0),
        f"{name}.running_v": (lambda _: drawn["v"], 0),
    }


def directions(name, *shape, outputs=0):
    """A weight and directions that have nothing to do with it."""
    unit = lambda n: nn.functional.normalize(torch.randn(n), dim=0)
    columns = torch.Size(shape).numel() // shape[outputs]
    return {
        f"{name}.weight": shape,
        f"{name}.running_u": (unit, shape[outputs]),
        f"{name}.running_v": (unit, columns),
    }


def lengths(name, *shape):
    return {f"{name}.weight_v": shape, f"{name}.weight_g": (shape[0], *[1] * (len(shape) - 1))}


LAYERS = {
    "linear": (lambda: nn.Linear(6, 4), (3, 6)),
    "conv1d": (lambda: nn.Conv1d(4, 6, 3, groups=2), (2, 4, 7)),
    "conv2d": (lambda: nn.Conv2d(3, 4, 3, 2, 1, bias=False), (2, 3, 5, 6)),
    "conv3d": (lambda: nn.Conv3d(2, 3, 2), (2, 2, 3, 3, 4)),
    "conv_transpose1d": (lambda: nn.ConvTranspose1d(4, 6, 3, 2, groups=2), (2, 4, 5)),
    "conv_transpose2d": (lambda: nn.ConvTranspose2d(3, 4, 4, 2, 1, bias=False), (2, 3, 3, 4)),
    "conv_transpose3d": (lambda: nn.ConvTranspose3d(2, 3, 2, 2), (2, 2, 2, 3, 2)),
}


def write_parametrized():
    for name, (make, shape) in LAYERS.items():
        plain = make()
        weight = tuple(plain.weight.shape)
        bias = {} if plain.bias is None else {f"{name}.bias": tuple(plain.bias.shape)}
        # Where PyTorch's spectral norm has the outputs of a layer.
        outputs = 1 if "transpose" in name else 0

        def case(kind, layer, variables):
            golden(kind, lambda t, on: layer(t["input"], t, on), {"input": shape} | variables | bias)

        case(f"weight_norm_{name}", by_weight_norm(make(), name), lengths(name, *weight))
        case(f"spectral_norm_{name}", by_spectral_norm(make(), name), stretched_most(name, *weight, outputs=outputs))
        case(f"spectral_norm_{name}_step", by_spectral_norm(make(), name), directions(name, *weight, outputs=outputs))
