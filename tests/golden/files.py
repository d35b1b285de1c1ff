"""Writing one golden file: how its tensors are drawn, run and saved."""

import itertools
import zlib
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

HERE = Path(__file__).parent
KINK_DISTANCE = 1e-3


class TooCloseToKink(Exception):
    """This seed gave a value too close to a kink; the next one is tried."""


def relu(x):
    if x.abs().min() < KINK_DISTANCE:
        raise TooCloseToKink
    return F.relu(x)


def distinct(*shape):
    """Values in (-2, 2) that differ from each other and from zero by a fixed gap, in random order."""
    count = torch.Size(shape).numel()
    steps = (torch.arange(count) + 0.5) / count if count % 2 == 0 else (torch.arange(count) + 0.25) / count
    return (4 * steps - 2)[torch.randperm(count)].reshape(shape)


def positive(*shape):
    return torch.rand(shape) + 0.5


def draw(shapes):
    """A random tensor for each shape; a tuple (function, *shape) says how to draw it."""
    drawn = {}
    for name, shape in shapes.items():
        if callable(shape[0]):
            drawn[name] = shape[0](*shape[1:])
        elif name.endswith("running_var") or name.endswith("norm.weight"):
            drawn[name] = positive(*shape)
        else:
            drawn[name] = torch.randn(shape)
    return drawn


def golden(name, function, shapes):
    """Writes the file of one case. `function(tensors, training)` returns the output and may update running statistics."""
    for attempt in itertools.count():
        torch.manual_seed(zlib.crc32(f"{name} {attempt}".encode()))
        try:
            tensors = draw(shapes)
            kept = {key: value.clone() for key, value in tensors.items()}
            inference = function(tensors, False)
            for key, value in tensors.items():
                value.requires_grad_("running" not in key)
            output = function(tensors, True)
            break
        except TooCloseToKink:
            continue
    cotangent = torch.randn_like(output)
    output.backward(cotangent)
    kept |= {"output": output.detach(), "cotangent": cotangent}
    if not torch.equal(inference, output):
        kept["output/inference"] = inference
    for key, value in tensors.items():
        if "running" in key:
            kept[f"after/{key}"] = value
        else:
            kept[f"gradient/{key}"] = value.grad
    save(name, kept)


def save(name, tensors):
    save_file({key: value.detach().contiguous().clone() for key, value in tensors.items()}, HERE / f"{name}.safetensors")
