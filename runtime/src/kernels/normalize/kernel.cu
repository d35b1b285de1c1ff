// A channel of `to` is one of `from`, in the same place or in the one at the other end.
#define SIZES const Index n, const Index channels, const Index spatial, const bool reversed

#define CHANNEL \
    const Index target = i / spatial % channels, source = reversed ? channels - 1 - target : target; \
    const Index at = i + (source - target) * spatial;

// Up to four channels bring their numbers along: those of pictures are in no memory.
#define FEW const Real shift0, const Real shift1, const Real shift2, const Real shift3, \
            const Real factor0, const Real factor1, const Real factor2, const Real factor3
#define SHIFT(channel) chosen(channel, shift0, shift1, shift2, shift3)
#define FACTOR(channel) chosen(channel, factor0, factor1, factor2, factor3)

DEVICE Real chosen(Index channel, Real a, Real b, Real c, Real d) {
    return channel == 0 ? a : channel == 1 ? b : channel == 2 ? c : d;
}

KERNEL few(SIZES, FEW, Input x, Output y) {
    EACH(i, n) {
        CHANNEL
        y[i] = (x[at] - SHIFT(target)) * FACTOR(target);
    }
}

// Turned around once more, the channels are where they were.
KERNEL few_backward(SIZES, FEW, Input dy, Output dx) {
    EACH(i, n) {
        CHANNEL
        dx[i] += dy[at] * FACTOR(source);
    }
}

KERNEL many(SIZES, DoubleInput shifts, DoubleInput factors, Input x, Output y) {
    EACH(i, n) {
        CHANNEL
        y[i] = (x[at] - Real(shifts[target])) * Real(factors[target]);
    }
}

KERNEL many_backward(SIZES, DoubleInput factors, Input dy, Output dx) {
    EACH(i, n) {
        CHANNEL
        dx[i] += dy[at] * Real(factors[source]);
    }
}
