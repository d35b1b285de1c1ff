"""The golden files of layers that compare elements with each other: neighbouring channels, two vectors, all along an axis."""

import torch
import torch.nn.functional as F

from files import distinct, golden


def write_measures():
    def case(name, function, shape):
        golden(name, lambda t, _: function(t["input"]), {"input": (distinct, *shape)})

    norm = F.local_response_norm
    case("local_response_norm_plain", lambda x: norm(x, 5), (2, 7, 3, 4))
    case("local_response_norm_even", lambda x: norm(x, 4, alpha=0.7, beta=0.5, k=2.0), (2, 6, 3, 4))
    case("local_response_norm_wide", lambda x: norm(x, 9, alpha=1.5), (2, 3, 5))
    # PyTorch asks for an axis behind the channels.
    case("local_response_norm_vector", lambda x: norm(x[..., None], 3, alpha=2.0)[..., 0], (2, 6))

    def similar(name, axis, shape, function=lambda x: x, **settings):
        of = lambda x: F.cosine_similarity(x, torch.tanh(x.flip(1)), axis, **settings)
        case(f"cosine_similarity_{name}", lambda x: function(of(x)), shape)

    similar("channels", 1, (2, 3, 4, 5))
    similar("last", 3, (2, 3, 4, 5))
    column = lambda x: x[:, None]
    similar("vector", 1, (2, 6), column)

    def short(x, epsilon=10.0):
        """Of vectors that are shorter than they count. PyTorch's own has a gradient to their lengths all the same."""
        a, b = x, torch.tanh(x.flip(1))
        lengths = [v.norm(dim=1, keepdim=True).clamp_min(epsilon) for v in (a, b)]
        return (a * b).sum(1, keepdim=True) / (lengths[0] * lengths[1])

    case("cosine_similarity_epsilon", short, (2, 6))

    case("quantile_last", lambda x: x.quantile(0.3, 3), (2, 3, 4, 7))
    case("quantile_first", lambda x: x.quantile(0.9, 1, keepdim=True), (2, 5, 3, 2))
    case("quantile_whole", lambda x: x.quantile(0.5, 1), (2, 5))
    case("quantile_all", lambda x: x.flatten(1).quantile(0.25, 1, keepdim=True), (2, 3, 4, 5))
    case("quantile_ends", lambda x: x.quantile(0.0, 2) - 2 * x.quantile(1.0, 2), (2, 3, 4))
