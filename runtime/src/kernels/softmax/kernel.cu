#define SIZES const Index rows, const Index columns

KERNEL softmax(SIZES, Input x, Output y) {
    EACH_ROW(row, rows) {
        Input own = x + row * columns;
        const Real largest = largest_of_row(own, columns);
        const Real scale = 1 / exponentials_of_row(own, columns, largest);
        EACH_OF_BLOCK(j, columns) y[row * columns + j] = exp(own[j] - largest) * scale;
    }
}

// The logarithm of the sum is taken off after the maximum: added up, the smaller would lose its digits to the larger.
KERNEL log_softmax(SIZES, Input x, Output y) {
    EACH_ROW(row, rows) {
        Input own = x + row * columns;
        const Real largest = largest_of_row(own, columns);
        const Real rest = log(exponentials_of_row(own, columns, largest));
        EACH_OF_BLOCK(j, columns) y[row * columns + j] = own[j] - largest - rest;
    }
}

KERNEL softmax_backward(SIZES, Input y, Output dy) {
    EACH_ROW(row, rows) {
        const Index start = row * columns;
        double products = 0;
        EACH_OF_BLOCK(j, columns) products += y[start + j] * dy[start + j];
        const Real sum = Real(sum_of_block(products));
        EACH_OF_BLOCK(j, columns) dy[start + j] = y[start + j] * (dy[start + j] - sum);
    }
}

KERNEL log_softmax_backward(SIZES, Input y, Output dy) {
    EACH_ROW(row, rows) {
        const Index start = row * columns;
        double gradients = 0;
        EACH_OF_BLOCK(j, columns) gradients += dy[start + j];
        const Real sum = Real(sum_of_block(gradients));
        EACH_OF_BLOCK(j, columns) dy[start + j] -= exp(y[start + j]) * sum;
    }
}
