"""The golden files of products of values, and of what moves, compares and looks up values beside them."""

import torch

from files import golden
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
