// Weights that are not there are null, and all of them 1.
#define SIZES const Index rows, const Index columns, const Index rows_of_sample
#define TARGET const Real kept, const Real spread, DoubleInput classes

// What is made of a label before it is compared.
DEVICE Real target_of(Real kept, Real spread, DoubleInput classes, Index j, Real label) {
    const Real smoothed = kept * label + spread;
    return classes ? Real(classes[j]) * smoothed : smoothed;
}

// Each block adds up the losses of its rows, and the last one those of all.
KERNEL forward(SIZES, TARGET, const double scale, Input samples, Input logits, Input labels, Output probabilities,
               DoubleOutput sums, IntOutput tickets, Output loss_of_all) {
    double total = 0;
    EACH_ROW(row, rows) {
        Input own = logits + row * columns;
        const Real largest = largest_of_row(own, columns);
        const Real sum = exponentials_of_row(own, columns, largest);
        const Real share = 1 / sum, rest = log(sum);
        double loss = 0;
        EACH_OF_BLOCK(j, columns) {
            probabilities[row * columns + j] = exp(own[j] - largest) * share;
            const Real target = target_of(kept, spread, classes, j, labels[row * columns + j]);
            // The logarithm of a class that cannot be may be −∞.
            if (target != 0) loss -= (double)target * (double)(own[j] - largest - rest);
        }
        loss = sum_of_block(loss);
        total += samples ? samples[row / rows_of_sample] * loss : loss;
    }
    if (threadIdx.x == 0) sums[blockIdx.x] = total;
    if (comes_last(tickets, 0, gridDim.x)) finish_loss(gridDim.x, scale, sums, loss_of_all);
}

KERNEL backward(SIZES, TARGET, const double scale, Input samples, Input labels, Input probabilities, Input dloss,
                Output dlogits) {
    const Real whole = Real(scale * (double)dloss[0]);
    EACH_ROW(row, rows) {
        const Index start = row * columns;
        double targets = 0;
        EACH_OF_BLOCK(j, columns) targets += target_of(kept, spread, classes, j, labels[start + j]);
        const Real mass = Real(sum_of_block(targets)), share = samples ? whole * samples[row / rows_of_sample] : whole;
        EACH_OF_BLOCK(j, columns)
            dlogits[start + j] +=
                share * (probabilities[start + j] * mass - target_of(kept, spread, classes, j, labels[start + j]));
    }
}
