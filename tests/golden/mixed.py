"""The golden files of mixed precision: what its definition says, what `torch.autocast` computes on the CPU, and what `GradScaler` does
to steps."""

import torch
import torch.nn.functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel

from files import draw, save
from layers import conv_shapes, linear_shapes

HALVES = {"bf16": torch.bfloat16, "f16": torch.float16}


class Factor(torch.autograd.Function):
    """What is multiplied is rounded; its gradient is not."""

    @staticmethod
    def forward(ctx, x, half):
        return x.to(half).to(x.dtype)

    @staticmethod
    def backward(ctx, dx):
        return dx, None


class Multiplied(torch.autograd.Function):
    """What a product gives, whose gradient is multiplied in turn: that is rounded, and the product itself if it `gives`."""

    @staticmethod
    def forward(ctx, y, half, gives):
        ctx.half = half
        return y.to(half).to(y.dtype) if gives else y.clone()

    @staticmethod
    def backward(ctx, dy):
        return dy.to(ctx.half).to(dy.dtype), None, None


class Products:
    """Products by the definition of mixed precision in `half`; as PyTorch has them if that is `None`."""

    def __init__(self, half=None):
        self.half = half

    def __call__(self, product, *factors, gives=True):
        if self.half is None:
            return product(*factors)
        y = product(*(Factor.apply(factor, self.half) for factor in factors))
        return Multiplied.apply(y, self.half, gives)

    def attend(self, q, k, v):
        if self.half is None:
            with sdpa_kernel(SDPBackend.FLASH_ATTENTION):
                return F.scaled_dot_product_attention(q, k, v)
        scores = self(lambda q, k: q @ k.transpose(-1, -2), q, k, gives=False)
        return self(torch.matmul, torch.softmax(scores * q.shape[-1] ** -0.5, -1), v)


def linear(of, x, t, name):
    return of(F.linear, x, t[f"{name}.weight"], t[f"{name}.bias"])


def norm(x, t, name):
    """Batch norm by the batch, in full as cuDNN computes it."""
    with torch.autocast("cpu", enabled=False):
        return F.batch_norm(x.float(), None, None, t[f"{name}.weight"], t[f"{name}.bias"], training=True)


def lstm(of, x, w_ih, w_hh, b_ih, b_hh, is_layer):
    """Products in 16 bits, and the cell in full. A layer adds to sums that are not rounded."""
    h = c = x.new_zeros(len(x), w_hh.shape[1])
    steps = []
    for at in range(x.shape[1]):
        gates = of(F.linear, x[:, at], w_ih, b_ih).float() + of(F.linear, h, w_hh, b_hh, gives=not is_layer).float()
        i, f, g, o = gates.chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        steps.append(h)
    return torch.stack(steps, 1)


def attention(of, x, t):
    q, k, v = of(F.linear, x, t["attn.in_proj_weight"], t["attn.in_proj_bias"]).chunk(3, -1)
    y = of.attend(*(part.unflatten(-1, (2, -1)).transpose(1, 2) for part in (q, k, v)))
    return linear(of, y.transpose(1, 2).flatten(2), t, "attn.out_proj")


def convolutions(of, x, t):
    x = of(lambda *factors: F.conv2d(*factors, padding=1), x, t["conv.weight"], t["conv.bias"])
    return of(lambda *factors: F.conv_transpose2d(*factors, stride=2), x, t["up.weight"], t["up.bias"])


def cnn(of, x, t):
    for name in ("1", "2"):
        x = of(lambda *factors: F.conv2d(*factors, padding=1), x, t[f"conv{name}.weight"])
        x = F.relu(norm(x, t, f"norm{name}"))
        x = F.max_pool2d(x, 2) if name == "1" else x.mean((2, 3))
    return linear(of, x, t, "fc")


def single(tensors):
    return {key: value.to(torch.float32) for key, value in tensors.items()}


def save_double(name, tensors):
    save(name, {key: value.to(torch.float64) for key, value in tensors.items()})


