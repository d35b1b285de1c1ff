// The sizes of the axes of what is written, and how far apart their elements lie in what is read. Those before the
// axes that there are have one element.
#define AXES const Index n, const Index size1, const Index size2, const Index size3, const Index size4, \
             const Index size5, const Index stride0, const Index stride1, const Index stride2, const Index stride3, \
             const Index stride4, const Index stride5

// Steps along an axis; all threads take the same way.
#define ALONG(size, stride) \
    if (size > 1) { \
        from += rest % size * stride; \
        rest /= size; \
    }

// Where element i of what is written comes from.
#define SOURCE \
    Index from = 0, rest = i; \
    ALONG(size5, stride5) \
    ALONG(size4, stride4) \
    ALONG(size3, stride3) \
    ALONG(size2, stride2) \
    ALONG(size1, stride1) \
    from += rest * stride0;

KERNEL forward(AXES, Input x, Output y) {
    EACH(i, n) {
        SOURCE
        y[i] = x[from];
    }
}

KERNEL backward(AXES, Input dy, Output dx) {
    EACH(i, n) {
        SOURCE
        dx[i] += dy[from];
    }
}
