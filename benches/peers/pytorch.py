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
    if options.device != "cpu":
        begin_on_gpu(options)
    torch.manual_seed(timing.SEED)


def begin_on_gpu(options: argparse.Namespace) -> None:
    if not torch.cuda.is_available():
        sys.exit("PyTorch finds no CUDA device")
    # All tensors and modules are made there.
    torch.set_default_device(options.device)
    torch.backends.cuda.matmul.allow_tf32 = options.tf32
    torch.backends.cudnn.allow_tf32 = options.tf32
    torch.zeros(1).add_(1)
    timing.wait, timing.peak_memory = torch.cuda.synchronize, used_memory


def used_memory() -> int:
    """What the GPU has in use, in KiB. PyTorch keeps what it has taken, so that this is the most that there was."""
    free, total = torch.cuda.mem_get_info()
    return (total - free) >> 10


def ready(function):
    """A function or module as it is, or compiled."""
    return torch.compile(function) if compiles else function


def adam(parameters, rate=1e-3):
    """Adam in its default form, or in its fastest beside what is compiled."""
    return torch.optim.Adam(parameters, lr=rate, fused=compiles or None)


def classification_step(net, images, labels, optimizer=adam, bf16=False):
    """Forward, cross entropy, backward and a step, with the loss read as a number; with products of bf16, if that is asked for."""
    optimizer = optimizer(net.parameters())
    loss_of = lambda: torch.nn.functional.cross_entropy(net(images), labels)
    if bf16:
        loss_of = torch.autocast(images.device.type, torch.bfloat16)(loss_of)
    loss_of = ready(loss_of)

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
