"""The golden files of batch norm in towers: what `torch.nn.DataParallel` does, replica by replica on the CPU.

    scatter     the batch goes to replicas in `torch.chunk`s
    replicate   they share the parameters; the buffers of the first are the module's own, those of the others are copies
    gather      their outputs are one batch again, of which the loss is taken

So each normalises its chunk by itself, and the module keeps the running statistics of the first one alone.
"""

import torch
import torch.nn.functional as F

from files import draw, save
from layers import conv2d, conv_shapes, linear, linear_shapes, norm, norm_shapes

STATISTICS = ("norm.running_mean", "norm.running_var")


def write_parallel():
    def case(name, replicas, batch):
        torch.manual_seed(13)
        tensors = draw(conv_shapes(3, 2, (3, 3)) | norm_shapes(3) | linear_shapes(4, 27))
        kept = {key: value.clone() for key, value in tensors.items()}
        kept["input"], kept["labels"] = torch.randn(batch, 2, 5, 5), torch.randn(batch, 4).softmax(-1)
        trainable = {key: value.requires_grad_() for key, value in tensors.items() if key not in STATISTICS}
        copies = [tensors] + [tensors | {key: tensors[key].clone() for key in STATISTICS} for _ in range(replicas - 1)]

        def forward(x, t):
            return linear(F.relu(norm(conv2d(x, t), t, True)).flatten(1), t)

        chunks = kept["input"].chunk(replicas)
        assert len(chunks) == replicas
        output = torch.cat([forward(x, t) for x, t in zip(chunks, copies)])
        value = F.cross_entropy(output, kept["labels"])
        value.backward()
        kept |= {"output": output, "value": value, "samples": torch.tensor([float(len(x)) for x in chunks])}
        kept |= {f"gradient/{key}": tensor.grad for key, tensor in trainable.items()}
        kept |= {f"after/{key}": tensors[key] for key in STATISTICS}
        kept |= {f"replicas/{key}": torch.stack([t[key] for t in copies]) for key in STATISTICS}
        save(f"data_parallel_{name}", kept)

    case("two", 2, 7)
    case("three", 3, 8)
