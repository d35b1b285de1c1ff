// A thread is at a unit of a sample, with all of its gates. What comes from the state, `product`, and the states themselves are
// those of one step; gates and states of all steps lie sample after sample, and what is kept step after step.
#define STEP \
    const Index n, const Index units, const Index steps, const Index rows, const Index place
#define UNIT \
    const Index sample = i / units, unit = i % units, step = sample * steps + place; \
    const Index output = (sample * rows + place) * units + unit;
// Gate `gate` of so many: where it is in this step, and where in a product of one step; and a number that is kept.
#define GATE(gate, gates) ((step * (gates) + (gate)) * units + unit)
#define KEPT(place, number, numbers) ((((place) * (n / units) + sample) * (numbers) + (number)) * units + unit)
#define OWN(gate, gates) ((sample * (gates) + (gate)) * units + unit)
#define BIAS(gate) (bias ? bias[(gate) * units + unit] : Real(0))
#define INPUTS Input gates, Input product, Input bias

KERNEL begin(const Index n, Input from, Output to) {
    EACH(i, n) to[i] = from ? from[i] : Real(0);
}

// The state that is left in the end goes to a row of the states, and comes from there on the way back.
KERNEL put_end(const Index n, const Index units, const Index rows, const Index row, Input state, Output y) {
    EACH(i, n) y[(i / units * rows + row) * units + i % units] = state[i];
}
KERNEL take_end(const Index n, const Index units, const Index rows, const Index row, Input dy, Output dstate) {
    EACH(i, n) dstate[i] = dy[(i / units * rows + row) * units + i % units];
}

KERNEL lstm(STEP, INPUTS, Output hidden, Output cell, Output y, Output kept) {
    EACH(i, n) {
        UNIT
        const Real in = sigmoid(gates[GATE(0, 4)] + product[OWN(0, 4)] + BIAS(0));
        const Real forget = sigmoid(gates[GATE(1, 4)] + product[OWN(1, 4)] + BIAS(1));
        const Real now = tanh(gates[GATE(2, 4)] + product[OWN(2, 4)] + BIAS(2));
        const Real out = sigmoid(gates[GATE(3, 4)] + product[OWN(3, 4)] + BIAS(3));
        const Real next = forget * cell[i] + in * now;
        const Real state = out * tanh(next);
        cell[i] = next;
        hidden[i] = state;
        y[output] = state;
        if (kept) {
            kept[KEPT(place, 0, 5)] = in;
            kept[KEPT(place, 1, 5)] = forget;
            kept[KEPT(place, 2, 5)] = now;
            kept[KEPT(place, 3, 5)] = out;
            kept[KEPT(place, 4, 5)] = next;
        }
    }
}

KERNEL gru(STEP, INPUTS, Output hidden, Output cell, Output y, Output kept) {
    EACH(i, n) {
        UNIT
        const Real reset = sigmoid(gates[GATE(0, 3)] + product[OWN(0, 3)] + BIAS(0));
        const Real update = sigmoid(gates[GATE(1, 3)] + product[OWN(1, 3)] + BIAS(1));
        const Real inner = product[OWN(2, 3)] + BIAS(2);
        const Real now = tanh(gates[GATE(2, 3)] + reset * inner);
        const Real state = now + update * (hidden[i] - now);
        hidden[i] = state;
        y[output] = state;
        if (kept) {
            kept[KEPT(place, 0, 4)] = reset;
            kept[KEPT(place, 1, 4)] = update;
            kept[KEPT(place, 2, 4)] = now;
            kept[KEPT(place, 3, 4)] = inner;
        }
    }
}

KERNEL plain_tanh(STEP, INPUTS, Output hidden, Output cell, Output y, Output kept) {
    EACH(i, n) {
        UNIT
        y[output] = hidden[i] = tanh(gates[GATE(0, 1)] + product[OWN(0, 1)] + BIAS(0));
    }
}

