"""The golden files of the recurrent layers, by PyTorch's own modules."""

import torch

from files import golden


def theirs(name):
    """PyTorch's name of a variable: `net.upper.0.weight_ih_reverse` is its `weight_ih_l1_reverse`."""
    parts = name.removeprefix("net.").split(".")
    layer = int(parts[1]) + 1 if parts[0] == "upper" else 0
    kind, reverse = parts[-1].removesuffix("_reverse"), "_reverse" if parts[-1].endswith("_reverse") else ""
    return f"{kind}_l{layer}{reverse}"


def variables(gates, units, inputs, layers, bidirectional, bias):
    shapes = {}
    for layer in range(layers):
        scope = "net." if layer == 0 else f"net.upper.{layer - 1}."
        width = inputs if layer == 0 else units * (2 if bidirectional else 1)
        for reverse in ("", "_reverse")[: 2 if bidirectional else 1]:
            shapes[f"{scope}weight_ih{reverse}"] = (gates * units, width)
            shapes[f"{scope}weight_hh{reverse}"] = (gates * units, units)
            if bias:
                shapes[f"{scope}bias_ih{reverse}"] = (gates * units,)
                shapes[f"{scope}bias_hh{reverse}"] = (gates * units,)
    return shapes


def write_recurrent():
    def case(kind, name, input, units, layers=1, bidirectional=False, bias=True, given=False, ends=False, **settings):
        module, gates = {"lstm": (torch.nn.LSTM, 4), "gru": (torch.nn.GRU, 3), "rnn": (torch.nn.RNN, 1)}[kind]
        count = layers * (2 if bidirectional else 1)
        states = ("hidden", "cell")[: 2 if kind == "lstm" else 1]
        start = {f"{state}.value": (count, units) if count > 1 else (units,) for state in states if given}

        def run(t, _):
            net = module(
                input[2], units, layers, bias=bias, batch_first=True, bidirectional=bidirectional, **settings
            )
            batch = t["input"].shape[0]
            values = {theirs(key): value for key, value in t.items() if key.startswith("net.")}
            begin = [t[key].reshape(count, 1, units).expand(count, batch, units).contiguous() for key in start]
            begin = tuple(begin) if kind == "lstm" else (begin or [None])[0]
            y, left = torch.func.functional_call(net, values, (t["input"], begin) if given else (t["input"],))
            if not ends:
                return y
            left = left if kind == "lstm" else (left,)
            return torch.cat([y.flatten(1)] + [state.transpose(0, 1).flatten(1) for state in left], 1)

        shapes = {"input": input} | start | variables(gates, units, input[2], layers, bidirectional, bias)
        golden(f"{kind}_{name}", run, shapes)

    for kind in ("lstm", "gru", "rnn"):
        case(kind, "plain", (3, 5, 4), 6)
        case(kind, "one_sample", (1, 7, 3), 2)
        case(kind, "no_bias", (2, 3, 4), 5, bias=False)
        case(kind, "deep", (3, 4, 5), 3, layers=3)
        case(kind, "bidirectional", (3, 5, 4), 3, bidirectional=True)
        case(kind, "deep_bidirectional", (2, 4, 3), 3, layers=2, bidirectional=True)
        case(kind, "deep_bidirectional_no_bias", (2, 3, 3), 2, layers=2, bidirectional=True, bias=False)
        case(kind, "from_states", (3, 4, 3), 5, given=True)
        case(kind, "to_states", (1, 4, 3), 5, ends=True)
        case(kind, "all_states", (3, 4, 3), 2, layers=2, bidirectional=True, given=True, ends=True)
    case("rnn", "relu", (2, 4, 3), 5, nonlinearity="relu")


