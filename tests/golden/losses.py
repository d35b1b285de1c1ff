"""The golden files of losses: two values, what they cost, and the gradients of both where both have one."""

import zlib

import torch
import torch.nn.functional as F

from files import save


def case(name, function, x, y, weights=None, labels=False, kept=None):
    """Writes the file of one case. `function(x, y)` gives the cost of each sample; the mean is over the batch."""
    x, y = x.clone().requires_grad_(), y.clone().requires_grad_(not labels)
    costs = function(x, y)
    value = costs if costs.ndim == 0 else (costs if weights is None else costs * weights).mean()
    value.backward()
    kept = dict(kept or {}, x=x, y=y, weights=torch.ones(len(x)) if weights is None else weights, value=value)
    kept["gradient/x"] = x.grad
    if not labels:
        kept["gradient/y"] = y.grad
    save(name, kept)


def seeded(name):
    torch.manual_seed(zlib.crc32(name.encode()))


def each(function):
    """The mean over the elements of a sample, from a cost of each element."""
    return lambda x, y: function(x, y).flatten(1).mean(1)


def write_distances():
    functions = {
        "l1": lambda x, y: F.l1_loss(x, y, reduction="none"),
        "l2": lambda x, y: F.mse_loss(x, y, reduction="none"),
        "huber": lambda x, y: F.huber_loss(x, y, reduction="none", delta=0.7),
        "smooth_l1": lambda x, y: F.smooth_l1_loss(x, y, reduction="none", beta=0.6),
        "hinge": lambda x, y: torch.clamp(1 - x * y, min=0),
    }
    for name, function in functions.items():
        seeded(name)
        x, y = torch.randn(4, 2, 3, 5), torch.randn(4, 2, 3, 5)
        case(f"{name}_plain", each(function), x, y)
        case(f"{name}_weighted", each(function), x, y, weights=torch.rand(4))
        case(f"{name}_sum", lambda x, y: function(x, y).sum(), x, y)

    seeded("kl_divergence")
    x, y = torch.randn(4, 6).log_softmax(1), torch.rand(4, 6).softmax(1)
    divergence = lambda x, y: F.kl_div(x, y, reduction="none").sum(1)
    case("kl_divergence_plain", divergence, x, y)
    case("kl_divergence_weighted", divergence, x, y, weights=torch.rand(4))

    seeded("cosine_distance")
    x, y = torch.randn(4, 6), torch.randn(4, 6)
    case("cosine_distance_plain", lambda x, y: 1 - F.cosine_similarity(x, y), x, y)
    case("cosine_distance_weighted", lambda x, y: 1 - F.cosine_similarity(x, y), x, y, weights=torch.rand(4))

    def total_variation(x, _):
        down, right = x.diff(dim=2).abs(), x.diff(dim=3).abs()
        return down.sum((1, 2, 3)) + right.sum((1, 2, 3))

    seeded("total_variation")
    x = torch.randn(3, 2, 5, 4)
    case("total_variation_plain", total_variation, x, x, labels=True)
    case("total_variation_weighted", total_variation, x, x, weights=torch.rand(3), labels=True)


def write_sigmoids():
    def focal(alpha, gamma):
        def function(x, y):
            p = torch.sigmoid(x)
            entropy = F.binary_cross_entropy_with_logits(x, y, reduction="none")
            p_label = p * y + (1 - p) * (1 - y)
            return (alpha * y + (1 - alpha) * (1 - y)) * entropy * (1 - p_label) ** gamma

        return function

    functions = {
        "sigmoid_cross_entropy": lambda x, y: F.binary_cross_entropy_with_logits(x, y, reduction="none"),
        "sigmoid_focal": focal(0.25, 2),
    }
    extreme = torch.tensor([[1e4, -1e4, 1e4, -1e4], [30.0, -30.0, 0.0, 1e4]])
    certain = torch.tensor([[1.0, 0.0, 0.0, 1.0], [1.0, 1.0, 0.0, 1.0]])
    for name, function in functions.items():
        seeded(name)
        x, y = 2 * torch.randn(4, 6), torch.rand(4, 6)
        case(f"{name}_plain", each(function), x, y)
        case(f"{name}_weighted", each(function), x, y, weights=torch.rand(4))
        case(f"{name}_extreme", each(function), extreme, certain, labels=True)
    case("sigmoid_focal_settings", each(focal(0.6, 1.5)), x, y)


