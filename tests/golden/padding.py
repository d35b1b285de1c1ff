"""The padding of a window: a number on both sides, none, or TensorFlow's SAME."""

import torch.nn.functional as F


def same(size, kernel, stride, dilation):
    """TensorFlow's SAME: the output is ceil(size / stride), and an odd pixel of padding goes to the end."""
    output = -(-size // stride)
    total = max((output - 1) * stride + dilation * (kernel - 1) + 1 - size, 0)
    return total // 2, total - total // 2


def pad(x, padding, kernel, stride, dilation, value=0.0):
    """Pads the last two axes as `padding` says: "same", "valid", or (rows, columns) on both sides."""
    if padding == "valid":
        return x
    if padding == "same":
        (top, bottom), (left, right) = map(same, x.shape[-2:], kernel, stride, dilation)
    else:
        top, left = bottom, right = padding
    return F.pad(x, (left, right, top, bottom), value=value)
