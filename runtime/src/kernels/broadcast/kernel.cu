// The axes of the result, each with its size and how far apart its elements lie in the result and in both operands. Those
// before the axes that there are have one element.
#define AXES \
    const Index size0, const Index size1, const Index size2, const Index size3, const Index size4, const Index size5, \
        const Index y0, const Index y1, const Index y2, const Index y3, const Index y4, const Index y5, \
        const Index a0, const Index a1, const Index a2, const Index a3, const Index a4, const Index a5, \
        const Index b0, const Index b1, const Index b2, const Index b3, const Index b4, const Index b5

// Steps along an axis; all threads take the same way.
#define ALONG(size, y_stride, a_stride, b_stride) \
    if (size > 1) { \
        const Index step = rest % size; \
        rest /= size; \
        y_at += step * y_stride; \
        a_at += step * a_stride; \
        b_at += step * b_stride; \
    }

// Where a place lies.
#define PLACE(i) \
    Index rest = i, y_at = 0, a_at = 0, b_at = 0; \
    ALONG(size5, y5, a5, b5) \
    ALONG(size4, y4, a4, b4) \
    ALONG(size3, y3, a3, b3) \
    ALONG(size2, y2, a2, b2) \
    ALONG(size1, y1, a1, b1) \
    ALONG(size0, y0, a0, b0)

// The functions by their numbers: `a`, sum, difference, product, quotient, maximum, minimum, and the comparisons.
DEVICE Real combine(int function, Real a, Real b) {
    switch (function) {
        case 1: return a + b;
        case 2: return a - b;
        case 3: return a * b;
        case 4: return a / b;
        case 5: return a > b || a != a ? a : b;
        case 6: return a < b || a != a ? a : b;
        case 7: return a < b ? Real(1) : Real(0);
        case 8: return a <= b ? Real(1) : Real(0);
        case 9: return a > b ? Real(1) : Real(0);
        case 10: return a >= b ? Real(1) : Real(0);
        case 11: return a == b ? Real(1) : Real(0);
        case 12: return a != b ? Real(1) : Real(0);
        default: return a;
    }
}

// How much of the gradient of their maximum goes to `own`; NaN takes all of it.
DEVICE Real share(Real own, Real other) { return own == other ? Real(0.5) : own < other ? Real(0) : Real(1); }

// The derivative with respect to an operand, times dy; 0 and 1 are read for no operands.
DEVICE Real slope(int function, bool of_b, Input a, Index a_at, Input b, Index b_at, Real dy) {
    switch (function) {
        case 2: return of_b ? -dy : dy;
        case 3: return dy * (of_b ? a[a_at] : b[b_at]);
        case 4: return of_b ? -dy * (a[a_at] / b[b_at]) / b[b_at] : dy / b[b_at];
        case 5: return dy * (of_b ? share(b[b_at], a[a_at]) : share(a[a_at], b[b_at]));
        case 6: return dy * (of_b ? share(a[a_at], b[b_at]) : share(b[b_at], a[a_at]));
        default: return dy;
    }
}

KERNEL forward(AXES, const Index n, const int function, Input a, Input b, Output y) {
    EACH(i, n) {
        PLACE(i)
        y[y_at] = combine(function, a[a_at], function == 0 ? a[a_at] : b[b_at]);
    }
}

#define BACKWARD \
    AXES, const Index n, const Index stretched, const int function, const bool of_b, Input a, Input b, Input dy, \
        Output gradient

// The axes that the operand has come first, then those that it is stretched along: a thread, or a block, adds up along these.
KERNEL backward_by_threads(BACKWARD) {
    EACH(i, n) {
        double sum = 0;
        for (Index j = 0; j < stretched; j++) {
            PLACE(i * stretched + j)
            sum += slope(function, of_b, a, a_at, b, b_at, dy[y_at]);
        }
        gradient[i] += Real(sum);
    }
}

KERNEL backward_by_blocks(BACKWARD) {
    EACH_ROW(i, n) {
        double sum = 0;
        EACH_OF_BLOCK(j, stretched) {
            PLACE(i * stretched + j)
            sum += slope(function, of_b, a, a_at, b, b_at, dy[y_at]);
        }
        sum = sum_of_block(sum);
        if (threadIdx.x == 0) gradient[i] += Real(sum);
    }
}