def write_mixed():
    def case(name, function, input, shapes):
        torch.manual_seed(3)
        tensors = single(draw(shapes))
        # As layers begin: sums of the size of what is summed.
        for value in tensors.values():
            if value.dim() > 1:
                value *= value[0].numel() ** -0.5
        x = torch.randn(input, dtype=torch.float32)
        target = torch.randn_like(function(Products(), x, tensors))
        kept = {"input": x, "target": target} | {key: value.clone() for key, value in tensors.items()}
        # Where batch norm begins, for a network that is read from here.
        for key, value in tensors.items():
            if key.startswith("norm") and key.endswith("weight"):
                kept[key.replace("weight", "running_mean")] = torch.zeros(len(value))
                kept[key.replace("weight", "running_var")] = torch.ones(len(value))

        def run(of, prefix, half):
            t = {key: value.clone().requires_grad_() for key, value in tensors.items()}
            with torch.autocast("cpu", dtype=half, enabled=of.half is None):
                output = function(of, x, t)
            loss = F.mse_loss(output.float(), target)
            loss.backward()
            values = {"output": output.float(), "value": loss}
            values |= {f"gradient/{key}": value.grad for key, value in t.items()}
            return {f"{prefix}/{key}": value for key, value in values.items()}

        for key, half in HALVES.items():
            kept |= run(Products(half), key, half) | run(Products(), f"{key}/autocast", half)
        save_double(f"mixed_{name}", kept)

    case(
        "linear",
        lambda of, x, t: linear(of, F.relu(linear(of, x, t, "hidden")), t, "fc"),
        (16, 24),
        linear_shapes(32, 24, "hidden") | linear_shapes(8, 32, "fc"),
    )
    shapes = conv_shapes(8, 3, (3, 3), "conv") | {"up.weight": (8, 4, 2, 2), "up.bias": (4,)}
    case("conv2d", convolutions, (4, 3, 8, 8), shapes)
    shapes = {"attn.in_proj_weight": (96, 32), "attn.in_proj_bias": (96,)}
    case("attention", attention, (4, 9, 32), shapes | linear_shapes(32, 32, "attn.out_proj"))
    shapes = {"weight_ih": (48, 8), "weight_hh": (48, 12), "bias_ih": (48,), "bias_hh": (48,)}
    for name, names, is_layer in (
        ("lstm", [f"net.{part}" for part in shapes], True),
        ("scan", ["scan.ih.weight", "scan.hh.weight", "scan.ih.bias", "scan.hh.bias"], False),
    ):
        case(
            name,
            lambda of, x, t: lstm(of, x, *(t[part] for part in names), is_layer),
            (6, 7, 8),
            dict(zip(names, shapes.values())),
        )
    shapes = conv_shapes(8, 2, (3, 3), "conv1", bias=False) | conv_shapes(12, 8, (3, 3), "conv2", bias=False)
    for name, channels in (("norm1", 8), ("norm2", 12)):
        shapes |= {f"{name}.weight": (channels,), f"{name}.bias": (channels,)}
    case("cnn", cnn, (8, 2, 8, 8), shapes | linear_shapes(5, 12, "fc"))


def write_loss_scale():
    """Ten steps of Adam with `GradScaler`; the inputs of two of them are so large that their products are infinite."""
    torch.manual_seed(5)
    tensors = single(draw(linear_shapes(16, 8, "hidden") | linear_shapes(4, 16, "fc")))
    tensors = {key: value * 0.3 for key, value in tensors.items()}
    kept = {key: value.clone() for key, value in tensors.items()}
    variables = {key: value.requires_grad_() for key, value in tensors.items()}
    x, target = torch.randn(10, 8, 8, dtype=torch.float32), torch.randn(10, 8, 4, dtype=torch.float32)
    x[3], x[6] = x[3] * 1e6, x[6] * 1e6
    optimizer = torch.optim.Adam(variables.values(), lr=1e-2)
    scaler = torch.amp.GradScaler("cpu", init_scale=65536.0)
    steps = {"scale": []} | {key: [] for key in variables}
    for at in range(10):
        with torch.autocast("cpu", dtype=torch.float16):
            output = linear(Products(), F.relu(linear(Products(), x[at], variables, "hidden")), variables, "fc")
        loss = F.mse_loss(output.float(), target[at])
        optimizer.zero_grad()
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        for key, value in {"scale": torch.tensor(scaler.get_scale()), **variables}.items():
            steps[key].append(value.detach().clone())
    kept |= {"input": x, "target": target}
    save_double("mixed_loss_scale", kept | {f"steps/{key}": torch.stack(value) for key, value in steps.items()})
