"""The golden files of `deform_conv2d`, which are torchvision's values."""

import torch
from torchvision.ops import deform_conv2d

from files import KINK_DISTANCE, TooCloseToKink, golden, relu
from flow import away_from_kinks
from layers import conv2d, conv_shapes, norm, norm_shapes


def deformed(image, offset, t, mask=None, name="conv", stride=1, padding=0, dilation=1):
    """Positions are whole numbers beside their offset: near one of these there is a kink."""
    if (offset - offset.round()).abs().min() < KINK_DISTANCE:
        raise TooCloseToKink
    weight, bias = t[f"{name}.weight"], t.get(f"{name}.bias")
    return deform_conv2d(image, offset, weight, bias, stride, padding, dilation, mask)


def together(channels, offsets, masks=0, size=(5, 6), batch=2, reach=1.5):
    """An image, offsets of a few pixels and a mask, as channels of one value."""
    parts = [torch.randn(batch, channels, *size), away_from_kinks(reach * torch.randn(batch, offsets, *size))]
    return torch.cat(parts + [torch.rand(batch, masks, *size)], 1)


def write_deformed():
    def case(name, channels, offsets, masks=0, outputs=4, kernel=(3, 3), groups=1, bias=True, then=lambda y: y, **settings):
        sizes = {key: settings.pop(key) for key in ("size", "reach") if key in settings}
        parts = [part for part in (channels, offsets, masks) if part]

        def function(t, _):
            image, offset, *mask = t["input"].split(parts, 1)
            return then(deformed(image, offset, t, *mask, **settings))

        shapes = {"input": (lambda: together(channels, offsets, masks, **sizes),)}
        golden(f"deform_conv2d_{name}", function, shapes | conv_shapes(outputs, channels // groups, kernel, bias=bias))

    case("plain", 3, 18, padding=1)
    case("masked", 3, 18, 9, padding=1)
    case("groups", 4, 36, 18, outputs=6, groups=2, padding=1)
    case("far", 2, 18, padding=1, reach=20.0)
    case("dilation", 2, 8, 4, kernel=(2, 2), padding=1, dilation=2)
    case("no_bias_relu", 2, 18, 9, bias=False, padding=1, then=relu)

    # Offsets that the network makes, as those of a DCN.
    def made(t, training):
        offset = conv2d(t["input"], t, "offset", stride=(2, 2), padding=(1, 1))
        mask = torch.sigmoid(conv2d(t["input"], t, "mask", stride=(2, 2), padding=(1, 1)))
        y = deformed(t["input"], offset, t, mask, stride=2, padding=1)
        return relu(norm(y, t, training))

    shapes = {"input": (2, 3, 5, 6)} | conv_shapes(18, 3, (3, 3), "offset") | conv_shapes(9, 3, (3, 3), "mask")
    golden("deform_conv2d_made", made, shapes | conv_shapes(4, 3, (3, 3)) | norm_shapes(4))
