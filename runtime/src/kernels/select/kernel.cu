KERNEL forward(const Index n, Input condition, Input a, Input b, Output y) {
    EACH(i, n) y[i] = condition[i] > 0 ? a[i] : b[i];
}

KERNEL fill(const Index n, const Real number, Input condition, Input x, Output y) {
    EACH(i, n) y[i] = condition[i] > 0 ? number : x[i];
}

KERNEL backward(const Index n, const bool chosen, Input condition, Input dy, Output dx) {
    EACH(i, n) dx[i] += (condition[i] > 0) == chosen ? dy[i] : Real(0);
}
