"""The golden files of `warp` and `splat`, which take a flow beside an image."""

import torch
import torch.nn.functional as F

from files import distinct, golden

# Two of these sizes minus one are powers of two, so that PyTorch's way from pixels to -1..1 and back is exact.
IMAGE = (2, 3, 5, 9)


def pixels(height, width):
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    return torch.stack([columns, rows]).to(torch.get_default_dtype())


def warp(image, flow, mode="bilinear", padding="border"):
    """grid_sample with positions in pixels."""
    _, _, height, width = image.shape
    x, y = (pixels(height, width) + flow).unbind(1)
    grid = torch.stack([2 * x / (width - 1) - 1, 2 * y / (height - 1) - 1], -1)
    return F.grid_sample(image, grid, mode, padding, align_corners=True)


def splat(image, flow):
    """Each pixel is added to the four around its position, one after another."""
    batch, channels, height, width = image.shape
    x, y = (pixels(height, width) + flow).unbind(1)
    output = torch.zeros(batch, channels, height * width)
    for down in (0, 1):
        for right in (0, 1):
            left, top = x.detach().floor(), y.detach().floor()
            column, row = left + right, top + down
            weight = (x - left if right else 1 - (x - left)) * (y - top if down else 1 - (y - top))
            there = (column >= 0) & (column < width) & (row >= 0) & (row < height)
            at = (row.clamp(0, height - 1) * width + column.clamp(0, width - 1)).long()
            values = image * (weight * there)[:, None]
            at = at.flatten(1)[:, None].expand(-1, channels, -1)
            output = output.scatter_add(2, at, values.flatten(2))
    return output.reshape(image.shape)


def away_from_kinks(positions):
    """Moves positions to where they are no nearer than a tenth to a whole number."""
    return positions.floor() + 0.1 + 0.8 * (positions - positions.floor())


def inside(batch, _, height, width):
    limits = torch.tensor([width - 1.0, height - 1.0])[:, None, None]
    return away_from_kinks(torch.rand(batch, 2, height, width) * limits) - pixels(height, width)


def across(batch, _, height, width):
    limits = torch.tensor([width - 1.0, height - 1.0])[:, None, None]
    positions = torch.rand(batch, 2, height, width) * (limits + 6) - 3
    return away_from_kinks(positions) - pixels(height, width)


def far(*shape):
    return away_from_kinks(40 * torch.randn(shape)) + 30 * torch.randn(shape).sign()


def integral(*shape):
    return torch.randint(-3, 4, shape).to(torch.get_default_dtype())


def half(*shape):
    return integral(*shape) + 0.5


def write_flow():
    flow = (IMAGE[0], 2, *IMAGE[2:])
    for draw in (inside, across, far, integral, half):
        tensors = {"image": IMAGE, "flow": (draw, *flow)}
        for padding in ("border", "zeros", "reflection"):
            name = f"warp_{padding}_{draw.__name__}"
            golden(name, lambda t, _: warp(t["image"], t["flow"], padding=padding), tensors)
        nearest = f"warp_nearest_{draw.__name__}"
        golden(nearest, lambda t, _: warp(t["image"], t["flow"], mode="nearest", padding="zeros"), tensors)
        golden(f"splat_{draw.__name__}", lambda t, _: splat(t["image"], t["flow"]), tensors)


def gather_nd(source, indices):
    """Along the last two axes; indices are rounded down and end at the ends."""
    height, width = source.shape[2:]
    rows, columns = indices.floor().long().unbind(1)
    at = rows.clamp(0, height - 1) * width + columns.clamp(0, width - 1)
    at = at.flatten(1)[:, None].expand(-1, source.shape[1], -1)
    return source.flatten(2).gather(2, at).reshape(*source.shape[:2], *indices.shape[2:])


def scatter_nd(updates, indices, height, width):
    rows, columns = indices.floor().long().unbind(1)
    at = rows.clamp(0, height - 1) * width + columns.clamp(0, width - 1)
    at = at.flatten(1)[:, None].expand(-1, updates.shape[1], -1)
    zeros = torch.zeros(*updates.shape[:2], height * width)
    return zeros.scatter_add(2, at, updates.flatten(2)).reshape(*updates.shape[:2], height, width)


def write_indices():
    """Beside a warp, which gives the flow a gradient: as indices it has none."""
    tensors = {"image": IMAGE, "flow": (across, IMAGE[0], 2, *IMAGE[2:])}
    golden("gather_nd_image", lambda t, _: gather_nd(t["image"], t["flow"]) + warp(t["image"], t["flow"]), tensors)
    golden(
        "scatter_nd_image",
        lambda t, _: scatter_nd(t["image"], t["flow"], *IMAGE[2:]) + warp(t["image"], t["flow"]),
        tensors,
    )
    golden(
        "select_image",
        lambda t, _: torch.where(t["input"] - 0.1 > 0, t["input"] * t["input"], t["input"] * 3),
        {"input": (distinct, 2, 3, 4, 5)},
    )


def correlation(first, second, reach):
    """Means over the channels of products with what is around, by displacements of rows and then of columns."""
    height, width = first.shape[2:]
    padded = F.pad(second, (reach,) * 4)
    steps = range(2 * reach + 1)
    moved = (padded[:, :, v : v + height, u : u + width] for v in steps for u in steps)
    return torch.stack([(first * second).mean(1) for second in moved], 1)


def write_correlation():
    def case(name, reach, shape, function, variables=None):
        of = lambda t, _: correlation(*function(t["input"], t), reach)
        golden(f"correlation_{name}", of, {"input": shape} | (variables or {}))

    case("plain", 2, (2, 3, 4, 5), lambda x, _: (x, torch.tanh(x)))
    case("itself", 1, (2, 3, 4, 5), lambda x, _: (x, x))
    names = ("first", "second")
    convolved = lambda x, t: [F.conv2d(x, t[f"{name}.weight"], t[f"{name}.bias"]) for name in names]
    variables = {f"{name}.weight": (4, 2, 1, 1) for name in names} | {f"{name}.bias": (4,) for name in names}
    case("wide", 4, (2, 2, 3, 7), convolved, variables)