def write_softmaxes():
    """The focal loss is the lecture's: the logarithm of the clipped softmax, times a power of what is left of it."""

    def focal(beta):
        def function(x, y):
            p = x.softmax(1)
            return -(y * (1 - p) ** beta * p.clamp(1e-10, 1).log()).sum(1)

        return function

    extreme = torch.tensor(
        [[1e4, -1e4, 0, 1], [-1e4, 1e4, 1e4, 0], [1e4, 1e4, 1e4, 1e4], [-1e4, -1e4, -1e4, 0], [0, 10, 20, 30]]
    )
    seeded("softmax")
    x, y = torch.randn(4, 5), torch.rand(4, 5).softmax(1)
    one_hot = F.one_hot(torch.tensor([1, 0, 4, 1]), 5).to(x)
    case("softmax_focal_plain", focal(2), x, one_hot, labels=True)
    case("softmax_focal_soft", focal(2), x, y, labels=True)
    case("softmax_focal_beta", focal(0.5), x, y, labels=True)
    case("softmax_focal_weighted", focal(3), x, y, weights=torch.rand(4), labels=True)
    case("softmax_focal_extreme", focal(2), extreme, F.one_hot(torch.arange(5) % 4, 4).to(x), labels=True)

    classes = torch.tensor([0.5, 1.0, 2.0, 0.25, 3.0])
    entropy = lambda x, y: F.cross_entropy(x, y, weight=classes, label_smoothing=0.1, reduction="none")
    case("softmax_cross_entropy_settings", entropy, x, y, labels=True)
    case("softmax_cross_entropy_weighted", entropy, x, y, weights=torch.rand(4), labels=True)
    case("softmax_cross_entropy_sum", lambda x, y: F.cross_entropy(x, y, reduction="sum"), x, y, labels=True)
    indices = torch.tensor([1, 0, 4, 1])
    certain = lambda x, _: F.cross_entropy(x, indices, weight=classes, label_smoothing=0.1)
    case("softmax_cross_entropy_indices", certain, x, one_hot, labels=True)


def write_metric_losses():
    seeded("dice")
    def dice(smooth):
        def function(x, y):
            x, y = (x, y) if x.ndim == 2 else (x.flatten(2), y.flatten(2))
            return (1 - (2 * (x * y).sum(-1) + smooth) / (x.sum(-1) + y.sum(-1) + smooth)).reshape(len(x), -1).mean(1)

        return function

    x, y = torch.randn(4, 3, 4, 5).sigmoid(), torch.rand(4, 3, 4, 5)
    case("dice_classes", dice(1), x, y)
    case("dice_weighted", dice(0.1), x, y, weights=torch.rand(4))
    case("dice_sum", lambda x, y: dice(1)(x, y).sum(), torch.rand(4, 6), torch.rand(4, 6))

    seeded("contrastive")
    x, y, same = torch.randn(5, 6), torch.randn(5, 6), torch.tensor([1, 0, 0, 1, 0.25])
    def contrastive(x, y):
        distance = F.pairwise_distance(x, y)
        return same * distance**2 + (1 - same) * (4 - distance).clamp(min=0) ** 2

    case("contrastive_plain", contrastive, x, y)
    case("contrastive_weighted", contrastive, x, y, weights=torch.rand(5))

    seeded("info_nce")
    x, y = torch.randn(5, 6), torch.randn(5, 6)
    def info_nce(x, y):
        cosines = F.normalize(x, dim=1) @ F.normalize(y, dim=1).T
        return F.cross_entropy(cosines / 0.2, torch.arange(5), reduction="none")

    case("info_nce_plain", info_nce, x, y)
    case("info_nce_weighted", info_nce, x, y, weights=torch.rand(5))
    case("info_nce_sum", lambda x, y: info_nce(x, y).sum(), x, y)

    seeded("triplet")
    x, y = torch.randn(5, 6), torch.randn(5, 6)
    triplet = lambda x, y: F.triplet_margin_loss(x, y, -y, margin=1.5, reduction="none")
    case("triplet_plain", triplet, x, y)
    case("triplet_weighted", triplet, x, y, weights=torch.rand(5))


