// `x` is [batch, channels, height, width]; a sample has `sample` elements. Without weights all of them are 1.
#define SIZES const Index n, const Index sample, const Index height, const Index width

#define PIXEL const Index row = i / width % height, column = i % width;

// Each block adds up the distances of its pixels from those below and to the right.
KERNEL forward(SIZES, Input x, Input weights, DoubleOutput sums) {
    double sum = 0;
    EACH(i, n) {
        PIXEL
        double own = 0;
        if (row + 1 < height) own += fabs(x[i + width] - x[i]);
        if (column + 1 < width) own += fabs(x[i + 1] - x[i]);
        sum += weights ? weights[i / sample] * own : own;
    }
    sum = sum_of_block(sum);
    if (threadIdx.x == 0) sums[blockIdx.x] = sum;
}

KERNEL finish(const Index n, const double scale, DoubleInput sums, Output loss) { finish_loss(n, scale, sums, loss); }

DEVICE Real pull(Real share, Real difference) { return difference == 0 ? Real(0) : share * sign(difference); }

// Draws each pixel towards its neighbours.
KERNEL backward(SIZES, const double scale, Input x, Input weights, Input dloss, Output dx) {
    const double whole = scale * (double)dloss[0];
    EACH(i, n) {
        PIXEL
        const Real share = Real(weights ? whole * weights[i / sample] : whole);
        Real gradient = 0;
        if (row + 1 < height) gradient -= pull(share, x[i + width] - x[i]);
        if (row > 0) gradient += pull(share, x[i] - x[i - width]);
        if (column + 1 < width) gradient -= pull(share, x[i + 1] - x[i]);
        if (column > 0) gradient += pull(share, x[i] - x[i - 1]);
        dx[i] += gradient;
    }
}
