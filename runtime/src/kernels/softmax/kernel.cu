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

// All of a block count the same, so that all of them leave the loop together.
KERNEL sparsemax(SIZES, Input x, Output y) {
    EACH_ROW(row, rows) {
        Input own = x + row * columns;
        const Real largest = largest_of_row(own, columns);
        Real threshold = -1;
        double known = INFINITE;
        double strange = 0;
        EACH_OF_BLOCK(j, columns) strange += own[j] - largest == own[j] - largest ? 0 : 1;
        strange = sum_of_block(strange);
        while (true) {
            double sum = 0;
            double count = 0;
            EACH_OF_BLOCK(j, columns) {
                const Real value = own[j] - largest;
                sum += value > threshold ? value : Real(0);
                count += value > threshold ? 1 : 0;
            }
            sum = sum_of_block(sum);
            count = sum_of_block(count);
            if (count >= known || count == 0) break;
            known = count;
            threshold = Real((sum - 1) / count);
        }
        EACH_OF_BLOCK(j, columns) {
            const Real value = own[j] - largest;
            y[row * columns + j] = strange > 0 ? Real(0) / Real(0) : value > threshold ? value - threshold : Real(0);
        }
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

KERNEL sparsemax_backward(SIZES, Input y, Output dy) {
    EACH_ROW(row, rows) {
        const Index start = row * columns;
        double sum = 0;
        double count = 0;
        EACH_OF_BLOCK(j, columns) {
            sum += y[start + j] > 0 ? dy[start + j] : Real(0);
            count += y[start + j] > 0 ? 1 : 0;
        }
        sum = sum_of_block(sum);
        count = sum_of_block(count);
        const Real mean = count > 0 ? Real(sum / count) : Real(0);
        EACH_OF_BLOCK(j, columns) dy[start + j] = y[start + j] > 0 ? dy[start + j] - mean : y[start + j];
    }
}
