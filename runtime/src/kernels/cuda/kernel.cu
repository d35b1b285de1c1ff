// Writes up to four numbers that a launch brings along: nothing has to be copied, and nothing to be waited for.
KERNEL put(const Index n, const Unsigned a, const Unsigned b, const Unsigned c, const Unsigned d, UnsignedOutput to) {
    const Unsigned numbers[4] = {a, b, c, d};
    EACH_OF_BLOCK(i, n) to[i] = numbers[i];
}
