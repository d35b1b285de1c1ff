// SplitMix64, as on the CPU, so that the mask is the same.

DEVICE Unsigned mix(Unsigned state) {
    state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9ull;
    state = (state ^ (state >> 27)) * 0x94D049BB133111EBull;
    return state ^ (state >> 31);
}

DEVICE Real mask(Unsigned start, Unsigned dropped, Real scale, Index i, Real value) {
    const Unsigned draw = mix(start + (Unsigned)i * 0x9E3779B97F4A7C15ull) >> 32;
    return draw < dropped ? Real(0) : value * scale;
}

// The seed is mixed, for the sequences of seeds that differ by a multiple of the step would be shifts of each other.
KERNEL forward(const Index n, const Index width, UnsignedInput seed, const Unsigned dropped, const Real scale, Input x,
               Output y) {
    const Unsigned start = mix(seed[0]);
    EACH(i, n) y[i] = mask(start, dropped, scale, i / width, x[i]);
}

KERNEL backward(const Index n, const Index width, UnsignedInput seed, const Unsigned dropped, const Real scale,
                Output dy) {
    const Unsigned start = mix(seed[0]);
    EACH(i, n) dy[i] = mask(start, dropped, scale, i / width, dy[i]);
}