def write_scans():
    """Recurrence written out: a body that is done for each step."""

    def linear(t, name, x):
        return x @ t[f"{name}.weight"].T + t[f"{name}.bias"]

    def affine(name, inputs, outputs):
        return {f"{name}.weight": (outputs, inputs), f"{name}.bias": (outputs,)}

    def lstm(t, _):
        x = t["input"]
        h, c = torch.zeros(len(x), 4), torch.zeros(len(x), 4)
        steps = []
        for at in range(x.shape[1]):
            i, f, g, o = (linear(t, "scan.ih", x[:, at]) + linear(t, "scan.hh", h)).chunk(4, 1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            steps.append(h)
        return torch.stack(steps, 1)

    golden("scan_lstm", lstm, {"input": (3, 5, 2)} | affine("scan.ih", 2, 16) | affine("scan.hh", 4, 16))

    def ends(t, _):
        x = t["input"]
        h, total = linear(t, "begin", x.mean(1)), torch.ones(len(x), 1)
        steps = []
        for at in range(x.shape[1]):
            h = torch.tanh(linear(t, "cell.fc", torch.cat([x[:, at], h], 1)))
            total = total * h.sum(1, keepdim=True)
            steps.append(torch.outer(h[:, 0], torch.ones(2)) * x[:, at, :2])
        return torch.cat([torch.stack(steps, 1).flatten(1), h, total], 1)

    golden("scan_ends", ends, {"input": (2, 4, 3)} | affine("begin", 3, 5) | affine("cell.fc", 8, 5))

    def several(t, _):
        """A step gives a state and a matrix; the state in the end comes last."""
        x = t["input"]
        h, steps, matrices = torch.zeros(len(x), 5), [], []
        for at in range(x.shape[1]):
            gate = torch.sigmoid(linear(t, "cell.gate", torch.cat([x[:, at], h], 1)))
            h = gate * h + torch.tanh(linear(t, "cell.new", x[:, at]))
            steps.append(h)
            matrices.append(gate[:, :, None] * x[:, at, None])
        return torch.cat([torch.stack(steps, 1).flatten(1), torch.stack(matrices, 1).flatten(1), h], 1)

    golden("scan_several", several, {"input": (2, 4, 3)} | affine("cell.gate", 8, 5) | affine("cell.new", 3, 5))

    def apart(t, _):
        return torch.cat([torch.tanh(linear(t, "reader.scan.each.up", t["input"])), linear(t, "reader.scan.each.down", t["input"])], 2)

    golden("scan_apart", apart, {"input": (2, 4, 3)} | affine("reader.scan.each.up", 3, 2) | affine("reader.scan.each.down", 3, 3))

    def attend(t, _):
        """Each step looks at all of the input, through a scope that the input goes through, too."""
        x = t["input"]
        keys = torch.relu(linear(t, "shared.fc", x))
        h = torch.zeros(len(x), 4)
        steps = []
        for at in range(x.shape[1]):
            query = torch.relu(linear(t, "shared.fc", x[:, at]))
            seen = torch.softmax(torch.einsum("btc,bc->bt", keys, query), 1)
            h = torch.einsum("bt,btc->bc", seen, keys) + 0.5 * h
            steps.append(h)
        return torch.stack(steps, 1)

    golden("scan_attend", attend, {"input": (2, 3, 4)} | affine("shared.fc", 4, 4))

    def nested(t, _):
        """Rows one after the other, and the places of a row one after the other."""
        x = t["input"]
        row = torch.zeros(len(x), 3)
        rows = []
        for i in range(x.shape[1]):
            place, places = row, []
            for j in range(x.shape[2]):
                place = torch.tanh(linear(t, "rows.places.fc", torch.cat([x[:, i, j], place], 1)))
                places.append(place)
            row = place
            rows.append(torch.stack(places, 1))
        return torch.stack(rows, 1)

    golden("scan_nested", nested, {"input": (2, 3, 2, 2)} | affine("rows.places.fc", 5, 3))

    def frames(t, _):
        """The same layers for each frame, which knows nothing of the others; and a second sequence."""
        x = t["input"]
        y = torch.nn.functional.conv2d(x.flatten(0, 1)[:, None], t["frames.conv.weight"], t["frames.conv.bias"])
        return torch.relu(y).reshape(len(x), x.shape[1], -1) * x.flip(1).mean((2, 3))[:, :, None]

    golden("scan_frames", frames, {"input": (2, 3, 4, 4), "frames.conv.weight": (2, 1, 3, 3), "frames.conv.bias": (2,)})
