// Weights that are not there are null, and all of them 1. An index that is not below `classes`, or `ignored`, does not count.
#define SIZES const Index rows, const Index classes, const Index places, const Index rows_of_sample
#define TARGET const Unsigned ignored, const double kept, const double spread, const double spreads, DoubleInput weights
// A scale below 0 stands for the mean over the weights of the classes of all that counts.
#define RESULTS DoubleOutput sums, IntOutput tickets, Output loss_of_all, Output scale_of_all, Output maxima, Output logarithms

DEVICE bool counts(Unsigned index, Index classes, Unsigned ignored) {
    return index < (Unsigned)classes && index != ignored;
}

DEVICE double weight_of(DoubleInput weights, Index index) { return weights ? weights[index] : 1; }

// The last block makes the loss of what all have found.
DEVICE void finish(Index n, double scale, const volatile double* sums, Output loss, Output scale_of_all) {
    double total = 0, weight = 0;
    EACH_OF_BLOCK(i, n) {
        total += sums[2 * i];
        weight += sums[2 * i + 1];
    }
    total = sum_of_block(total);
    weight = sum_of_block(weight);
    if (threadIdx.x == 0) {
        const double factor = scale >= 0 ? scale : weight == 0 ? 0 : 1 / weight;
        loss[0] = Real(factor * total);
        scale_of_all[0] = Real(factor);
    }
}

// A block for each row of logits that lie side by side.
KERNEL forward_rows(SIZES, TARGET, const double scale, UnsignedInput indices, Input logits, Input samples, RESULTS) {
    double total = 0, weight = 0;
    EACH_ROW(row, rows) {
        Input own = logits + row * classes;
        const Real largest = largest_of_row(own, classes);
        const Real logarithm = log(exponentials_of_row(own, classes, largest));
        const Unsigned index = indices[row];
        double loss = 0;
        // All threads of the block take the same way.
        if (counts(index, classes, ignored)) {
            if (spread != 0) {
                EACH_OF_BLOCK(j, classes) {
                    const double share = spread * weight_of(weights, j);
                    // The logarithm of a class that cannot be may be −∞.
                    if (share != 0) loss += share * ((double)(largest - own[j]) + (double)logarithm);
                }
                loss = sum_of_block(loss);
            }
            const double of_class = weight_of(weights, (Index)index);
            loss += kept * of_class * ((double)(largest - own[index]) + (double)logarithm);
            total += samples ? samples[row / rows_of_sample] * loss : loss;
            weight += of_class;
        }
        if (threadIdx.x == 0) {
            maxima[row] = largest;
            logarithms[row] = logarithm;
        }
    }
    if (threadIdx.x == 0) {
        sums[2 * blockIdx.x] = total;
        sums[2 * blockIdx.x + 1] = weight;
    }
    if (comes_last(tickets, 0, gridDim.x)) finish(gridDim.x, scale, sums, loss_of_all, scale_of_all);
}

// A thread for each place; neighbours read neighbours.
KERNEL forward_places(SIZES, TARGET, const double scale, UnsignedInput indices, Input logits, Input samples, RESULTS) {
    double total = 0, weight = 0;
    EACH(i, rows * places) {
        const Index row = i / places;
        Input own = logits + row * (classes - 1) * places + i;
        Real largest = -INFINITE;
        for (Index j = 0; j < classes; j++) largest = maximum(largest, own[j * places]);
        Real sum = 0;
        for (Index j = 0; j < classes; j++) sum += exp(own[j * places] - largest);
        const Real logarithm = log(sum);
        maxima[i] = largest;
        logarithms[i] = logarithm;
        const Unsigned index = indices[i];
        if (!counts(index, classes, ignored)) continue;
        double loss = 0;
        if (spread != 0)
            for (Index j = 0; j < classes; j++) {
                const double share = spread * weight_of(weights, j);
                if (share != 0) loss += share * ((double)(largest - own[j * places]) + (double)logarithm);
            }
        const double of_class = weight_of(weights, (Index)index);
        loss += kept * of_class * ((double)(largest - own[(Index)index * places]) + (double)logarithm);
        total += samples ? samples[row / rows_of_sample] * loss : loss;
        weight += of_class;
    }
    total = sum_of_block(total);
    weight = sum_of_block(weight);
    if (threadIdx.x == 0) {
        sums[2 * blockIdx.x] = total;
        sums[2 * blockIdx.x + 1] = weight;
    }
    if (comes_last(tickets, 0, gridDim.x)) finish(gridDim.x, scale, sums, loss_of_all, scale_of_all);
}

#define GIVEN \
    UnsignedInput indices, Input logits, Input samples, Input scale, Input maxima, Input logarithms, Input dloss, \
        Output dlogits

KERNEL backward_rows(SIZES, TARGET, GIVEN) {
    const Real whole = scale[0] * dloss[0];
    EACH_ROW(row, rows) {
        const Unsigned index = indices[row];
        if (!counts(index, classes, ignored)) continue;
        const double own = kept * weight_of(weights, (Index)index);
        const Real factor = samples ? whole * samples[row / rows_of_sample] : whole;
        const Real mass = factor * Real(own + spreads);
        const Index start = row * classes;
        EACH_OF_BLOCK(j, classes) {
            Real change = mass * exp(logits[start + j] - maxima[row] - logarithms[row]);
            change -= factor * Real(spread * weight_of(weights, j));
            if (j == (Index)index) change -= factor * Real(own);
            dlogits[start + j] += change;
        }
    }
}

KERNEL backward_places(SIZES, TARGET, GIVEN) {
    const Real whole = scale[0] * dloss[0];
    EACH(i, rows * places) {
        const Unsigned index = indices[i];
        if (!counts(index, classes, ignored)) continue;
        const Index row = i / places, start = row * (classes - 1) * places + i;
        const double own = kept * weight_of(weights, (Index)index);
        const Real factor = samples ? whole * samples[row / rows_of_sample] : whole;
        const Real mass = factor * Real(own + spreads);
        for (Index j = 0; j < classes; j++) {
            Real change = mass * exp(logits[start + j * places] - maxima[i] - logarithms[i]);
            change -= factor * Real(spread * weight_of(weights, j));
            if (j == (Index)index) change -= factor * Real(own);
            dlogits[start + j * places] += change;
        }
    }
}
