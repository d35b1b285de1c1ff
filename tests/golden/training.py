"""The golden files of losses and optimizers."""

import torch
import torch.nn.functional as F

from files import draw, save
from layers import conv2d, conv_shapes, linear, linear_shapes, norm, norm_shapes


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
    """The loss, and every variable and running statistic, after each of a hundred steps on one batch."""

    def run(name, make, steps=100, change=lambda variables: None):
        torch.manual_seed(11)
        shapes = linear_shapes(6, 5, "hidden", bias=False) | norm_shapes(6) | linear_shapes(3, 6, "fc")
        tensors = draw(shapes)
        kept = {key: value.clone() for key, value in tensors.items()}
        kept["input"] = torch.randn(8, 5)
        kept["labels"] = F.one_hot(torch.randint(3, (8,)), 3).to(torch.float64)
        trainable = {key: value.requires_grad_() for key, value in tensors.items() if "running" not in key}
        optimizer = make(trainable)
        values = {"value": []} | {key: [] for key in tensors}
        for _ in range(steps):
            hidden = norm(linear(kept["input"], tensors, "hidden"), tensors, True)
            loss = F.cross_entropy(linear(torch.tanh(hidden), tensors), kept["labels"])
            optimizer.zero_grad()
            loss.backward()
            change(trainable)
            optimizer.step()
            # Bound by copy: the optimizer changes the variables in place.
            for key, value in {"value": loss, **tensors}.items():
                values[key].append(value.detach().clone())
        save(f"optimizer_{name}", kept | {f"steps/{key}": torch.stack(value) for key, value in values.items()})

    def all_of(make):
        return lambda variables: make(variables.values())

    optim = torch.optim
    run("sgd", all_of(lambda p: optim.SGD(p, lr=0.1)))
    run("sgd_momentum", all_of(lambda p: optim.SGD(p, lr=0.1, momentum=0.9)))
    run("sgd_nesterov", all_of(lambda p: optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True)))
    run("sgd_decay", all_of(lambda p: optim.SGD(p, lr=0.1, momentum=0.5, weight_decay=0.1)))
    run("adam", all_of(lambda p: optim.Adam(p, lr=1e-2)))
    run("adam_betas", all_of(lambda p: optim.Adam(p, lr=1e-2, betas=(0.5, 0.9), eps=1e-4)))
    run("adam_decay", all_of(lambda p: optim.Adam(p, lr=1e-2, weight_decay=0.1)))
    run("adam_w", all_of(lambda p: optim.AdamW(p, lr=1e-2)))
    run("adam_w_decay", all_of(lambda p: optim.AdamW(p, lr=1e-2, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.5)))
    run("rms_prop", all_of(lambda p: optim.RMSprop(p, lr=1e-2)))
    run(
        "rms_prop_centered",
        all_of(lambda p: optim.RMSprop(p, lr=1e-3, alpha=0.9, eps=1e-4, weight_decay=0.01, momentum=0.9, centered=True)),
    )

    def grouped(p):
        hidden = {"params": [p["hidden.weight"]], "lr": 1e-3}
        last = {"params": [p["fc.weight"], p["fc.bias"]], "weight_decay": 0.2}
        # The weight and the bias of the norm are frozen.
        return optim.AdamW([hidden, last], lr=1e-2, weight_decay=0.1)

    run("groups", grouped)

    def scheduled(p):
        hidden = {"params": [p["hidden.weight"]], "lr": 1e-3}
        rest = {"params": [value for key, value in p.items() if key != "hidden.weight"]}
        optimizer = optim.AdamW([hidden, rest], lr=1e-2)
        schedule = warmed_up(optimizer, 9, optim.lr_scheduler.CosineAnnealingLR(optimizer, 120))
        optimizer.register_step_post_hook(lambda *_: schedule.step())
        return optimizer

    run("schedule", scheduled)

    sgd = all_of(lambda p: optim.SGD(p, lr=0.1, momentum=0.9))
    clip = torch.nn.utils
    run("clip_by_value", sgd, change=lambda p: clip.clip_grad_value_(p.values(), 0.01))
    run("clip_by_global_norm", sgd, change=lambda p: clip.clip_grad_norm_(p.values(), 0.05))


def warmed_up(optimizer, steps, schedule):
    """A schedule behind a linear rise that is as steep at its first step as at all others."""
    rise = torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=1 / (steps + 1), total_iters=steps)
    return torch.optim.lr_scheduler.SequentialLR(optimizer, [rise, schedule], milestones=[steps])


