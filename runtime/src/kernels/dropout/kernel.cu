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
