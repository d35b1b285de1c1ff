#!/usr/bin/env python3
"""A step of the small convolutional network on 64 images, each half of them by a thread, or a process, of its own.

`threads` has two threads that share the weights, as a program with PyTorch's threads would be written; `ddp` two processes with
`DistributedDataParallel` over gloo. Each has one thread for its work.
"""

import argparse
import copy
import os
import socket
from concurrent.futures import ThreadPoolExecutor

import pytorch
import timing
import torch
import torch.distributed as distributed
from cnn import network
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel

HALF = 32
mode = "threads"


def half():
    return torch.randn(HALF, 3, 32, 32), torch.arange(HALF) % 10


def in_threads():
    net = network()
    parameters = list(net.parameters())
    # The second has buffers of its own, and the weights of the first.
    other = copy.deepcopy(net)
    for own, shared in zip(other.modules(), net.modules()):
        own._parameters = shared._parameters
    optimizer = pytorch.adam(parameters)
    parts = [(net, *half()), (other, *half())]
    pool = ThreadPoolExecutor(2, initializer=lambda: torch.set_num_threads(1))

    def of_part(part):
        net, images, labels = part
        loss = cross_entropy(net(images), labels) / 2
        return loss.detach(), torch.autograd.grad(loss, parameters)

    def run():
        (loss, gradients), (other, others) = pool.map(of_part, parts)
        for parameter, gradient, more in zip(parameters, gradients, others):
            parameter.grad = gradient.add_(more)
        optimizer.step()
        return (loss + other).item()

    return run


def in_processes():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        place = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(found.getsockname()[1]), "WORLD_SIZE": "2"}
    os.environ |= place
    torch.multiprocessing.get_context("spawn").Process(target=second_rank, args=(place,), daemon=True).start()
    return step_of_rank(0)


def second_rank(place):
    os.environ |= place
    run = step_of_rank(1)
    # The first one says when it is enough, by its end.
    try:
        while True:
            run()
    except RuntimeError:
        pass


def step_of_rank(rank):
    torch.set_num_threads(1)
    torch.manual_seed(timing.SEED)
    distributed.init_process_group("gloo", rank=rank, world_size=2)
    net = DistributedDataParallel(network())
    return pytorch.classification_step(net, *half())


def begin(options: argparse.Namespace) -> None:
    global mode
    mode = options.mode
    pytorch.begin(options)


if __name__ == "__main__":
    works = {"cnn_training_step_64_towers": lambda: in_threads() if mode == "threads" else in_processes()}
    timing.main("PyTorch", works, ["threads", "ddp"], begin)
