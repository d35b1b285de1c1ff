"""A network whose outcome another one looks at: losses, and the gradients of the first network's variables."""

import itertools

import torch
import torch.nn.functional as F

from files import TooCloseToKink, draw, relu, save
from layers import conv2d, conv_shapes, linear_shapes, norm, norm_shapes


def write_perceptual():
    for attempt in itertools.count():
        torch.manual_seed(100 + attempt)
        try:
            return once()
        except TooCloseToKink:
            pass


def once():
    painter = conv_shapes(3, 2, (3, 3), bias=False) | norm_shapes(3)
    critic = conv_shapes(4, 3, (3, 3), "block1.conv1") | norm_shapes(4, "block1.batch_norm")
    critic |= conv_shapes(5, 4, (3, 3), "block2.conv1") | norm_shapes(5, "block2.batch_norm") | linear_shapes(2, 20)
    tensors = draw({"input": (2, 2, 8, 8), "target": (2, 3, 8, 8), "w": (2,)} | painter | critic)
    kept = {key: value.clone() for key, value in tensors.items()}
    variables = {key: tensors[key].requires_grad_() for key in painter if "running" not in key}

    def views(image):
        conv1 = conv2d(image, tensors, "block1.conv1", padding=(1, 1))
        block1 = relu(norm(conv1, tensors, False, "block1.batch_norm"))
        block2 = conv2d(F.max_pool2d(block1, 2), tensors, "block2.conv1")
        return conv1, relu(norm(block2, tensors, False, "block2.batch_norm"))

    painted = torch.tanh(norm(conv2d(tensors["input"], tensors, padding=(1, 1)), tensors, True))
    seen, wanted = views(painted), views(tensors["target"])
    each = [(a - b).square().mean((1, 2, 3)) for a, b in zip(seen, wanted)]
    losses = {
        "sharp": F.mse_loss(painted, tensors["target"]) + 0.3 * (0.5 * each[0] + each[1]).mean(),
        "summed": ((seen[1] - wanted[1]).square() * tensors["w"].reshape(2, 1, 1, 1)).sum(),
    }
    for name, loss in losses.items():
        kept[f"{name}/value"] = loss.detach()
        gradients = torch.autograd.grad(loss, list(variables.values()), retain_graph=True)
        kept |= {f"{name}/gradient/{key}": value for key, value in zip(variables, gradients)}
    kept |= {f"after/{key}": tensors[key] for key in painter if "running" in key}
    save("perceptual", kept)
