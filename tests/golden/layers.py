"""The golden files of the layers, one function a layer or a family of them."""

import torch
import torch.nn.functional as F

from files import distinct, golden, positive, relu
from padding import pad, same


def conv2d(x, t, name="conv", kernel=(3, 3), stride=(1, 1), padding="valid", dilation=(1, 1), groups=1):
    x = pad(x, padding, kernel, stride, dilation)
    return F.conv2d(x, t[f"{name}.weight"], t.get(f"{name}.bias"), stride=stride, dilation=dilation, groups=groups)


def norm(x, t, training, name="norm", momentum=0.1, epsilon=1e-5):
    names = ("running_mean", "running_var", "weight", "bias")
    return F.batch_norm(x, *(t[f"{name}.{part}"] for part in names), training, momentum, epsilon)


def norm_shapes(channels, name="norm"):
    return {f"{name}.{part}": (channels,) for part in ("weight", "bias", "running_mean", "running_var")}


def conv_shapes(outputs, inputs, kernel, name="conv", bias=True):
    shapes = {f"{name}.weight": (outputs, inputs, *kernel)}
    return shapes | ({f"{name}.bias": (outputs,)} if bias else {})


def linear_shapes(outputs, inputs, name="fc", bias=True):
    return {f"{name}.weight": (outputs, inputs)} | ({f"{name}.bias": (outputs,)} if bias else {})


def linear(x, t, name="fc"):
    return F.linear(x, t[f"{name}.weight"], t.get(f"{name}.bias"))


