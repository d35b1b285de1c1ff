#define SIZES const Index rows, const Index columns

KERNEL forward(SIZES, const double epsilon, Input x, Input weight, Output y, Output scales) {
    EACH_ROW(row, rows) {
        Input own = x + row * columns;
        double squares = 0;
        EACH_OF_BLOCK(i, columns) squares += (double)own[i] * own[i];
        const Real scale = Real(1 / sqrt(sum_of_block(squares) / (double)columns + epsilon));
        if (threadIdx.x == 0) scales[row] = scale;
        EACH_OF_BLOCK(i, columns) y[row * columns + i] = own[i] * scale * weight[i];
    }
}

KERNEL backward(SIZES, Input x, Input weight, Input scales, Output dy) {
    EACH_ROW(row, rows) {
        const Index start = row * columns;
        const Real scale = scales[row];
        double product = 0;
        EACH_OF_BLOCK(i, columns) product += dy[start + i] * weight[i] * x[start + i];
        const Real slope = Real(sum_of_block(product) / (double)columns * (double)scale * (double)scale);
        EACH_OF_BLOCK(i, columns) dy[start + i] = scale * (dy[start + i] * weight[i] - x[start + i] * slope);
    }
}

// The rows are cut into parts of `length`, and a thread adds up a part of a column. The sums are [parts, columns], and null if
// there is one part.
KERNEL weights(SIZES, const Index parts, const Index length, Input x, Input scales, Input dy, DoubleOutput sums,
               Output dweight) {
    EACH(i, columns * parts) {
        const Index column = i % columns, part = i / columns;
        double sum = 0;
        for (Index row = part * length; row < min((part + 1) * length, rows); row++)
            sum += dy[row * columns + column] * (x[row * columns + column] * scales[row]);
        if (sums) sums[i] = sum;
        else dweight[column] += Real(sum);
    }
}

KERNEL finish(const Index columns, const Index parts, DoubleInput sums, Output dweight) {
    EACH(column, columns) dweight[column] += Real(total_of_parts(sums, columns, parts, column));
}
