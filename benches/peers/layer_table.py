#!/usr/bin/env python3
"""The layers of `src/layers.rs`, forward and backward, one line of JSON for each."""

import argparse
import json
import statistics

import timing
import torch
import torch.nn.functional as F

THREADS = 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    torch.set_num_threads(THREADS)
    torch.manual_seed(timing.SEED)
    for name, forward, wanted in layers():
        with torch.no_grad():
            forward_ms = median(forward, runs)
        y = forward()
        dy = torch.randn_like(y)
        backward_ms = median(lambda: torch.autograd.grad(y, wanted, dy, retain_graph=True), runs)
        print(json.dumps({"layer": name, "forward_ms": forward_ms, "backward_ms": backward_ms}), flush=True)


def median(run, runs: int) -> float:
    for _ in range(timing.WARM_UP):
        run()
    return statistics.median(timing.milliseconds(run) for _ in range(runs))


def variable(*shape: int) -> torch.Tensor:
    return (4 * torch.rand(*shape) - 2).requires_grad_()


def layers():
    """Name, forward pass, and what has a gradient."""
    functions = {
        "relu": F.relu,
        "leaky_relu": lambda x: F.leaky_relu(x, 0.1),
        "gelu": F.gelu,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "elu": F.elu,
        "silu": F.silu,
        "softplus": F.softplus,
        "exp": torch.exp,
        "ln": torch.log,
        "sqrt": torch.sqrt,
        "square": torch.square,
        "abs": torch.abs,
        "clamp": lambda x: x.clamp(-1, 1),
    }
    for name, function in functions.items():
        for size in (1 << 14, 1 << 18, 1 << 22):
            x = variable(size)
            if name in ("ln", "sqrt"):
                x = (x.detach().abs() + 0.1).requires_grad_()
            yield f"{name} {size}", lambda: function(x), [x]
    for name, function in {"softmax": F.softmax, "log_softmax": F.log_softmax}.items():
        for rows, columns in ((64, 1000), (4096, 64), (128, 32_000)):
            x = variable(rows, columns)
            yield f"{name} {rows}×{columns}", lambda: function(x, 1), [x]
    for rows, channels in ((128, 256), (4096, 512), (8192, 1024)):
        x, weight, bias = variable(rows, channels), variable(channels), variable(channels)
        yield f"layer_norm {rows}×{channels}", lambda: F.layer_norm(x, (channels,), weight, bias), [x, weight, bias]
    for batch, channels, spatial in ((16, 512, 16), (16, 64, 1024), (32, 128, 3136)):
        x, weight, bias = variable(batch, channels, spatial), variable(channels), variable(channels)
        norm = lambda: F.relu(F.batch_norm(x, None, None, weight, bias, training=True))
        yield f"batch_norm + relu {batch}×{channels}×{spatial}", norm, [x, weight, bias]
    for batch, inputs, outputs in ((1, 512, 512), (128, 784, 512), (512, 1024, 1024), (32, 25_088, 512)):
        x, weight, bias = variable(batch, inputs), variable(outputs, inputs), variable(outputs)
        yield f"linear {batch}×{inputs}→{outputs}", lambda: F.linear(x, weight, bias), [x, weight, bias]
    for batch, ins, outs, side, kernel, stride, groups in CONVOLUTIONS:
        x, weight = variable(batch, ins, side, side), variable(outs, ins // groups, kernel, kernel)
        name = f"conv2d {batch}×{ins}×{side}²→{outs} {kernel}×{kernel} /{stride} groups {groups}"
        yield name, lambda: F.conv2d(x, weight, None, stride, kernel // 2, 1, groups), [x, weight]
    for batch, channels, side in ((8, 16, 28), (16, 64, 56), (16, 64, 112)):
        x = variable(batch, channels, side, side)
        yield f"max_pool2d {batch}×{channels}×{side}²", lambda: F.max_pool2d(x, 2), [x]
        yield f"avg_pool2d {batch}×{channels}×{side}²", lambda: F.avg_pool2d(x, 2), [x]
    for batch, heads, length, depth in ((32, 4, 32, 16), (8, 8, 128, 32), (1, 12, 512, 64)):
        inputs = [variable(batch, heads, length, depth) for _ in range(3)]
        yield f"attention {batch}×{heads}×{length}×{depth}", lambda: F.scaled_dot_product_attention(*inputs), inputs
    for batch, channels, side in ((8, 16, 28), (8, 64, 56), (16, 64, 112)):
        x = variable(batch, channels, side, side)
        bilinear = lambda: F.interpolate(x, scale_factor=2, mode="bilinear")
        yield f"upsample {batch}×{channels}×{side}²", bilinear, [x]
    for batch, channels, side in ((4, 3, 56), (4, 3, 224), (8, 16, 112)):
        x, flow = variable(batch, channels, side, side), variable(batch, 2, side, side)
        rows, columns = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
        pixels = torch.stack([columns, rows]).float()

        def warp():
            grid = ((pixels + flow) * (2 / (side - 1)) - 1).permute(0, 2, 3, 1)
            return F.grid_sample(x, grid, "bilinear", "border", align_corners=True)

        yield f"warp {batch}×{channels}×{side}²", warp, [x, flow]


CONVOLUTIONS = [
    (16, 64, 64, 32, 3, 1, 1),
    (16, 256, 256, 8, 3, 1, 1),
    (16, 512, 512, 4, 3, 1, 1),
    (32, 3, 32, 32, 3, 1, 1),
    (32, 64, 128, 16, 3, 2, 1),
    (16, 256, 512, 8, 3, 2, 1),
    (1, 96, 24, 56, 1, 1, 1),
    (8, 64, 256, 56, 1, 1, 1),
    (16, 256, 1024, 14, 1, 1, 1),
    (1, 96, 96, 112, 3, 2, 96),
    (8, 144, 144, 56, 3, 1, 144),
    (1, 576, 576, 14, 3, 1, 576),
    (1, 960, 960, 7, 3, 1, 960),
    (8, 64, 64, 56, 3, 1, 4),
    (8, 128, 128, 28, 3, 1, 32),
    (4, 64, 64, 112, 5, 1, 1),
]

if __name__ == "__main__":
    main()
