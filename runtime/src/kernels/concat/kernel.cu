#define SIZES const Index n, const Index part, const Index whole, const Index offset

#define IN_WHOLE(i) ((i) / part * whole + offset + (i) % part)

KERNEL forward(SIZES, Input x, Output y) { EACH(i, n) y[IN_WHOLE(i)] = x[i]; }
KERNEL backward(SIZES, Input dy, Output dx) { EACH(i, n) dx[i] += dy[IN_WHOLE(i)]; }
