"""The golden files of windows over one axis and over three, and of pools beside the plain ones over images."""

import torch
import torch.nn.functional as F

from files import distinct, golden, positive, relu
from layers import conv_shapes, norm, norm_shapes
from padding import same

CONV = {1: F.conv1d, 3: F.conv3d}
TRANSPOSED = {1: F.conv_transpose1d, 3: F.conv_transpose3d}


def padded(x, padding, kernel, stride, dilation):
    """Pads the axes behind the channels: "same", "causal", or a number of each on both sides."""
    if padding == "causal":
        sides = [(dilation[0] * (kernel[0] - 1), 0)]
    elif padding == "same":
        sides = map(same, x.shape[2:], kernel, stride, dilation)
    else:
        sides = [(number, number) for number in padding]
    # PyTorch has the last axis first.
    return F.pad(x, [number for pair in reversed(list(sides)) for number in pair])


def conv(x, t, kernel, stride=None, padding=None, dilation=None, groups=1):
    ones = (1,) * len(kernel)
    stride, dilation, padding = stride or ones, dilation or ones, padding or (0,) * len(kernel)
    x = padded(x, padding, kernel, stride, dilation)
    return CONV[len(kernel)](x, t["conv.weight"], t.get("conv.bias"), stride=stride, dilation=dilation, groups=groups)


