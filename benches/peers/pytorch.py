"""What the works in PyTorch share: eager, as most programs run it, or compiled by `torch.compile`."""

import argparse
import sys

import timing

try:
    import torch
except ImportError:
    sys.exit("PyTorch is missing: pip install torch")

compiles = False


def main(works: timing.Works) -> None:
    timing.main("PyTorch", works, ["eager", "compile"], begin)


def begin(options: argparse.Namespace) -> None:
    global compiles
    compiles = options.mode == "compile"
    torch.set_num_threads(options.threads)
    torch.manual_seed(timing.SEED)


def ready(function):
    """A function or module as it is, or compiled."""
    return torch.compile(function) if compiles else function


def adam(parameters, rate=1e-3):
    """Adam in its default form, or in its fastest beside what is compiled."""
    return torch.optim.Adam(parameters, lr=rate, fused=compiles or None)


def classification_step(net, images, labels):
    """Forward, cross entropy, backward and Adam, with the loss read as a number."""
    optimizer = adam(net.parameters())
    loss_of = ready(lambda: torch.nn.functional.cross_entropy(net(images), labels))

    def run():
        optimizer.zero_grad()
        loss = loss_of()
        loss.backward()
        optimizer.step()
        return loss.item()

    return run


def inference_of(net, images):
    """Forward alone, as `eval` has it."""
    net = ready(net.eval())

    def run():
        with torch.inference_mode():
            return net(images)

    return run
