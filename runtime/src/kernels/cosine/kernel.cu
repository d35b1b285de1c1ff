// Without weights all of them are 1.
#define SIZES const Index rows, const Index columns

// The shortest length that a vector is taken to have.
DEVICE double at_least(double length) { return length < 1e-8 ? 1e-8 : length; }

// What the threads of a block find about a pair of vectors.
#define ANGLE \
    Input own_a = a + row * columns; \
    Input own_b = b + row * columns; \
    double product = 0, square_a = 0, square_b = 0; \
    EACH_OF_BLOCK(i, columns) { \
        product += own_a[i] * own_b[i]; \
        square_a += own_a[i] * own_a[i]; \
        square_b += own_b[i] * own_b[i]; \
    } \
    product = sum_of_block(product); \
    const double own_length = sqrt(sum_of_block(square_a)); \
    const double length_a = at_least(own_length), length_b = at_least(sqrt(sum_of_block(square_b))); \
    const double cosine = product / (length_a * length_b);

// Each block adds up the distances of its rows.
KERNEL forward(SIZES, Input a, Input b, Input weights, DoubleOutput sums) {
    double sum = 0;
    EACH_ROW(row, rows) {
        ANGLE
        sum += weights ? weights[row] * (1 - cosine) : 1 - cosine;
    }
    if (threadIdx.x == 0) sums[blockIdx.x] = sum;
}

KERNEL finish(const Index n, const double scale, DoubleInput sums, Output loss) { finish_loss(n, scale, sums, loss); }

KERNEL backward(SIZES, const double scale, Input a, Input b, Input weights, Input dloss, Output da) {
    EACH_ROW(row, rows) {
        ANGLE
        const double whole = scale * (double)dloss[0], share = weights ? whole * weights[row] : whole;
        const Real along_b = Real(-share / (length_a * length_b));
        // A vector that counts as longer than it is does not change its length.
        const Real along_a = Real(own_length >= 1e-8 ? share * cosine / (length_a * length_a) : 0);
        EACH_OF_BLOCK(i, columns) da[row * columns + i] += along_b * own_b[i] + along_a * own_a[i];
    }
}
