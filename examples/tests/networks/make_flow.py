"""Writes what the test of the example PWC-Net compares with: the same network in PyTorch.

    python make_flow.py            (PyTorch 2, torchvision, numpy and safetensors; CPU; a second)

`flow.csv`           trainable parameters and multiply-adds a pair of frames; a correlation counts its products, too
`pwc.safetensors`    activations, the loss for a flow that is drawn as weights are, and gradients of it, in f32: every n-th
                     element, so that at most 2048 are kept

The weights are in no file, see `make.py`.
"""

import csv

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

from make import HERE, KEPT, fill, uniform

KEPT_GRADIENTS = ("level1.level.down.conv.weight", "level4.level.conv2.conv.bias", "decode3.conv1.conv.weight", "up2.conv.weight")


class Unit(nn.Module):
    def __init__(self, inputs, outputs, stride=1, dilation=1):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, stride, dilation, dilation)

    def forward(self, x):
        return F.leaky_relu(self.conv(x), 0.1)


class Level(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        level = {"down": Unit(inputs, outputs, 2), "conv1": Unit(outputs, outputs), "conv2": Unit(outputs, outputs)}
        self.level = nn.ModuleDict(level)

    def forward(self, x):
        for unit in self.level.values():
            x = unit(x)
        return x


class Flow(nn.Module):
    def __init__(self, inputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, 2, 3, padding=1)

    def forward(self, x):
        return self.conv(x)


class Rise(nn.Module):
    def __init__(self, inputs):
        super().__init__()
        self.conv = nn.ConvTranspose2d(inputs, 2, 4, 2, 1)

    def forward(self, x):
        return self.conv(x)


class Correlation(nn.Module):
    """Means over the channels of products with what is around, by displacements of rows and then of columns."""

    REACH = 4

    def forward(self, first, second):
        height, width = first.shape[2:]
        padded = F.pad(second, (self.REACH,) * 4)
        steps = range(2 * self.REACH + 1)
        moved = (padded[:, :, v : v + height, u : u + width] for v in steps for u in steps)
        return torch.stack([(first * second).mean(1) for second in moved], 1)


def warp(image, flow):
    """grid_sample with positions in pixels."""
    height, width = image.shape[2:]
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    x, y = (torch.stack([columns, rows]) + flow).unbind(1)
    grid = torch.stack([2 * x / (width - 1) - 1, 2 * y / (height - 1) - 1], -1)
    return F.grid_sample(image, grid, "bilinear", "zeros", align_corners=True)


def chain(inputs, outputs, dilations=None):
    units = nn.ModuleDict()
    for place, (width, dilation) in enumerate(zip(outputs, dilations or [1] * len(outputs)), 1):
        units[f"conv{place}"] = Unit(inputs, width, dilation=dilation)
        inputs = width
    return units


def through(units, x):
    for unit in units.values():
        x = unit(x)
    return x


class Pwc(nn.Module):
    """Sun et al. 2018, with four levels and without dense connections; flows are in pixels of their level."""

    WIDTHS = (128, 128, 96, 64, 32)

    def __init__(self):
        super().__init__()
        self.level1, self.level2, self.level3, self.level4 = Level(3, 16), Level(16, 32), Level(32, 64), Level(64, 96)
        self.correlation = Correlation()
        self.decode4, self.flow4 = chain(81, self.WIDTHS), Flow(32)
        self.up3, self.features3 = Rise(2), Rise(32)
        self.decode3, self.flow3 = chain(81 + 64 + 4, self.WIDTHS), Flow(32)
        self.up2, self.features2 = Rise(2), Rise(32)
        self.decode2, self.rough = chain(81 + 32 + 4, self.WIDTHS), Flow(32)
        self.context = chain(34, (128, 128, 128, 96, 64, 32), (1, 2, 4, 8, 16, 1))
        self.context["correction"] = Flow(32)

    def compare(self, first, second):
        return F.leaky_relu(self.correlation(first, second), 0.1)

    def forward(self, first, second):
        first2, second2 = (self.level2(self.level1(frame)) for frame in (first, second))
        first3, second3 = self.level3(first2), self.level3(second2)
        x4 = through(self.decode4, self.compare(self.level4(first3), self.level4(second3)))
        flow4 = self.flow4(x4)
        up3 = self.up3(flow4)
        costs3 = self.compare(first3, warp(second3, up3))
        x3 = through(self.decode3, torch.cat([costs3, first3, up3, self.features3(x4)], 1))
        flow3 = self.flow3(x3)
        up2 = self.up2(flow3)
        costs2 = self.compare(first2, warp(second2, up2))
        x2 = through(self.decode2, torch.cat([costs2, first2, up2, self.features2(x3)], 1))
        rough = self.rough(x2)
        flow2 = rough + through(self.context, torch.cat([x2, rough], 1))
        flow = 4 * F.interpolate(flow2, scale_factor=4, mode="bilinear")
        return {"first3": first3, "costs3": costs3, "flow4": flow4, "flow3": flow3, "flow2": flow2, "flow": flow}


def supervised(flows, truth):
    def distance(flow, size):
        difference = flow - F.avg_pool2d(truth, size) / size
        return (difference.square().sum(1) + 1e-8).sqrt().mean()

    return 0.32 * distance(flows["flow4"], 16) + 0.08 * distance(flows["flow3"], 8) + 0.02 * distance(flows["flow2"], 4)


def multiply_adds(net, first, second):
    total = 0

    def count(module, inputs, output):
        nonlocal total
        if isinstance(module, nn.ConvTranspose2d):
            total += inputs[0].numel() * module.weight[0].numel()
        elif isinstance(module, Correlation):
            total += inputs[0].shape[1] * output.numel()
        else:
            total += output.numel() * module.weight[0].numel()

    kinds = (nn.Conv2d, nn.ConvTranspose2d, Correlation)
    hooks = [module.register_forward_hook(count) for module in net.modules() if isinstance(module, kinds)]
    net(first, second)
    for hook in hooks:
        hook.remove()
    return total


def main():
    net = Pwc().double()
    with torch.no_grad():
        for key, tensor in net.state_dict().items():
            fill(key, tensor)
        frames = uniform("image", (1, 6, 64, 64)).float().double()
        # The weights are those that a test can have.
        for tensor in net.state_dict().values():
            tensor.copy_(tensor.float().double())
    first, second = frames.split(3, 1)
    flows = net(first, second)
    loss = supervised(flows, 8 * uniform("truth", (1, 2, 64, 64)).float().double())
    loss.backward()
    gradients = {f"gradient/{name}": net.get_parameter(name).grad for name in KEPT_GRADIENTS}
    kept = {}
    for name, value in (flows | {"loss": loss} | gradients).items():
        flat = value.detach().flatten().float()
        assert flat.isfinite().all(), name
        kept[name] = flat[:: -(-flat.numel() // KEPT)].contiguous()
        print(name, tuple(value.shape), f"largest {flat.abs().max():.3g}")
    save_file(kept, HERE / "pwc.safetensors")
    rows = [("network", "parameters", "multiply_adds")]
    rows.append(("pwc", sum(p.numel() for p in net.parameters()), multiply_adds(net, first, second)))
    with open(HERE / "flow.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()
