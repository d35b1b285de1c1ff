"""Writes what the tests of the example networks compare with: torchvision's counts, and PyTorch's activations.

    python make.py            (PyTorch 2, torchvision, numpy and safetensors; CPU; about a minute)

`counts.csv`                 trainable parameters and multiply-adds a sample of each network: one multiply-add for each
                             application of a weight of a convolution or a linear layer, as in torchvision's tables
`<network>.safetensors`      activations at three depths, in f32: every n-th element, so that at most 2048 are kept

The weights are in no file. Every tensor is computed from its name in torchvision and the position of the element, here and
in the tests: `uniform` draws from -1 to 1, and `fill` scales that by what the tensor is for.
"""

import csv
import zlib
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torchvision import models

HERE = Path(__file__).parent
KEPT = 2048


def uniform(name, shape):
    """SplitMix64 of the CRC-32 of the name, counted on by one an element; the upper 24 bits make a number in [-1, 1)."""
    count = int(np.prod(shape, dtype=np.int64))
    with np.errstate(over="ignore"):
        state = np.uint64(zlib.crc32(name.encode())) << np.uint64(32)
        z = state + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return torch.from_numpy((z >> np.uint64(40)).astype(np.float64) / 2.0**23 - 1).reshape(shape)


def fill(name, tensor):
    drawn = uniform(name, tuple(tensor.shape))
    if name.endswith("running_var"):
        drawn = 1 + 0.2 * drawn
    elif tensor.dim() > 1:
        # He's bound; a transposed convolution has its inputs first, but its taps are spread over the outputs.
        drawn = drawn * (6 / tensor[0].numel()) ** 0.5
    elif name.endswith("weight"):
        drawn = 1 + 0.2 * drawn
    else:
        drawn = 0.1 * drawn
    tensor.copy_(drawn.to(tensor.dtype))


class DoubleConv(nn.Sequential):
    def __init__(self, inputs, outputs):
        super().__init__(
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
        )


class UNet(nn.Module):
    """Ronneberger, Fischer and Brox 2015, with padding and batch norm."""

    WIDTHS = (64, 128, 256, 512)

    def __init__(self, channels=3, classes=2):
        super().__init__()
        inputs = (channels, *self.WIDTHS)
        self.down = nn.ModuleList(DoubleConv(i, o) for i, o in zip(inputs, self.WIDTHS))
        self.bottom = DoubleConv(512, 1024)
        upwards = self.WIDTHS[::-1]
        self.up = nn.ModuleList(nn.ConvTranspose2d(2 * width, width, 2, stride=2) for width in upwards)
        self.merge = nn.ModuleList(DoubleConv(2 * width, width) for width in upwards)
        self.head = nn.Conv2d(64, classes, 1)

    def forward(self, x):
        skips = []
        for down in self.down:
            x = down(x)
            skips.append(x)
            x = nn.functional.max_pool2d(x, 2)
        x = self.bottom(x)
        for up, merge, skip in zip(self.up, self.merge, reversed(skips)):
            x = merge(torch.cat([skip, up(x)], 1))
        return self.head(x)


class Product(nn.Module):
    """The points `[channels, points]`, turned by a matrix."""

    def forward(self, points, matrix):
        return (points.mT @ matrix).mT


class Transform(nn.Module):
    def __init__(self, channels):
        super().__init__()
        widths = (channels, 64, 128, 1024)
        for place, (inputs, outputs) in enumerate(zip(widths, widths[1:]), 1):
            self.add_module(f"conv{place}", nn.Conv1d(inputs, outputs, 1))
            self.add_module(f"bn{place}", nn.BatchNorm1d(outputs))
        self.fc1, self.fc2, self.fc3 = nn.Linear(1024, 512), nn.Linear(512, 256), nn.Linear(256, channels * channels)
        self.bn4, self.bn5 = nn.BatchNorm1d(512), nn.BatchNorm1d(256)
        self.channels = channels

    def forward(self, x):
        for place in (1, 2, 3):
            x = torch.relu(self.get_submodule(f"bn{place}")(self.get_submodule(f"conv{place}")(x)))
        x = x.amax(2)
        x = torch.relu(self.bn4(self.fc1(x)))
        x = torch.relu(self.bn5(self.fc2(x)))
        return self.fc3(x).reshape(-1, self.channels, self.channels) + torch.eye(self.channels)


class PointFeatures(nn.Module):
    def __init__(self):
        super().__init__()
        self.stn, self.fstn = Transform(3), Transform(64)
        widths = (3, 64, 128, 1024)
        for place, (inputs, outputs) in enumerate(zip(widths, widths[1:]), 1):
            self.add_module(f"conv{place}", nn.Conv1d(inputs, outputs, 1))
            self.add_module(f"bn{place}", nn.BatchNorm1d(outputs))
        self.turn = Product()

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(self.turn(x, self.stn(x)))))
        x = torch.relu(self.bn2(self.conv2(self.turn(x, self.fstn(x)))))
        return self.bn3(self.conv3(x)).amax(2)


