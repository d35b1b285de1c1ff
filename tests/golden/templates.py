"""The golden file of a small residual network, which Rust makes of templates, repeated scopes and defaults."""

from files import golden, relu
from layers import conv2d, conv_shapes, linear, linear_shapes, norm, norm_shapes


def basic(x, t, training, name):
    y = conv2d(x, t, f"{name}.conv1", padding="same")
    y = conv2d(relu(norm(y, t, training, f"{name}.bn1")), t, f"{name}.conv2", padding="same")
    return relu(norm(y, t, training, f"{name}.bn2") + x)


def basic_shapes(channels, name):
    convolutions = conv_shapes(channels, channels, (3, 3), f"{name}.conv1", bias=False)
    convolutions |= conv_shapes(channels, channels, (3, 3), f"{name}.conv2", bias=False)
    return convolutions | norm_shapes(channels, f"{name}.bn1") | norm_shapes(channels, f"{name}.bn2")


def down(x, t, training, name):
    shortcut = conv2d(x, t, f"{name}.project", kernel=(1, 1), stride=(2, 2), padding="same")
    shortcut = norm(shortcut, t, training, f"{name}.batch_norm", momentum=0.2)
    y = relu(conv2d(x, t, f"{name}.conv1", stride=(2, 2), padding="same"))
    return relu(conv2d(y, t, f"{name}.conv2", padding="same") + shortcut)


def down_shapes(inputs, outputs, name):
    convolutions = conv_shapes(outputs, inputs, (1, 1), f"{name}.project", bias=False)
    convolutions |= conv_shapes(outputs, inputs, (3, 3), f"{name}.conv1", bias=False)
    convolutions |= conv_shapes(outputs, outputs, (3, 3), f"{name}.conv2", bias=False)
    return convolutions | norm_shapes(outputs, f"{name}.batch_norm")


def write_templates():
    blocks = ["block.0", "block.1"]
    rest = ["layer2.rest.0", "layer2.rest.1"]

    def residual(t, training):
        x = t["input"]
        for name in blocks:
            x = basic(x, t, training, name)
        x = down(x, t, training, "layer2.first")
        for name in rest:
            x = basic(x, t, training, name)
        return linear(x.mean((2, 3)), t)

    shapes = {"input": (3, 2, 6, 6)} | down_shapes(2, 4, "layer2.first") | linear_shapes(3, 4)
    for name in blocks:
        shapes |= basic_shapes(2, name)
    for name in rest:
        shapes |= basic_shapes(4, name)
    golden("templates_residual", residual, shapes)
