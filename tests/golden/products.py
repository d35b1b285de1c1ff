"""The golden files of products of values, and of what moves, compares and looks up values beside them."""

import torch

from files import distinct, golden
from layers import linear, linear_shapes


def write_products():
    def case(name, function, shape, variables=None):
        golden(name, lambda t, _: function(t["input"], t), {"input": shape} | (variables or {}))

    projections = linear_shapes(4, 6, "q") | linear_shapes(4, 6, "k")
    case("matmul_attend", lambda x, t: linear(x, t, "q") @ linear(x, t, "k").mT, (2, 5, 6), projections)
    case("matmul_batched", lambda x, _: x @ torch.tanh(x.mT), (2, 3, 4, 5))
    case("matmul_one_sample", lambda x, _: x @ torch.tanh(x.mT), (1, 3, 4, 5))
    case("matmul_itself", lambda x, _: x @ x, (2, 4, 4))
    case("matmul_stretched", lambda x, _: (x @ x.mean(1, keepdim=True).mT).mean(3, keepdim=True), (2, 3, 4, 5))
    case("matmul_missing_axis", lambda x, _: x.mean(1, keepdim=True) @ x.mT, (2, 3, 4, 5))
    case("matmul_vector", lambda x, _: (x @ x.mean(1)[..., None])[..., 0], (2, 4, 5))
    case("matmul_row", lambda x, _: (x.mean(2)[:, None] @ x)[:, 0], (2, 4, 5))
    case("matmul_vectors", lambda x, _: (x * torch.tanh(x)).sum(1, keepdim=True), (2, 5))
    case("outer_vectors", lambda x, _: x.mean(2)[..., None] * x.mean(1)[:, None], (2, 4, 5))
    case("transpose_ends", lambda x, _: x.transpose(1, 3), (2, 3, 4, 5))
    case("transpose_first", lambda x, _: x.transpose(1, 2), (2, 3, 4, 5))

    def einsum(name, equation, shape, function=lambda x: (x, torch.tanh(x))):
        case(f"einsum_{name}", lambda x, _: torch.einsum(equation, *function(x)), shape)

    einsum("scores", "bthd,bshd->bhts", (2, 4, 3, 5))
    einsum("turned", "bcn,bcd->bdn", (2, 3, 4), lambda x: (x, x @ x.mT))
    einsum("three", "bij,bkj,bkl->bil", (2, 3, 4), lambda x: (x, torch.tanh(x), torch.square(x)))
    einsum("diagonal", "biji->bij", (2, 4, 3, 4), lambda x: (x,))
    einsum("trace", "biij->bj", (2, 4, 4, 3), lambda x: (x,))
    einsum("sum", "bijk->bki", (2, 3, 4, 5), lambda x: (x,))
    einsum("outer", "bi,bj->bij", (2, 5))
    einsum("elements", "bij,bji->bij", (2, 4, 4))
    einsum("rows", "bij,bij->bi", (2, 4, 5))
    einsum("alone", "bij,bkl->bik", (2, 4, 5))
    einsum("matrix_vector", "bij,bj->bi", (2, 4, 5), lambda x: (x, x.mean(1)))
    einsum("several_terms", "bijk,bkjl->bli", (2, 3, 4, 3))


def write_comparisons():
    def case(name, function, shape=(distinct, 2, 4, 5)):
        golden(name, lambda t, _: function(t["input"]), {"input": shape})

    case("maximum_plain", lambda x: torch.maximum(x, torch.square(x)))
    case("minimum_plain", lambda x: torch.minimum(x, torch.square(x)))
    case("maximum_stretched", lambda x: torch.maximum(x, x.mean(1, keepdim=True)))
    case("minimum_stretched", lambda x: torch.minimum(x.mean(2, keepdim=True), x))
    case("maximum_ties", lambda x: torch.maximum(x.abs(), x))
    case("minimum_ties", lambda x: torch.minimum(x, -x.abs()))

    def comparisons(x):
        mean = x.mean(1, keepdim=True)
        y = (x < mean) * x + 2 * (x >= mean) * torch.square(x) + 3 * (mean <= x) + 5 * (x > mean)
        counts = 7 * (x > 0.5) + 11 * (x <= 0.25) + 13 * (x < -1) + 17 * (x >= -0.5)
        return y + counts * x + 19 * (x == x) + 23 * (x != mean) + 29 * (torch.floor(x) == 1) + 31 * (torch.floor(x) != 0)

    case("comparisons", comparisons)
    case("masked_fill", lambda x: x.masked_fill(x.mean(1, keepdim=True) > 0, -1.5))
    case("masked_fill_own", lambda x: x.masked_fill(x < 0.5, 3))
    case("stop_gradient", lambda x: x * torch.tanh(x).detach())


def write_elements():
    def case(name, function, shape=(distinct, 2, 3, 4, 5), variables=None):
        golden(name, lambda t, _: function(t["input"], t), {"input": shape} | (variables or {}))

    case("min_image", lambda x, _: x.amin((2, 3)))
    case("min_kept", lambda x, _: x - x.amin(1, keepdim=True))
    case("scale_image", lambda x, t: x * t["scale.weight"][:, None, None], variables={"scale.weight": (3,)})
    case("scale_last", lambda x, t: x * t["scale.weight"], (2, 4, 5), {"scale.weight": (5,)})
    case("scale_first", lambda x, t: x * t["scale.weight"][:, None], (2, 4, 5), {"scale.weight": (4,)})
    case("cumsum_first", lambda x, _: x.cumsum(1))
    case("cumsum_last", lambda x, _: x.cumsum(3))
    case("flip_middle", lambda x, _: x.flip(2))
    case("flip_two", lambda x, _: x.flip(1, 3))
    case("roll_on", lambda x, _: x.roll(2, 3))
    case("roll_back", lambda x, _: x.roll(-1, 1))
    case("repeat_axis_middle", lambda x, _: x.repeat_interleave(3, 2))
    case("repeat_axis_last", lambda x, _: x.repeat_interleave(2, 3))
    case("topk_middle", lambda x, _: torch.cat([x.topk(2, 2).values, x.topk(2, 2).indices * x.topk(2, 2).values], 2))
    case("topk_last", lambda x, _: x.topk(3, 3).values)
    case("argmax_middle", lambda x, _: x.argmax(2) * x.amax(2))
    case("argmax_kept", lambda x, _: x.argmax(3, keepdim=True) + x)
    case("gather_middle", lambda x, _: x.gather(2, torch.tensor([3, 0, 3, 1, 2]).expand(2, 3, 5)[:, :, :, None].expand(2, 3, 5, 5)))
    case("gather_own", lambda x, _: x.gather(1, x.abs().floor().long().expand(2, 4, 5)), (distinct, 2, 4, 5))
    case("one_hot", lambda x, _: torch.nn.functional.one_hot(x.abs().floor().long(), 2) * x[..., None], (distinct, 2, 4))

    def wave(rows, columns):
        places = torch.arange(rows)[:, None] * 0.5 + torch.arange(columns)
        return torch.sin(places)

    table = torch.tensor([[1.0, -2.0], [0.5, 4.0], [0.25, 8.0]])
    case("constant_array", lambda x, _: x @ table, (2, 4, 3))
    case("constant_function", lambda x, _: x * wave(4, 5), (2, 4, 5))