def write_conv2d():
    def case(name, input, outputs, bias=True, activation=lambda y: y, **settings):
        kernel = settings.setdefault("kernel", (3, 3))
        shapes = {"input": input} | conv_shapes(outputs, input[1] // settings.get("groups", 1), kernel, bias=bias)
        golden(f"conv2d_{name}", lambda t, _: activation(conv2d(t["input"], t, **settings)), shapes)

    case("plain", (2, 2, 5, 6), 3)
    case("stride", (2, 2, 7, 8), 3, stride=(2, 3), padding=(1, 1))
    case("rectangle", (2, 2, 6, 5), 3, kernel=(3, 2), padding=(1, 2))
    case("pointwise", (3, 4, 3, 3), 5, kernel=(1, 1))
    case("same", (2, 2, 6, 7), 3, kernel=(4, 3), stride=(1, 2), padding="same")
    case("same_stride", (2, 2, 6, 6), 3, stride=(2, 2), padding="same")
    case("valid", (2, 2, 6, 7), 3, kernel=(2, 3), padding="valid")
    case("dilation", (2, 2, 8, 9), 3, dilation=(2, 3), padding=(2, 1))
    case("groups", (2, 4, 5, 5), 6, groups=2, padding=(1, 1))
    case("depthwise", (2, 3, 5, 6), 3, groups=3, stride=(2, 2), padding="same")
    case("no_bias", (2, 2, 5, 5), 3, bias=False, padding=(1, 1))
    case("relu", (2, 2, 5, 5), 3, padding=(1, 1), activation=relu)
    case("no_bias_relu", (2, 2, 5, 5), 3, bias=False, padding=(1, 1), activation=relu)
    # The second convolution sends a gradient through the first one, and the sizes fill no SIMD register.
    deep = {"input": (3, 3, 9, 11)} | conv_shapes(5, 3, (3, 3), "first") | conv_shapes(2, 5, (3, 3), "second")
    golden(
        "conv2d_deep",
        lambda t, _: conv2d(
            relu(conv2d(t["input"], t, "first", padding=(1, 1))), t, "second", stride=(2, 2), padding=(1, 1)
        ),
        deep,
    )


def conv_transpose2d(x, t, kernel=(3, 3), stride=(1, 1), padding=(0, 0), output_padding=(0, 0), dilation=(1, 1), groups=1):
    size = None
    if padding == "same":
        size = [x.shape[-2] * stride[0], x.shape[-1] * stride[1]]
        before = [same(s, k, t, d)[0] for s, k, t, d in zip(size, kernel, stride, dilation)]
        padding = (0, 0)
    y = F.conv_transpose2d(
        x, t["conv.weight"], t.get("conv.bias"), stride, padding, output_padding, groups, dilation
    )
    if size is None:
        return y
    # A stride beyond the kernel leaves pixels at the end that nothing reaches.
    bias = t["conv.bias"][:, None, None] if "conv.bias" in t else 0
    beyond = [max(s - y.shape[axis], 0) for s, axis in zip(size, (-2, -1))]
    y = F.pad(y - bias, (0, beyond[1], 0, beyond[0])) + bias
    return y[..., before[0] : before[0] + size[0], before[1] : before[1] + size[1]]


def write_conv_transpose2d():
    def case(name, input, outputs, bias=True, activation=lambda y: y, **settings):
        kernel = settings.setdefault("kernel", (3, 3))
        shapes = {"input": input, "conv.weight": (input[1], outputs // settings.get("groups", 1), *kernel)}
        shapes |= {"conv.bias": (outputs,)} if bias else {}
        golden(f"conv_transpose2d_{name}", lambda t, _: activation(conv_transpose2d(t["input"], t, **settings)), shapes)

    case("plain", (2, 2, 4, 5), 3)
    case("double", (2, 3, 3, 4), 2, kernel=(4, 4), stride=(2, 2), padding=(1, 1))
    case("output_padding", (2, 2, 3, 4), 3, stride=(2, 3), padding=(1, 0), output_padding=(1, 2))
    case("dilation", (2, 2, 4, 3), 3, kernel=(2, 3), dilation=(3, 2), output_padding=(2, 1))
    case("groups", (2, 4, 3, 3), 6, groups=2, stride=(2, 2))
    case("depthwise", (2, 3, 3, 4), 3, groups=3, kernel=(2, 2), stride=(2, 2))
    case("same", (2, 2, 3, 4), 3, stride=(2, 1), padding="same")
    case("same_gaps", (2, 2, 3, 4), 3, kernel=(1, 2), stride=(2, 3), padding="same")
    case("no_bias", (2, 2, 3, 3), 3, bias=False, stride=(2, 2), padding=(1, 1))
    case("relu", (2, 2, 3, 3), 3, stride=(2, 2), activation=relu)


def write_upsample():
    def case(name, shape, size, **settings):
        golden(f"upsample_{name}", lambda t, _: F.interpolate(t["input"], size, **settings), {"input": shape})

    case("nearest", (2, 3, 3, 4), (6, 8))
    case("nearest_size", (2, 2, 5, 4), (7, 3))
    case("bilinear", (2, 3, 3, 4), (6, 8), mode="bilinear")
    case("bilinear_size", (2, 2, 5, 4), (7, 3), mode="bilinear")
    case("bilinear_fraction", (2, 2, 4, 6), (6, 9), mode="bilinear")
    case("bilinear_half", (2, 2, 4, 6), (2, 3), mode="bilinear")
    case("bilinear_aligned", (2, 3, 3, 4), (6, 8), mode="bilinear", align_corners=True)
    case("bilinear_aligned_size", (2, 2, 5, 4), (1, 9), mode="bilinear", align_corners=True)


def write_resize():
    def case(name, shape, size, **settings):
        golden(f"resize_{name}", lambda t, _: F.interpolate(t["input"], size, **settings), {"input": shape})

    case("larger", (2, 3, 3, 4), (7, 9), mode="bilinear", align_corners=False, antialias=False)
    case("smaller", (2, 2, 9, 11), (4, 3), mode="bilinear", align_corners=False, antialias=False)
    case("both", (2, 2, 8, 3), (5, 10), mode="bilinear", align_corners=False, antialias=False)
    case("pixel", (2, 3, 4, 5), (1, 1), mode="bilinear", align_corners=False, antialias=False)
    case("aligned", (2, 2, 9, 5), (4, 7), mode="bilinear", align_corners=True)
    case("nearest", (2, 2, 9, 5), (4, 7), mode="nearest")


def write_pools():
    def max_pool2d(x, kernel, stride, padding=(0, 0), dilation=(1, 1)):
        padded = pad(x, padding, kernel, stride, dilation, value=-torch.inf)
        return F.max_pool2d(padded, kernel, stride, dilation=dilation)

    def avg_pool2d(x, kernel, stride, padding=(0, 0), count_padding=True):
        padded = pad(x, padding, kernel, stride, (1, 1))
        y = F.avg_pool2d(padded, kernel, stride)
        # As TensorFlow and PyTorch's `count_include_pad = False` have it.
        counts = F.avg_pool2d(pad(torch.ones_like(x), padding, kernel, stride, (1, 1)), kernel, stride)
        return y if count_padding else y / counts

    def case(pool, name, shape, **settings):
        golden(f"{pool.__name__}_{name}", lambda t, _: pool(t["input"], **settings), {"input": (distinct, *shape)})

    case(max_pool2d, "plain", (2, 3, 6, 4), kernel=(2, 2), stride=(2, 2))
    case(max_pool2d, "overlap", (2, 2, 7, 7), kernel=(3, 3), stride=(2, 2), padding=(1, 1))
    case(max_pool2d, "rectangle", (2, 2, 6, 8), kernel=(2, 3), stride=(1, 2), padding=(1, 0))
    case(max_pool2d, "same", (2, 2, 5, 6), kernel=(3, 3), stride=(2, 2), padding="same")
    case(max_pool2d, "dilation", (2, 2, 7, 9), kernel=(3, 2), stride=(1, 2), padding=(2, 1), dilation=(2, 3))
    case(max_pool2d, "remainder", (2, 2, 5, 7), kernel=(2, 2), stride=(2, 2))
    case(avg_pool2d, "plain", (2, 3, 6, 4), kernel=(2, 2), stride=(2, 2))
    case(avg_pool2d, "overlap", (2, 2, 7, 7), kernel=(3, 3), stride=(2, 2), padding=(1, 1))
    case(avg_pool2d, "rectangle", (2, 2, 6, 8), kernel=(2, 3), stride=(1, 2), padding=(1, 0))
    case(avg_pool2d, "same", (2, 2, 5, 6), kernel=(2, 2), stride=(2, 2), padding="same", count_padding=False)
    case(avg_pool2d, "same_wide", (2, 2, 5, 9), kernel=(3, 3), stride=(1, 1), padding="same", count_padding=False)
    case(avg_pool2d, "same_counted", (2, 2, 5, 6), kernel=(3, 3), stride=(2, 2), padding="same")
    case(avg_pool2d, "not_counted", (2, 2, 7, 19), kernel=(3, 3), stride=(2, 2), padding=(1, 1), count_padding=False)
    golden("global_avg_pool_image", lambda t, _: t["input"].mean((2, 3)), {"input": (2, 3, 4, 5)})


def write_batch_norm():
    def case(name, shape, activation=lambda y: y, **settings):
        shapes = {"input": shape} | norm_shapes(shape[1])
        golden(f"batch_norm_{name}", lambda t, mode: activation(norm(t["input"], t, mode, **settings)), shapes)

    case("vector", (6, 4))
    case("sequence", (3, 4, 5))
    case("image", (3, 4, 3, 5))
    case("settings", (3, 2, 3, 3), momentum=0.3, epsilon=1e-2)
    case("relu", (3, 4, 3, 5), activation=relu)

    def fused(name, bias=True, activation=relu, **settings):
        shapes = {"input": (3, 2, 6, 7)} | conv_shapes(4, 2, (3, 3), bias=bias) | norm_shapes(4)
        golden(
            f"fused_{name}", lambda t, mode: activation(norm(conv2d(t["input"], t, **settings), t, mode)), shapes
        )

    fused("conv2d_batch_norm_relu", padding=(1, 1))
    fused("conv2d_batch_norm", activation=lambda y: y, stride=(2, 2), padding="same")
    fused("no_bias", bias=False, stride=(2, 1))
    golden(
        "fused_end_point",
        lambda t, mode: relu(conv2d(t["input"], t, padding=(1, 1)))
        + relu(norm(relu(conv2d(t["input"], t, padding=(1, 1))), t, mode)),
        {"input": (3, 2, 4, 4)} | conv_shapes(3, 2, (3, 3)) | norm_shapes(3),
    )


def write_row_norms():
    def affine(*shape):
        return {"norm.weight": shape, "norm.bias": shape}

    def case(name, shape, function, variables=None):
        golden(name, lambda t, _: function(t["input"], t), {"input": shape} | (variables or {}))

    def layer_norm(*shape, epsilon=1e-5):
        return lambda x, t: F.layer_norm(x, shape, t.get("norm.weight"), t.get("norm.bias"), epsilon)

    def group_norm(groups, epsilon=1e-5):
        return lambda x, t: F.group_norm(x, groups, t.get("norm.weight"), t.get("norm.bias"), epsilon)

    def instance_norm(x, t):
        return F.instance_norm(x, weight=t.get("norm.weight"), bias=t.get("norm.bias"))

    case("layer_norm_vector", (3, 7), layer_norm(7), affine(7))
    case("layer_norm_sequence", (2, 5, 6), layer_norm(6), affine(6))
    case("layer_norm_plain", (2, 5, 6), layer_norm(6, epsilon=1e-2))
    case("layer_norm_two_axes", (2, 3, 4, 5), layer_norm(4, 5), affine(4, 5))
    turned = lambda x, t: F.layer_norm(x.movedim(1, -1), (3,), t.get("norm.weight"), t.get("norm.bias"), 1e-6).movedim(-1, 1)
    case("layer_norm_channels", (2, 3, 4, 5), turned, affine(3))
    case("layer_norm_channels_plain", (2, 3, 4, 5), turned)
    middle = lambda x, t: F.layer_norm(x.movedim(2, -1), (4,), t["norm.weight"], t["norm.bias"]).movedim(-1, 2)
    case("layer_norm_middle", (2, 3, 4, 5), middle, affine(4))
    case("layer_norm_three_axes", (2, 3, 4, 5), layer_norm(3, 4, 5), affine(3, 4, 5))
    case("group_norm_image", (2, 6, 3, 5), group_norm(3), affine(6))
    case("group_norm_vector", (3, 8), group_norm(2), affine(8))
    case("group_norm_plain", (2, 4, 7), group_norm(4, epsilon=1e-3))
    case("instance_norm_image", (2, 3, 4, 5), instance_norm)
    case("instance_norm_affine", (2, 3, 4, 5), instance_norm, affine(3))


def write_attention():
    def outward(width, queries, all, bias):
        out = {"attn.in_proj_bias": (all,), "attn.out_proj.weight": (width, queries), "attn.out_proj.bias": (width,)}
        return {name: shape for name, shape in out.items() if bias or not name.endswith("bias")}

    def shapes(width, features, bias=True):
        if features == width:
            weights = {"attn.in_proj_weight": (3 * width, width)}
        else:
            of = {"q": width, "k": features, "v": features}
            weights = {f"attn.{name}_proj_weight": (width, inputs) for name, inputs in of.items()}
        return weights | outward(width, width, 3 * width, bias)

    def attention(t, x, memory, heads, causal=False):
        width, features, bias = x.shape[-1], memory.shape[-1], "attn.in_proj_bias" in t
        module = torch.nn.MultiheadAttention(width, heads, bias=bias, kdim=features, vdim=features, batch_first=True)
        variables = {name.removeprefix("attn."): value for name, value in t.items() if name.startswith("attn.")}
        length = x.shape[1]
        mask = torch.ones(length, length).triu(1).bool() if causal else None
        options = {"need_weights": False, "attn_mask": mask}
        return torch.func.functional_call(module, variables, (x, memory, memory), options)[0]

    def alone(name, input, heads, bias=True, **settings):
        golden(
            f"attention_{name}",
            lambda t, _: attention(t, t["input"], t["input"], heads, **settings),
            {"input": input} | shapes(input[2], input[2], bias),
        )

    def turned(x, base):
        # x is [batch, heads, places, size]; feature i of the first half is a pair with feature i of the second half.
        pairs = x.shape[-1] // 2
        speeds = base ** (-torch.arange(pairs) / pairs)
        angles = torch.arange(x.shape[2]).to(x.dtype)[:, None] * speeds
        a, b = x.split(pairs, -1)
        return torch.cat([a * angles.cos() - b * angles.sin(), b * angles.cos() + a * angles.sin()], -1)

    def general(
        t, x, memory, heads, kv_heads=None, head_size=None, causal=False, rotary=None, mask=None, bias=None, scale=None
    ):
        size, kv_heads = head_size or x.shape[-1] // heads, kv_heads or heads
        widths = [heads * size, kv_heads * size, kv_heads * size]
        if "attn.in_proj_weight" in t:
            weights = t["attn.in_proj_weight"].split(widths)
        else:
            weights = [t[f"attn.{name}_proj_weight"] for name in "qkv"]
        biases = t["attn.in_proj_bias"].split(widths) if "attn.in_proj_bias" in t else [None] * 3
        parts = zip((x, memory, memory), weights, biases)
        q, k, v = (F.linear(*part).unflatten(-1, (-1, size)).transpose(1, 2) for part in parts)
        if rotary:
            q, k = turned(q, rotary), turned(k, rotary)
        seen = torch.ones(x.shape[1], memory.shape[1]).bool()
        seen = seen.tril() if causal else seen
        seen = seen if mask is None else seen & mask[:, None, None, :]
        k, v = (value.repeat_interleave(heads // kv_heads, 1) for value in (k, v))
        # What is not seen has a score of minus infinity.
        seen = seen if bias is None else torch.where(seen, bias, -torch.inf)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=seen, scale=scale).transpose(1, 2).flatten(2)
        return F.linear(y, t["attn.out_proj.weight"], t.get("attn.out_proj.bias"))

    def own(width, queries, keys, features=None, bias=True):
        if features is None:
            weights = {"attn.in_proj_weight": (queries + 2 * keys, width)}
        else:
            of = {"q": (queries, width), "k": (keys, features), "v": (keys, features)}
            weights = {f"attn.{name}_proj_weight": shape for name, shape in of.items()}
        return weights | outward(width, queries, queries + 2 * keys, bias)

    def to_itself(name, input, heads, widths, **settings):
        golden(
            f"attention_{name}",
            lambda t, _: general(t, t["input"], t["input"], heads, **settings),
            {"input": input} | own(input[2], *widths),
        )

    to_itself("grouped", (2, 5, 8), 4, (8, 4), kv_heads=2)
    to_itself("head_size", (2, 5, 7), 2, (6, 6), head_size=3)
    to_itself("rotary", (2, 6, 8), 2, (8, 8), causal=True, rotary=1e4)
    to_itself("llama", (2, 5, 6), 4, (16, 8), kv_heads=2, head_size=4, causal=True, rotary=500.0)
    golden(
        "attention_masked",
        lambda t, _: general(t, t["input"], t["input"], 2, mask=t["input"].mean(2) > 0),
        {"input": (2, 6, 4)} | own(4, 4, 4),
    )

    def masked_memory(t, _):
        memory = torch.cat([t["input"], torch.tanh(t["input"])], 2)
        return general(t, t["input"], memory, 2, kv_heads=1, head_size=3, mask=memory.mean(2) > 0)

    golden("attention_masked_memory", masked_memory, {"input": (2, 5, 4)} | own(4, 6, 3, features=8))

    # T5's: no biases and no scale, and for each head a number that is learnt for each distance of two places.
    def t5(t, _):
        distances = torch.arange(5)[None, :] - torch.arange(5)[:, None] + 4
        return general(t, t["input"], t["input"], 2, head_size=4, scale=1.0, bias=t["table.value"][:, distances])

    golden("attention_t5", t5, {"table.value": (2, 9), "input": (2, 5, 6)} | own(6, 8, 8, bias=False))

    # Scores that are made of the input, for two heads.
    def biased(x):
        products = 0.3 * x @ x.mT
        return torch.stack([products, torch.tanh(products)], 1)

    golden(
        "attention_masked_biased",
        lambda t, _: general(
            t, t["input"], t["input"], 2, causal=True, mask=t["input"].mean(2) > 0, bias=biased(t["input"])
        ),
        {"input": (2, 6, 4)} | own(4, 4, 4),
    )

    def memory_biased(t, mask):
        memory = torch.cat([t["input"], torch.tanh(t["input"])], 2)
        mask = memory.mean(2) > 0 if mask else None
        return general(t, t["input"], memory, 2, scale=0.25, mask=mask, bias=biased(t["input"]))

    golden(
        "attention_memory_biased",
        lambda t, _: memory_biased(t, False),
        {"input": (2, 5, 4)} | own(4, 4, 4, features=8, bias=False),
    )
    golden(
        "attention_masked_memory_biased",
        lambda t, _: memory_biased(t, True),
        {"input": (2, 5, 4)} | own(4, 4, 4, features=8),
    )

    alone("plain", (2, 5, 6), 2)
    alone("one_head", (3, 4, 5), 1)
    alone("no_bias", (2, 5, 6), 2, bias=False)
    alone("causal", (2, 7, 8), 4, causal=True)
    # The memory is made of the input, whose gradients meet again.
    golden(
        "attention_cross",
        lambda t, _: attention(t, t["input"], F.relu(t["input"]), 3),
        {"input": (distinct, 2, 5, 6)} | shapes(6, 6),
    )
    golden(
        "attention_other_width",
        lambda t, _: attention(t, t["input"], torch.cat([t["input"], torch.tanh(t["input"])], 2), 2),
        {"input": (2, 4, 6)} | shapes(6, 12),
    )


def write_embedding():
    tokens = torch.tensor([[0, 3, 1], [2, 2, 6]])
    golden(
        "embedding_linear",
        lambda t, _: linear(F.embedding(tokens, t["embed.weight"]).flatten(1), t),
        {"embed.weight": (7, 4)} | linear_shapes(5, 12),
    )


def write_linear():
    golden("linear_plain", lambda t, _: linear(t["input"], t), {"input": (3, 5)} | linear_shapes(4, 5))
    golden("linear_no_bias", lambda t, _: linear(t["input"], t), {"input": (3, 5)} | linear_shapes(4, 5, bias=False))
    golden("linear_relu", lambda t, _: relu(linear(t["input"], t)), {"input": (3, 5)} | linear_shapes(4, 5))
    golden(
        "linear_no_bias_relu",
        lambda t, _: relu(linear(t["input"], t)),
        {"input": (3, 5)} | linear_shapes(4, 5, bias=False),
    )
    # Sizes that fill no SIMD register.
    # Along the last axis.
    golden("linear_sequence", lambda t, _: linear(t["input"], t), {"input": (2, 5, 8)} | linear_shapes(6, 8))
    golden("linear_sequence_relu", lambda t, _: relu(linear(t["input"], t)), {"input": (2, 5, 8)} | linear_shapes(6, 8))
    golden(
        "linear_of_four_axes",
        lambda t, _: linear(t["input"], t),
        {"input": (2, 2, 3, 4, 5)} | linear_shapes(6, 5, bias=False),
    )
    golden("linear_odd", lambda t, _: linear(t["input"], t), {"input": (7, 19)} | linear_shapes(17, 19))
    golden(
        "flatten_linear",
        lambda t, _: linear(t["input"].flatten(1), t),
        {"input": (2, 3, 2, 4)} | linear_shapes(3, 24),
    )
    golden("flatten_image", lambda t, _: t["input"].flatten(1), {"input": (2, 3, 2, 4)})


def sparsemax(x):
    """Martins and Astudillo 2016, algorithm 1."""
    ordered = x.sort(-1, descending=True).values
    sums = ordered.cumsum(-1)
    counts = torch.arange(1, x.shape[-1] + 1)
    size = (1 + counts * ordered > sums).sum(-1, keepdim=True)
    threshold = (sums.gather(-1, size - 1) - 1) / size
    return (x - threshold).clamp(min=0)


def write_elementwise():
    functions = {
        "relu_plain": relu,
        "leaky_relu_default": lambda x: F.leaky_relu(x, 0.01),
        "leaky_relu_slope": lambda x: F.leaky_relu(x, 0.2),
        "gelu_plain": F.gelu,
        "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
        "sigmoid_plain": torch.sigmoid,
        "tanh_plain": torch.tanh,
        "abs_plain": torch.abs,
        "elu_default": F.elu,
        "elu_alpha": lambda x: F.elu(x, 1.5),
        "silu_plain": F.silu,
        "softplus_default": F.softplus,
        "softplus_beta": lambda x: F.softplus(x, 2.5),
        "exp_plain": torch.exp,
        "square_plain": torch.square,
        "floor_plain": torch.floor,
        "clamp_range": lambda x: torch.clamp(x, -0.7, 1.2),
        "clamp_min": lambda x: torch.clamp(x, min=-0.7),
        "clamp_max": lambda x: torch.clamp(x, max=1.2),
        "hard_tanh_plain": lambda x: F.hardtanh(x, -0.7, 1.2),
        # By its formula: a sixth is one of single precision in PyTorch.
        "hard_sigmoid_plain": lambda x: (5 * x / 6 + 1 / 2).clamp(0, 1),
        "hard_swish_plain": lambda x: 5 * x * (5 * x / 6 + 1 / 2).clamp(0, 1),
        "relu6_plain": lambda x: F.relu6(7 * x),
        "selu_plain": F.selu,
        "celu_plain": lambda x: F.celu(x, 1.5),
        "softsign_plain": F.softsign,
        "mish_plain": F.mish,
        "log_sigmoid_plain": F.logsigmoid,
        "hard_shrink_plain": lambda x: F.hardshrink(x, 0.6),
        "soft_shrink_plain": lambda x: F.softshrink(x, 0.6),
        "tanh_shrink_plain": F.tanhshrink,
        "squareplus_plain": lambda x: (x + (x**2 + 3).sqrt()) / 2,
        "sparse_plus_plain": lambda x: torch.where(x <= -1, 0.0, torch.where(x < 1, (x + 1) ** 2 / 4, x)),
        "softmax_vector": lambda x: F.softmax(x, -1),
        "log_softmax_vector": lambda x: F.log_softmax(x, -1),
        "sparsemax_vector": sparsemax,
    }
    for name, function in functions.items():
        shape = (3, 7) if "softmax" in name or "sparsemax" in name else (2, 3, 4, 5)
        golden(name, lambda t, _: function(t["input"]), {"input": (distinct, *shape)})
    golden("softmax_image", lambda t, _: F.softmax(t["input"], -1), {"input": (2, 2, 3, 4)})
    golden("log_softmax_image", lambda t, _: F.log_softmax(t["input"], -1), {"input": (2, 2, 3, 4)})
    golden("sparsemax_image", lambda t, _: sparsemax(t["input"]), {"input": (2, 2, 3, 4)})
    golden("pixel_shuffle_plain", lambda t, _: F.pixel_shuffle(t["input"], 2), {"input": (2, 8, 3, 2)})
    golden("pixel_unshuffle_plain", lambda t, _: F.pixel_unshuffle(t["input"], 2), {"input": (2, 2, 6, 4)})
    golden("channel_shuffle_plain", lambda t, _: F.channel_shuffle(t["input"], 3), {"input": (2, 6, 3, 2)})
    golden("glu_plain", lambda t, _: F.glu(t["input"], -1), {"input": (2, 4, 6)})
    golden("glu_channels", lambda t, _: F.glu(t["input"], 1), {"input": (2, 4, 3, 2)})
    golden("geglu_plain", lambda t, _: t["input"][:, :3] * F.gelu(t["input"][:, 3:]), {"input": (2, 6)})
    golden("swiglu_plain", lambda t, _: F.silu(t["input"][..., :3]) * t["input"][..., 3:], {"input": (2, 4, 6)})
    for name, shape, epsilon in (("vector", (3, 6), 1e-6), ("rows", (3, 5, 4), 1e-2)):
        golden(
            f"rms_norm_{name}",
            lambda t, _: F.rms_norm(t["input"], shape[-1:], t["norm.weight"], epsilon),
            {"input": shape, "norm.weight": shape[-1:]},
        )
    golden("ln_plain", lambda t, _: torch.log(t["input"]), {"input": (positive, 2, 3, 4, 5)})
    golden("sqrt_plain", lambda t, _: torch.sqrt(t["input"]), {"input": (positive, 2, 3, 4, 5)})

    def steep(*shape):
        return 40 * distinct(*shape)

    def softplus(x):
        # Without the threshold from which PyTorch takes the value itself, which is right to 2e-9 alone.
        return torch.logaddexp(x, torch.zeros_like(x))

    functions |= {"elu_plain": F.elu, "softplus_plain": softplus}
    steeper = ("selu", "softsign", "mish", "log_sigmoid", "tanh_shrink")
    for name in ("gelu", "sigmoid", "tanh", "softmax", "log_softmax", "sparsemax", "elu", "silu", "softplus", *steeper):
        function = functions.get(f"{name}_plain") or functions[f"{name}_vector"]
        golden(f"{name}_steep", lambda t, _: function(t["input"]), {"input": (steep, 4, 6)})


def write_variables():
    """Learnt values, and variables that layers share."""
    golden(
        "variable_added",
        lambda t, _: t["input"] + t["positions.value"],
        {"input": (3, 5, 4), "positions.value": (5, 4)},
    )
    golden(
        "variable_joined",
        lambda t, _: linear(torch.cat([t["token.value"].expand(3, 1, 4), t["input"]], 1), t),
        {"input": (3, 5, 4), "token.value": (1, 4)} | linear_shapes(2, 4),
    )
    golden(
        "variable_scaled",
        lambda t, _: t["input"] * t["block.gain.value"] / (2 + torch.tanh(t["block.temperature.value"])),
        {"input": (2, 5, 4), "block.gain.value": (4,), "block.temperature.value": (1,)},
    )

    def tied(t, bias):
        hidden = F.linear(t["input"], t["up.weight"], t["up.bias"])
        return F.linear(hidden, t["up.weight"], t["again.bias"] if bias else None)

    square = {"input": (3, 2, 4)} | linear_shapes(4, 4, "up")
    golden("shared_weight", lambda t, _: tied(t, True), square | {"again.bias": (4,)})
    golden("shared_weight_no_bias", lambda t, _: tied(t, False), square)
    golden(
        "shared_in_scopes",
        lambda t, _: relu(F.linear(F.linear(t["input"], t["body.up.weight"]), t["body.up.weight"], t["head.fc.bias"])),
        {"input": (3, 4), "body.up.weight": (4, 4), "head.fc.bias": (4,)},
    )


def write_broadcast():
    def case(name, function, input=(2, 3, 4, 5)):
        golden(f"broadcast_{name}", lambda t, _: function(t["input"]), {"input": input})

    case("gate", lambda x: x * torch.sigmoid(x.mean((2, 3), True)))
    case("centre", lambda x: x - x.mean(1, True), (3, 4, 5))
    case("centre_left", lambda x: x.mean(1, True) - x, (3, 4, 5))
    case("outer", lambda x: x.mean(1, True) + x.mean(2, True), (3, 4, 5))
    case("divide", lambda x: x / (1 + torch.exp(x.mean(2, True))), (3, 4, 5))
    case("over", lambda x: torch.tanh(x.mean(1, True)) / (1 + x.square()), (3, 4, 5))

    def squeeze_excite(t, _):
        x = t["input"]
        gate = relu(conv2d(x.mean((2, 3), True), t, "squeeze", kernel=(1, 1)))
        return x * torch.sigmoid(conv2d(gate, t, "excite", kernel=(1, 1)))

    shapes = conv_shapes(2, 3, (1, 1), "squeeze") | conv_shapes(3, 2, (1, 1), "excite")
    golden("broadcast_squeeze_excite", squeeze_excite, {"input": (2, 3, 4, 5)} | shapes)
    case("select", lambda x: torch.where(x.mean(2, True) > 0, x, x.mean(1, True)), (3, 4, 5))


def write_graphs():
    """Arithmetic and concatenation: the operands are branches of one input, whose gradients meet again."""
    branches = {"input": (3, 4)} | linear_shapes(5, 4, "left") | linear_shapes(5, 4, "right")

    def between(name, function):
        golden(
            f"arithmetic_{name}",
            lambda t, _: function(linear(t["input"], t, "left"), torch.sigmoid(linear(t["input"], t, "right")) + 0.5),
            branches,
        )

    between("add", lambda a, b: a + b)
    between("subtract", lambda a, b: a - b)
    between("multiply", lambda a, b: a * b)
    between("divide", lambda a, b: a / b)
    between("square", lambda a, b: a * a + b / b)
    numbers = {
        "number_right": lambda x: ((x + 1.5) * 3 - 2) / 4,
        "number_left": lambda x: 1.5 + (2 - 3 * x),
        "number_over": lambda x: 2 / x,
        "negate": lambda x: -x,
    }
    for name, function in numbers.items():
        golden(f"arithmetic_{name}", lambda t, _: function(t["input"]), {"input": (positive, 2, 3, 4)})

    # Joined on its axis, `right` has a size of its own; `left` and the input have another.
    for axis, (outputs, padding) in enumerate([((2, 5), (1, 1)), ((4, 4), (0, 1)), ((4, 4), (1, 0))]):
        shapes = {"input": (2, 4, 5, 6)} | conv_shapes(outputs[0], 4, (3, 3), "left")
        golden(
            f"concat_axis{axis}",
            lambda t, _: torch.cat(
                [
                    conv2d(t["input"], t, "left", padding=(1, 1)),
                    conv2d(t["input"], t, "right", padding=padding),
                    t["input"],
                ],
                axis + 1,
            ),
            shapes | conv_shapes(outputs[1], 4, (3, 3), "right"),
        )
    golden(
        "concat_vector",
        lambda t, _: torch.cat([(left := linear(t["input"], t, "left")), t["input"], left], 1),
        {"input": (3, 4)} | linear_shapes(5, 4, "left"),
    )


def write_residual():
    """A reused scope that runs twice, and a residual connection: every branch's gradient counts."""

    def encoder(x, t, training):
        x = conv2d(x, t, "encoder.conv", padding=(1, 1))
        return torch.tanh(norm(x, t, training, "encoder.norm"))

    shapes = conv_shapes(2, 2, (3, 3), "encoder.conv") | norm_shapes(2, "encoder.norm")
    golden(
        "graph_reuse",
        lambda t, mode: encoder(encoder(t["input"], t, mode), t, mode) + t["input"],
        {"input": (3, 2, 4, 5)} | shapes,
    )
