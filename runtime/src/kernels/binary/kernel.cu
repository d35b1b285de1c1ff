#define FORWARD const Index n, Input a, Input b, Output y
// A gradient that is not wanted is null.
#define BACKWARD const Index n, Input a, Input b, Input dy, Output da, Output db

KERNEL add(FORWARD) { EACH(i, n) y[i] = a[i] + b[i]; }
KERNEL subtract(FORWARD) { EACH(i, n) y[i] = a[i] - b[i]; }
KERNEL multiply(FORWARD) { EACH(i, n) y[i] = a[i] * b[i]; }
KERNEL divide(FORWARD) { EACH(i, n) y[i] = a[i] / b[i]; }
KERNEL maximum_forward(FORWARD) { EACH(i, n) y[i] = a[i] > b[i] || a[i] != a[i] ? a[i] : b[i]; }
KERNEL minimum_forward(FORWARD) { EACH(i, n) y[i] = a[i] < b[i] || a[i] != a[i] ? a[i] : b[i]; }
KERNEL less(FORWARD) { EACH(i, n) y[i] = a[i] < b[i] ? Real(1) : Real(0); }
KERNEL at_most(FORWARD) { EACH(i, n) y[i] = a[i] <= b[i] ? Real(1) : Real(0); }
KERNEL greater(FORWARD) { EACH(i, n) y[i] = a[i] > b[i] ? Real(1) : Real(0); }
KERNEL at_least(FORWARD) { EACH(i, n) y[i] = a[i] >= b[i] ? Real(1) : Real(0); }
KERNEL equal(FORWARD) { EACH(i, n) y[i] = a[i] == b[i] ? Real(1) : Real(0); }
KERNEL unequal(FORWARD) { EACH(i, n) y[i] = a[i] != b[i] ? Real(1) : Real(0); }

// How much of the gradient of their maximum goes to `own`; NaN takes all of it.
DEVICE Real share(Real own, Real other) { return own == other ? Real(0.5) : own < other ? Real(0) : Real(1); }

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

KERNEL maximum_backward(BACKWARD) {
    EACH(i, n) {
        if (da) da[i] += dy[i] * share(a[i], b[i]);
        if (db) db[i] += dy[i] * share(b[i], a[i]);
    }
}

KERNEL minimum_backward(BACKWARD) {
    EACH(i, n) {
        if (da) da[i] += dy[i] * share(b[i], a[i]);
        if (db) db[i] += dy[i] * share(a[i], b[i]);
    }
}

KERNEL divide_backward(BACKWARD) {
    EACH(i, n) {
        if (da) da[i] += dy[i] / b[i];
        if (db) db[i] -= dy[i] * (a[i] / b[i]) / b[i];
    }
}