def write_schedules():
    """The factor at each of sixty steps, under the name of each schedule; and what plateaus were told."""

    def factors(make, told=None):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        schedule = make(optimizer)
        factors = []
        for step in range(60):
            factors.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step() if told is None else schedule.step(told[step])
        return torch.tensor(factors)

    all_of = torch.optim.lr_scheduler
    torch.manual_seed(17)
    # Falls, then rises and falls again, with noise that makes some values no better than those before.
    told = torch.cos(torch.arange(60) / 12) + 1.2 + 0.1 * torch.rand(60)
    save(
        "schedules",
        {
            "step": factors(lambda o: all_of.StepLR(o, 7, 0.5)),
            "exponential": factors(lambda o: all_of.ExponentialLR(o, 0.9)),
            "cosine": factors(lambda o: all_of.CosineAnnealingLR(o, 60)),
            "cosine_down_to": factors(lambda o: all_of.CosineAnnealingLR(o, 60, eta_min=0.1)),
            "one_cycle": factors(lambda o: all_of.OneCycleLR(o, 1.0, total_steps=61)),
            "one_cycle_settings": factors(
                lambda o: all_of.OneCycleLR(o, 1.0, total_steps=61, pct_start=0.5, div_factor=10, final_div_factor=100)
            ),
            "warm_up_step": factors(lambda o: warmed_up(o, 5, all_of.StepLR(o, 20, 0.1))),
            "warm_up": factors(lambda o: all_of.LinearLR(o, start_factor=1 / 11, total_iters=10)),
            "function": factors(lambda o: all_of.LambdaLR(o, lambda step: 1 / (1 + step) ** 0.5)),
            "told": told,
            "plateau": factors(lambda o: all_of.ReduceLROnPlateau(o, patience=2), told),
            "plateau_settings": factors(
                lambda o: all_of.ReduceLROnPlateau(o, "max", factor=0.5, patience=1, threshold=0.05, cooldown=3), told
            ),
        },
    )


def write_moving_average():
    """The average of every variable, and the running statistics, after each of thirty steps."""

    class Small(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden = torch.nn.Linear(5, 6, bias=False)
            self.norm = torch.nn.BatchNorm1d(6)
            self.fc = torch.nn.Linear(6, 3)

        def forward(self, x):
            return self.fc(torch.tanh(self.norm(self.hidden(x))))

    def state(module):
        return {key: value for key, value in module.state_dict().items() if "num_batches" not in key}

    torch.manual_seed(19)
    network = Small()
    kept = {key: value.clone() for key, value in state(network).items()}
    kept["input"] = torch.randn(8, 5)
    kept["labels"] = F.one_hot(torch.randint(3, (8,)), 3).to(torch.float64)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    averaging = torch.optim.swa_utils.get_ema_multi_avg_fn(0.9)
    average = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=averaging)
    # The first update takes the variables as they are.
    average.update_parameters(network)
    values = {key: [] for key in kept if key not in ("input", "labels")}
    for _ in range(30):
        optimizer.zero_grad()
        F.cross_entropy(network(kept["input"]), kept["labels"]).backward()
        optimizer.step()
        average.update_parameters(network)
        for key, value in state(average.module).items():
            values[key].append(value.clone())
    save("moving_average", kept | {f"steps/{key}": torch.stack(value) for key, value in values.items()})


def write_frozen():
    """A scope in evaluation mode, applied twice, between layers that are trained: the gradients of the first step, and
    the loss and every variable and running statistic after each of twenty."""

    def run(name, trains):
        torch.manual_seed(13)
        shapes = {"input": (6, 2, 5, 5)} | conv_shapes(3, 2, (3, 3), "stem")
        shapes |= conv_shapes(4, 3, (3, 3), "encoder.conv") | norm_shapes(4, "encoder.norm")
        shapes |= linear_shapes(4, 36, "encoder.fc") | norm_shapes(4, "encoder.batch_norm")
        shapes |= norm_shapes(4) | linear_shapes(3, 4)
        tensors = draw(shapes)
        # As wide as a tanh that is not saturated needs them.
        for key in ("stem.weight", "encoder.conv.weight", "encoder.fc.weight"):
            tensors[key] *= 0.2
        kept = {key: value.clone() for key, value in tensors.items()}
        kept["labels"] = F.one_hot(torch.randint(3, (6,)), 3).to(torch.float64)
        image = tensors.pop("input")
        variables = {key: value.requires_grad_() for key, value in tensors.items() if "running" not in key}
        optimizer = torch.optim.SGD([value for key, value in variables.items() if trains(key)], lr=0.02, momentum=0.5)

        def encoder(x):
            x = F.relu(norm(conv2d(x, tensors, "encoder.conv"), tensors, False, "encoder.norm"))
            return norm(linear(x.flatten(1), tensors, "encoder.fc"), tensors, False, "encoder.batch_norm")

        values = {"value": []} | {key: [] for key in tensors}
        for step in range(20):
            stem = conv2d(image, tensors, "stem", padding=(1, 1))
            code = encoder(stem) + encoder(0.5 * stem)
            loss = F.cross_entropy(linear(norm(torch.tanh(code), tensors, True), tensors), kept["labels"])
            for variable in variables.values():
                variable.grad = None
            loss.backward()
            if step == 0:
                kept |= {f"gradient/{key}": value.grad.clone() for key, value in variables.items() if trains(key)}
            optimizer.step()
            for key, value in {"value": loss, **tensors}.items():
                values[key].append(value.detach().clone())
        save(f"frozen_{name}", kept | {f"steps/{key}": torch.stack(value) for key, value in values.items()})

    run("pass", lambda key: True)
    run("pass_and_optimizer", lambda key: not key.startswith("encoder."))
