// To bfloat16, or to binary16; `nearest` is in math.cuh.
KERNEL round_to(const Index n, const int half, Input x, Output y) {
    EACH(i, n) y[i] = nearest(half, x[i]);
}

KERNEL round_in_place(const Index n, const int half, Output x) {
    EACH(i, n) x[i] = nearest(half, x[i]);
}
