"""Writes what the tests of the example classifiers and of DCGAN compare with: counts and activations of torchvision's networks.

    python make_classifiers.py            (PyTorch 2, torchvision, numpy and safetensors; CPU; half a minute)

`classifiers.csv`           trainable parameters and multiply-adds of each network, as in `counts.csv`
`<network>.safetensors`     activations at some depths, in f32: every n-th element, so that at most 2048 are kept

The weights are computed as in `make.py`, but from the place of a tensor in the network, `17.weight`: all layers are written in the
same order here and there.
"""

import csv

import torch
from safetensors.torch import save_file
from torch import nn
from torchvision import models

from make import HERE, KEPT, fill, multiply_adds, uniform


def generator():
    """That of PyTorch's tutorial."""

    def up(inputs, outputs):
        return nn.ConvTranspose2d(inputs, outputs, 4, 2, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()

    first = nn.ConvTranspose2d(100, 512, 4, bias=False), nn.BatchNorm2d(512), nn.ReLU()
    last = nn.ConvTranspose2d(64, 3, 4, 2, 1, bias=False), nn.Tanh()
    return nn.Sequential(nn.Unflatten(1, (100, 1, 1)), *first, *up(512, 256), *up(256, 128), *up(128, 64), *last)


def discriminator():
    def down(inputs, outputs):
        return nn.Conv2d(inputs, outputs, 4, 2, 1, bias=False), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2)

    first = nn.Conv2d(3, 64, 4, 2, 1, bias=False), nn.LeakyReLU(0.2)
    last = nn.Conv2d(512, 1, 4, bias=False), nn.Flatten(), nn.Sigmoid()
    return nn.Sequential(*first, *down(64, 128), *down(128, 256), *down(256, 512), *last)


def inception():
    return models.inception_v3(aux_logits=False, init_weights=False)


IMAGE = (3, 224, 224)
NETWORKS = {
    "convnext_tiny": (models.convnext_tiny, IMAGE, ("features.3", "classifier")),
    "efficientnet_b0": (models.efficientnet_b0, IMAGE, ("features.3", "classifier")),
    "shufflenet_v2": (models.shufflenet_v2_x1_0, IMAGE, ("stage3", "fc")),
    "inception_v3": (inception, (3, 299, 299), ("Mixed_5d", "Mixed_7a", "fc")),
    "densenet121": (models.densenet121, IMAGE, ("features.denseblock2", "classifier")),
    "dcgan_generator": (generator, (100,), ("6", "14")),
    "dcgan_discriminator": (discriminator, (3, 64, 64), ("4", "13")),
}


def tensors(net):
    """All variables in the order of the layers: a block of ConvNeXt has the scale first that it ends with."""
    found = [(key, tensor) for key, tensor in net.state_dict().items() if not key.endswith("num_batches_tracked")]
    scales = {key.removesuffix("layer_scale"): tensor.flatten() for key, tensor in found if key.endswith("layer_scale")}
    for key, tensor in found:
        if not key.endswith("layer_scale"):
            yield key, tensor
        block = key.removesuffix("block.5.bias")
        if block in scales and block != key:
            yield f"{block}weight", scales[block]


def main():
    rows = [("network", "parameters", "multiply_adds")]
    for name, (make, shape, depths) in NETWORKS.items():
        net, kept = make().eval(), {}
        for depth in depths:

            def keep(module, inputs, output, depth=depth):
                kept[depth] = output.clone()

            net.get_submodule(depth).register_forward_hook(keep)
        with torch.no_grad():
            for index, (key, tensor) in enumerate(tensors(net)):
                fill(f"{index}.{key.split('.')[-1]}", tensor)
            image = uniform("image", (1, *shape)).float()
            net(image)
            activations = {depth: value.flatten() for depth, value in kept.items()}
            rows.append((name, sum(p.numel() for p in net.parameters()), multiply_adds(net, image)))
        for depth, value in activations.items():
            assert value.isfinite().all(), (name, depth)
            print(name, depth, tuple(kept[depth].shape), f"largest {value.abs().max():.3g}")
        activations = {depth: value[:: -(-value.numel() // KEPT)].contiguous() for depth, value in activations.items()}
        save_file(activations, HERE / f"{name}.safetensors")
    with open(HERE / "classifiers.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()