def write_convolutions():
    def case(name, input, outputs, kernel, bias=True, activation=lambda y: y, **settings):
        shapes = {"input": input} | conv_shapes(outputs, input[1] // settings.get("groups", 1), kernel, bias=bias)
        function = lambda t, _: activation(conv(t["input"], t, kernel, **settings))
        golden(f"conv{len(kernel)}d_{name}", function, shapes)

    case("plain", (2, 3, 11), 4, (3,))
    case("stride", (2, 2, 12), 3, (4,), stride=(3,), padding=(2,))
    case("same", (2, 2, 10), 3, (4,), stride=(2,), padding="same")
    case("causal", (2, 2, 13), 3, (3,), padding="causal", dilation=(2,))
    case("causal_stride", (2, 2, 10), 3, (2,), padding="causal", stride=(3,))
    case("dilation", (2, 2, 12), 3, (3,), dilation=(3,), padding=(1,))
    case("groups", (2, 4, 9), 6, (3,), groups=2, padding=(1,))
    case("depthwise", (2, 3, 9), 3, (5,), groups=3, padding=(2,))
    case("no_bias_relu", (3, 2, 8), 3, (3,), bias=False, activation=relu)
    case("pointwise", (2, 3, 7), 5, (1,))

    case("plain", (2, 2, 4, 5, 6), 3, (2, 3, 3))
    case("stride", (2, 2, 5, 6, 7), 3, (3, 3, 3), stride=(2, 2, 3), padding=(1, 1, 2))
    case("stem", (1, 3, 4, 9, 8), 2, (3, 7, 7), stride=(1, 2, 2), padding=(1, 3, 3), bias=False)
    case("depths", (2, 3, 6, 3, 4), 4, (3, 1, 1), stride=(2, 1, 1), padding=(1, 0, 0))
    case("images", (2, 3, 3, 5, 5), 4, (1, 3, 3), padding=(0, 1, 1))
    case("pointwise_stride", (2, 3, 4, 5, 6), 4, (1, 1, 1), stride=(2, 2, 2), bias=False)
    case("one_depth", (2, 2, 3, 4, 4), 3, (3, 3, 3), padding=(0, 1, 1))
    case("same", (1, 2, 5, 4, 6), 2, (2, 3, 4), stride=(2, 1, 2), padding="same")
    case("dilation", (1, 2, 6, 7, 7), 2, (3, 2, 2), dilation=(2, 3, 2), padding=(2, 1, 1))
    case("groups", (2, 4, 3, 4, 4), 6, (2, 3, 3), groups=2, padding=(1, 1, 1))
    case("depthwise", (2, 3, 3, 4, 5), 3, (3, 3, 3), groups=3, padding=(1, 1, 1))
    case("relu", (2, 2, 3, 4, 4), 3, (3, 3, 3), padding=(1, 1, 1), activation=relu)

    for name, input, kernel in [("conv1d", (3, 2, 9), (3,)), ("conv3d", (2, 2, 3, 4, 5), (3, 3, 3))]:
        shapes = {"input": input} | conv_shapes(4, 2, kernel) | norm_shapes(4)
        padding = (1,) * len(kernel)
        golden(
            f"fused_{name}_batch_norm_relu",
            lambda t, mode: relu(norm(conv(t["input"], t, kernel, padding=padding), t, mode)),
            shapes,
        )
    golden(
        "batch_norm_volume",
        lambda t, mode: norm(t["input"], t, mode),
        {"input": (2, 3, 2, 3, 4)} | norm_shapes(3),
    )


def write_transposed():
    def case(name, input, outputs, kernel, bias=True, activation=lambda y: y, **settings):
        weight = (input[1], outputs // settings.get("groups", 1), *kernel)
        shapes = {"input": input, "conv.weight": weight} | ({"conv.bias": (outputs,)} if bias else {})
        transposed = TRANSPOSED[len(kernel)]
        function = lambda t, _: activation(transposed(t["input"], t["conv.weight"], t.get("conv.bias"), **settings))
        golden(f"conv_transpose{len(kernel)}d_{name}", function, shapes)

    case("plain", (2, 3, 5), 4, (3,))
    case("double", (2, 2, 5), 3, (4,), stride=2, padding=1)
    case("output_padding", (2, 2, 4), 3, (3,), stride=3, padding=1, output_padding=2)
    case("groups_relu", (2, 4, 5), 6, (3,), groups=2, dilation=2, bias=False, activation=relu)
    case("plain", (2, 3, 3, 2, 3), 2, (2, 3, 3))
    case("double", (2, 2, 2, 3, 3), 3, (4, 4, 4), stride=2, padding=1)
    case("output_padding", (1, 2, 2, 3, 2), 3, (3, 3, 3), stride=(2, 1, 3), padding=1, output_padding=(1, 0, 2))
    case("groups_relu", (2, 4, 3, 3, 2), 6, (3, 2, 2), groups=2, dilation=(2, 1, 1), padding=(1, 0, 0), activation=relu)
    case("no_bias", (2, 2, 3, 2, 2), 2, (1, 3, 3), bias=False)


def write_pools():
    def case(name, function, shape, draw=distinct):
        golden(name, lambda t, _: function(t["input"]), {"input": (draw, *shape)})

    case("max_pool1d_overlap", lambda x: F.max_pool1d(x, 3, 2, 1), (2, 3, 9))
    case("max_pool1d_dilation", lambda x: F.max_pool1d(x, 3, 1, 1, dilation=2), (2, 2, 11))
    case("max_pool1d_ceil", lambda x: F.max_pool1d(x, 2, 2, ceil_mode=True), (2, 2, 7))
    case("avg_pool1d_plain", lambda x: F.avg_pool1d(x, 3), (2, 2, 11))
    case("avg_pool1d_not_counted", lambda x: F.avg_pool1d(x, 3, 2, 1, count_include_pad=False), (2, 2, 9))
    case("avg_pool1d_ceil", lambda x: F.avg_pool1d(x, 4, 3, 1, ceil_mode=True), (2, 2, 9))

    case("max_pool2d_ceil", lambda x: F.max_pool2d(x, 3, 2, ceil_mode=True), (2, 2, 6, 8))
    case("max_pool2d_ceil_padding", lambda x: F.max_pool2d(x, (2, 3), 2, (1, 0), ceil_mode=True), (2, 2, 4, 6))
    case("max_pool2d_ceil_small", lambda x: F.max_pool2d(x, 3, 2, ceil_mode=True), (2, 2, 2, 5))
    case("avg_pool2d_ceil", lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True), (2, 2, 6, 20))
    case(
        "avg_pool2d_ceil_not_counted",
        lambda x: F.avg_pool2d(x, (3, 2), (2, 3), (1, 0), ceil_mode=True, count_include_pad=False),
        (2, 2, 6, 6),
    )

    case("max_pool3d_plain", lambda x: F.max_pool3d(x, 2), (2, 2, 4, 4, 5))
    case("max_pool3d_overlap", lambda x: F.max_pool3d(x, 3, 2, 1), (2, 2, 4, 5, 6))
    case("max_pool3d_settings", lambda x: F.max_pool3d(x, (2, 2, 3), (1, 2, 1), (1, 1, 1), (2, 1, 1)), (1, 2, 4, 5, 6))
    case("max_pool3d_ceil", lambda x: F.max_pool3d(x, 2, ceil_mode=True), (2, 2, 3, 4, 5))
    case("max_pool3d_images", lambda x: F.max_pool3d(x, (1, 2, 2)), (2, 2, 3, 4, 4))
    case("avg_pool3d_plain", lambda x: F.avg_pool3d(x, 2), (2, 2, 4, 4, 5))
    case("avg_pool3d_overlap", lambda x: F.avg_pool3d(x, 3, 2, 1), (2, 2, 4, 5, 6))
    case("avg_pool3d_not_counted", lambda x: F.avg_pool3d(x, 3, 2, 1, count_include_pad=False), (2, 2, 4, 5, 6))
    case("avg_pool3d_ceil", lambda x: F.avg_pool3d(x, 3, 2, 1, ceil_mode=True), (1, 2, 4, 6, 5))

    case("global_avg_pool_sequence", lambda x: x.mean(2), (2, 3, 7))
    case("global_avg_pool_volume", lambda x: x.mean((2, 3, 4)), (2, 3, 2, 3, 4))
    case("global_max_pool_sequence", lambda x: F.adaptive_max_pool1d(x, 1)[..., 0], (2, 3, 7))
    case("global_max_pool_image", lambda x: F.adaptive_max_pool2d(x, 1)[..., 0, 0], (2, 3, 4, 5))
    case("global_max_pool_volume", lambda x: F.adaptive_max_pool3d(x, 1), (2, 3, 2, 3, 4))

    case("adaptive_avg_pool1d_uneven", lambda x: F.adaptive_avg_pool1d(x, 4), (2, 3, 10))
    case("adaptive_avg_pool2d_even", lambda x: F.adaptive_avg_pool2d(x, (3, 2)), (2, 2, 6, 8))
    case("adaptive_avg_pool2d_uneven", lambda x: F.adaptive_avg_pool2d(x, (3, 4)), (2, 2, 7, 9))
    case("adaptive_avg_pool2d_larger", lambda x: F.adaptive_avg_pool2d(x, (7, 7)), (2, 2, 3, 5))
    case("adaptive_avg_pool3d_uneven", lambda x: F.adaptive_avg_pool3d(x, (2, 3, 4)), (1, 2, 3, 5, 6))
    case("adaptive_max_pool1d_uneven", lambda x: F.adaptive_max_pool1d(x, 4), (2, 3, 10))
    case("adaptive_max_pool2d_uneven", lambda x: F.adaptive_max_pool2d(x, (3, 4)), (2, 2, 7, 9))
    case("adaptive_max_pool3d_uneven", lambda x: F.adaptive_max_pool3d(x, (2, 3, 4)), (1, 2, 3, 5, 6))

    case("lp_pool1d_plain", lambda x: F.lp_pool1d(x, 2, 3, 2), (2, 2, 9))
    case("lp_pool2d_euclid", lambda x: F.lp_pool2d(x, 2, (2, 3), (2, 1)), (2, 2, 6, 5))
    case("lp_pool2d_cubes", lambda x: F.lp_pool2d(x, 3, 2), (2, 2, 4, 6), draw=positive)
    case("lp_pool2d_sums", lambda x: F.lp_pool2d(x, 1, 2), (2, 2, 4, 4), draw=positive)
    case("lp_pool3d_lengths", lambda x: F.lp_pool3d(x, 2, 2), (2, 2, 4, 2, 5))
    case("lp_pool2d_ceil", lambda x: F.lp_pool2d(x, 2, 3, 2, ceil_mode=True), (2, 2, 6, 6))