def write_ctc():
    """Labels of unequal lengths, filled up with the blank, one of them with two that are the same and one with none."""
    labels = torch.tensor([[1, 1, 3], [2, 4, 0], [0, 0, 0], [3, 0, 0]])
    counts, steps = torch.tensor([3, 2, 0, 1]), torch.tensor([8, 5, 8, 3])
    seeded("ctc")
    x = torch.randn(4, 8, 5)

    def ctc(lengths=torch.full((4,), 8), blank=0, reduction="none", **settings):
        shifted = (labels + blank) % 5
        return lambda x, _: F.ctc_loss(
            x.log_softmax(2).transpose(0, 1), shifted, lengths, counts, blank=blank, reduction=reduction, **settings
        )

    kept = {"labels": labels.double(), "lengths": steps.double()}
    case("ctc_plain", ctc(reduction="mean"), x, x, labels=True, kept=kept)
    case("ctc_lengths", ctc(steps, reduction="mean"), x, x, labels=True, kept=kept)
    case("ctc_sum", ctc(steps, reduction="sum"), x, x, labels=True, kept=kept)
    case("ctc_blank", ctc(steps, 4, "sum"), x, x, labels=True, kept=dict(kept, labels=((labels + 4) % 5).double()))
    each = lambda x, y: ctc(steps)(x, y) / counts.clamp(min=1)
    case("ctc_weighted", each, x, x, weights=torch.rand(4), labels=True, kept=kept)
    short = torch.tensor([3, 2, 0, 1])
    impossible = ctc(short, reduction="mean", zero_infinity=True)
    case("ctc_impossible", impossible, x, x, labels=True, kept=dict(kept, lengths=short.double()))


def write_dense_softmaxes():
    """Classes in front of places, PyTorch's order, and behind them; 255 and 0 are ignored."""
    classes = torch.tensor([0.5, 1.0, 2.0, 0.25, 3.0])
    seeded("softmax_cross_entropy_pixels")
    x, y = torch.randn(4, 5, 3, 4), torch.randn(4, 5, 3, 4).softmax(1)
    indices = torch.randint(0, 5, (4, 3, 4))
    indices[0, 1], indices[2, :, 2] = 255, 255
    settings = {"ignore_index": 255, "weight": classes, "label_smoothing": 0.1}
    kept = {"indices": indices.double()}

    plain = lambda x, _: F.cross_entropy(x, indices % 5)
    case("softmax_cross_entropy_pixels", plain, x, y, labels=True, kept={"indices": (indices % 5).double()})
    case("softmax_cross_entropy_ignored", lambda x, _: F.cross_entropy(x, indices, **settings), x, y, labels=True, kept=kept)
    summed = lambda x, _: F.cross_entropy(x, indices, reduction="sum", **settings)
    case("softmax_cross_entropy_ignored_sum", summed, x, y, labels=True, kept=kept)

    weights = torch.rand(4)
    def weighted(x, _):
        costs = F.cross_entropy(x, indices, reduction="none", **settings).flatten(1).sum(1)
        counted = classes[indices.clamp(max=4)] * (indices != 255)
        return (costs * weights).sum() / counted.sum()

    case("softmax_cross_entropy_ignored_weighted", weighted, x, y, weights=weights, labels=True, kept=kept)
    soft = lambda x, y: F.cross_entropy(x, y, weight=classes, label_smoothing=0.1)
    case("softmax_cross_entropy_soft_pixels", soft, x, y, labels=True)

    seeded("softmax_cross_entropy_sequence")
    x, y = 3 * torch.randn(2, 6, 5), torch.randn(2, 6, 5).softmax(2)
    indices = torch.randint(0, 5, (2, 6))
    next_word = lambda x, _: F.cross_entropy(x.transpose(1, 2), indices, ignore_index=0)
    case("softmax_cross_entropy_sequence", next_word, x, y, labels=True, kept={"indices": indices.double()})
    soft = lambda x, y: F.cross_entropy(x.transpose(1, 2), y.transpose(1, 2), reduction="none").mean(1)
    case("softmax_cross_entropy_soft_sequence", soft, x, y, weights=torch.rand(2), labels=True)
