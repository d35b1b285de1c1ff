"""The golden files of losses and optimizers."""

import torch
import torch.nn.functional as F

from files import draw, save
from layers import linear, linear_shapes, norm, norm_shapes


def write_softmax_cross_entropy():
    """The logits are a weight applied to an identity batch, so that the weight's gradient is theirs."""

    def case(name, logits):
        labels = torch.rand(logits.shape).softmax(-1)
        labels[0] = F.one_hot(torch.tensor(1), logits.shape[1])
        weight = logits.T.clone().requires_grad_()
        value = F.cross_entropy(F.linear(torch.eye(len(logits)), weight), labels)
        value.backward()
        save(
            f"softmax_cross_entropy_{name}",
            {
                "input": torch.eye(len(logits)),
                "labels": labels,
                "fc.weight": weight,
                "value": value,
                "gradient/fc.weight": weight.grad,
            },
        )

    torch.manual_seed(7)
    case("plain", torch.randn(4, 5))
    case("extreme", torch.tensor([[1e4, -1e4, 0, 1], [-1e4, 1e4, 1e4, 0], [1e4, 1e4, 1e4, 1e4], [-1e4, -1e4, -1e4, 0]]))
    case("large", 30 * torch.randn(6, 5))


def write_optimizers():
    """Every variable and running statistic, and the loss, after each step on one batch."""

    def run(name, make, steps=20):
        torch.manual_seed(11)
        shapes = linear_shapes(6, 5, "hidden", bias=False) | norm_shapes(6) | linear_shapes(3, 6, "fc")
        tensors = draw(shapes)
        kept = {key: value.clone() for key, value in tensors.items()}
        kept["input"] = torch.randn(8, 5)
        kept["labels"] = F.one_hot(torch.randint(3, (8,)), 3).to(torch.float64)
        trainable = [value.requires_grad_() for key, value in tensors.items() if "running" not in key]
        optimizer = make(trainable)
        for step in range(1, steps + 1):
            hidden = norm(linear(kept["input"], tensors, "hidden"), tensors, True)
            loss = F.cross_entropy(linear(torch.tanh(hidden), tensors), kept["labels"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            kept[f"step{step}/value"] = loss.detach()
            # Bound by copy: the optimizer changes the variables in place.
            kept |= {f"step{step}/{key}": value.detach().clone() for key, value in tensors.items()}
        save(f"optimizer_{name}", kept)

    run("sgd", lambda variables: torch.optim.SGD(variables, lr=0.1))
    run("sgd_momentum", lambda variables: torch.optim.SGD(variables, lr=0.1, momentum=0.9))
    run("adam", lambda variables: torch.optim.Adam(variables, lr=1e-2))
    run("adam_betas", lambda variables: torch.optim.Adam(variables, lr=1e-2, betas=(0.5, 0.9), eps=1e-4))
