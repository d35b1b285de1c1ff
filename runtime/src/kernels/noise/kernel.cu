// A normal number of the two halves of a random one, which are a radius and an angle.
DEVICE double normal(Unsigned draw) {
    const double scale = 1 / 4294967296.0;
    const double radius = ((double)(draw >> 32) + 1) * scale, angle = (double)(draw & 0xFFFFFFFFull) * scale;
    return sqrt(-2 * log(radius)) * cos(6.283185307179586 * angle);
}

KERNEL add(const Index n, UnsignedInput seed, const double deviation, Input x, Output y) {
    const Unsigned start = mix(seed[0]);
    EACH(i, n) y[i] = x[i] + Real(deviation * normal(draw_at(start, i)));
}
