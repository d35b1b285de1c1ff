#define FORWARD const Index n, Input a, Input b, Output y
// A gradient that is not wanted is null.
#define BACKWARD const Index n, Input a, Input b, Input dy, Output da, Output db

KERNEL add(FORWARD) { EACH(i, n) y[i] = a[i] + b[i]; }
KERNEL subtract(FORWARD) { EACH(i, n) y[i] = a[i] - b[i]; }
KERNEL multiply(FORWARD) { EACH(i, n) y[i] = a[i] * b[i]; }
KERNEL divide(FORWARD) { EACH(i, n) y[i] = a[i] / b[i]; }

KERNEL add_backward(BACKWARD) {
    EACH(i, n) {
        if (da) da[i] += dy[i];
        if (db) db[i] += dy[i];
    }
}

KERNEL subtract_backward(BACKWARD) {
    EACH(i, n) {
        if (da) da[i] += dy[i];
        if (db) db[i] -= dy[i];
    }
}

KERNEL multiply_backward(BACKWARD) {
    EACH(i, n) {
        if (da) da[i] += dy[i] * b[i];
        if (db) db[i] += dy[i] * a[i];
    }
}

KERNEL divide_backward(BACKWARD) {
    EACH(i, n) {
        if (da) da[i] += dy[i] / b[i];
        if (db) db[i] -= dy[i] * (a[i] / b[i]) / b[i];
    }
}