class PointNet(nn.Module):
    """Qi, Su, Mo and Guibas 2017, by the names of the usual code for PyTorch."""

    def __init__(self):
        super().__init__()
        self.feat = PointFeatures()
        self.fc1, self.fc2, self.fc3 = nn.Linear(1024, 512), nn.Linear(512, 256), nn.Linear(256, 40)
        self.bn1, self.bn2, self.dropout = nn.BatchNorm1d(512), nn.BatchNorm1d(256), nn.Dropout(0.3)

    def forward(self, x):
        x = torch.relu(self.bn1(self.fc1(self.feat(x))))
        return self.fc3(torch.relu(self.bn2(self.dropout(self.fc2(x)))))


class Unit(nn.Module):
    def __init__(self, channels, dilation):
        super().__init__()
        self.dilated = nn.Conv1d(channels, 2 * channels, 2, dilation=dilation)
        self.out = nn.Conv1d(channels, 2 * channels, 1)
        self.dilation = dilation

    def forward(self, x, skips):
        filter, gate = self.dilated(nn.functional.pad(x, (self.dilation, 0))).chunk(2, 1)
        residual, skip = self.out(filter.tanh() * gate.sigmoid()).chunk(2, 1)
        return x + residual, skips + skip


class WaveNet(nn.Module):
    """van den Oord et al. 2016; the first convolution, of samples as one of 256, is a table."""

    def __init__(self, channels=64):
        super().__init__()
        self.front = nn.Embedding(256, channels)
        stack = lambda: nn.ModuleDict({f"d{2**i}": Unit(channels, 2**i) for i in range(10)})
        self.stacks = nn.ModuleList([stack(), stack()])
        self.mix, self.head = nn.Conv1d(channels, 128, 1), nn.Conv1d(128, 256, 1)

    def forward(self, samples):
        x = self.front(samples).mT
        skips = torch.zeros_like(x)
        for stack in self.stacks:
            for unit in stack.values():
                x, skips = unit(x, skips)
        return self.head(self.mix(skips.relu()).relu())


def resnet18_cifar():
    """He et al. 2016 for images of 32 by 32: a small stem and no pooling."""
    net = models.resnet18(num_classes=10)
    net.conv1 = nn.Conv2d(3, 64, 3, stride=1, padding=1, bias=False)
    net.maxpool = nn.Identity()
    return net


NETWORKS = {
    "resnet18": (models.resnet18, (3, 224, 224), ("maxpool", "layer2.1", "fc")),
    "resnet18_cifar": (resnet18_cifar, (3, 32, 32), ("relu", "layer3.1", "fc")),
    "resnet50": (models.resnet50, (3, 224, 224), ("layer1.2", "layer3.5", "fc")),
    "vgg19": (models.vgg19, (3, 224, 224), ("features.9", "features.25", "features.26", "features.27", "classifier.6")),
    "mobilenet_v2": (models.mobilenet_v2, (3, 224, 224), ("features.3", "features.10", "classifier.1")),
    "unet": (UNet, (3, 128, 128), ("down.1", "bottom", "head")),
    "pointnet": (PointNet, (3, 1024), ("feat.stn", "feat", "fc3")),
    "video_resnet18": (models.video.r3d_18, (3, 16, 112, 112), ("stem", "layer2.1", "fc")),
    "wavenet": (WaveNet, (600,), ("stacks.0.d256.dilated", "mix", "head")),
}


def multiply_adds(net, image):
    total = 0

    def count(module, inputs, output):
        nonlocal total
        if isinstance(module, nn.ConvTranspose2d):
            total += inputs[0].numel() * module.weight[0].numel()
        elif isinstance(module, Product):
            total += inputs[0].numel() * inputs[1].shape[-1]
        else:
            total += output.numel() * module.weight[0].numel()

    kinds = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose2d, nn.Linear, Product)
    hooks = [module.register_forward_hook(count) for module in net.modules() if isinstance(module, kinds)]
    net(image)
    for hook in hooks:
        hook.remove()
    return total


def main():
    rows = []
    for name, (make, shape, depths) in NETWORKS.items():
        net = make().eval()
        with torch.no_grad():
            for key, tensor in net.state_dict().items():
                if not key.endswith("num_batches_tracked"):
                    fill(key, tensor)
            image = uniform("image", (1, *shape)).float()
            if name == "wavenet":
                image = (128 + 128 * image).long()
            kept = {}
            for depth in depths:

                def keep(module, inputs, output, depth=depth):
                    # ReLUs that work in place would change it later on. `relu` of a ResNet runs many times.
                    kept.setdefault(depth, output.clone())

                net.get_submodule(depth).register_forward_hook(keep)
            net(image)
            # Those of a wave are those of a sample of it.
            counted = image[:, :1] if name == "wavenet" else image
            rows.append((name, sum(p.numel() for p in net.parameters()), multiply_adds(net, counted)))
        activations = {}
        for depth, value in kept.items():
            flat = value.flatten()
            assert flat.isfinite().all(), (name, depth)
            activations[depth] = flat[:: -(-flat.numel() // KEPT)].contiguous()
            print(name, depth, tuple(value.shape), f"std {value.std():.3g}")
        save_file(activations, HERE / f"{name}.safetensors")
    with open(HERE / "counts.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("network", "parameters", "multiply_adds"), *rows])


if __name__ == "__main__":
    main()