KERNEL plain_relu(STEP, INPUTS, Output hidden, Output cell, Output y, Output kept) {
    EACH(i, n) {
        UNIT
        const Real a = gates[GATE(0, 1)] + product[OWN(0, 1)] + BIAS(0);
        y[output] = hidden[i] = 0 > a ? Real(0) : a;
    }
}

// `before` is the place of the step before, but for the first, which begins with `start`. Gradients that are multiplied may be
// rounded to numbers of 16 bits.
#define BACK \
    STEP, const int half, const bool first, const Index before, Input y, Input kept, Input start, Input dy, Output dgates, Output dstate, Output own, \
    Output dhidden, Output dcell
#define BEFORE(from, at) (first ? (start ? start[i] : Real(0)) : (from)[at])

KERNEL lstm_backward(BACK) {
    EACH(i, n) {
        UNIT
        const Real in = kept[KEPT(place, 0, 5)], forget = kept[KEPT(place, 1, 5)], now = kept[KEPT(place, 2, 5)], out = kept[KEPT(place, 3, 5)];
        const Real last = BEFORE(kept, KEPT(before, 4, 5));
        const Real c = tanh(kept[KEPT(place, 4, 5)]), dh = dhidden[i] + dy[output];
        const Real dc = dcell[i] + dh * out * (1 - c * c);
        dgates[GATE(0, 4)] = own[OWN(0, 4)] = nearest(half, dc * now * in * (1 - in));
        dgates[GATE(1, 4)] = own[OWN(1, 4)] = nearest(half, dc * last * forget * (1 - forget));
        dgates[GATE(2, 4)] = own[OWN(2, 4)] = nearest(half, dc * in * (1 - now * now));
        dgates[GATE(3, 4)] = own[OWN(3, 4)] = nearest(half, dh * c * out * (1 - out));
        dcell[i] = dc * forget;
    }
}

KERNEL gru_backward(BACK) {
    EACH(i, n) {
        UNIT
        const Real reset = kept[KEPT(place, 0, 4)], update = kept[KEPT(place, 1, 4)], now = kept[KEPT(place, 2, 4)];
        const Real inner = kept[KEPT(place, 3, 4)], dh = dhidden[i] + dy[output];
        const Real last = BEFORE(y, (sample * rows + before) * units + unit);
        const Real dn = dh * (1 - update) * (1 - now * now);
        const Real dr = dn * inner * reset * (1 - reset), dz = dh * (last - now) * update * (1 - update);
        dgates[GATE(0, 3)] = dstate[GATE(0, 3)] = own[OWN(0, 3)] = nearest(half, dr);
        dgates[GATE(1, 3)] = dstate[GATE(1, 3)] = own[OWN(1, 3)] = nearest(half, dz);
        dgates[GATE(2, 3)] = nearest(half, dn);
        dstate[GATE(2, 3)] = own[OWN(2, 3)] = nearest(half, dn * reset);
        dhidden[i] = dh * update;
    }
}

KERNEL plain_tanh_backward(BACK) {
    EACH(i, n) {
        UNIT
        const Real h = y[output];
        dgates[GATE(0, 1)] = own[i] = nearest(half, (dhidden[i] + dy[output]) * (1 - h * h));
    }
}

KERNEL plain_relu_backward(BACK) {
    EACH(i, n) {
        UNIT
        // `<=` and not `>`: the gradient goes on where y is NaN.
        dgates[GATE(0, 1)] = own[i] = nearest(half, y[output] <= 0 ? Real(0) : dhidden[i] + dy[output]);
    }
}

// The states before each step, as they were multiplied.
KERNEL states_before(
    const Index n, const Index units, const Index steps, const Index rows, const int half, const bool reverse, Input y, Input start, Output to
) {
    EACH(i, n) {
        const Index unit = i % units, place = i / units % steps, sample = i / units / steps;
        const Index before = reverse ? place + 1 : place - 1;
        if (before >= 0 && before < steps) to[i] = nearest(half, y[(sample * rows + before) * units + unit]);
        else to[i] = start ? nearest(half, start[sample * units + unit]) : Real(0);
    }
}
