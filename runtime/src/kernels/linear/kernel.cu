// What is left to do with the sums of products; the bias is null if there is none.
KERNEL finish(const Index n, const Index outputs, const bool relu, Input bias, Output y) {
    EACH(i, n) {
        const Real sum = bias ? y[i] + bias[i % outputs] : y[i];
        y[i] = relu && sum < 0 ? Real(0) : sum;
    }
}

// Adds the sums of columns to y. A block sums 32 columns of a part of the rows, a warp every eighth row; `sums` of the
// parts are null if there is one.
KERNEL add_columns(const Index rows, const Index columns, const Index parts, Input x, DoubleOutput sums, Output y) {
    __shared__ double of_warps[256];
    const Index tiles = (columns + 31) / 32, part = blockIdx.x / tiles;
    const Index column = blockIdx.x % tiles * 32 + threadIdx.x % 32;
    const Index length = (rows + parts - 1) / parts, from = part * length, to = min(from + length, rows);
    double sum = 0;
    if (column < columns)
        for (Index row = from + threadIdx.x / 32; row < to; row += 8) sum += x[row * columns + column];
    of_warps[threadIdx.x] = sum;
    __syncthreads();
    if (threadIdx.x < 32 && column < columns) {
        for (int warp = 1; warp < 8; warp++) sum += of_warps[warp * 32 + threadIdx.x];
        if (sums) sums[part * columns + column] = sum;
        else y[column] += Real(sum);
    }
}

KERNEL add_parts(const Index columns, const Index parts, DoubleInput sums, Output y) {
    EACH(column, columns) y[column] += Real(total_of_parts(sums, columns, parts, column));
}
