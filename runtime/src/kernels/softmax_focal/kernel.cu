// Without weights all of them are 1.
#define SIZES const Index rows, const Index columns, const Real beta

// ln max(p, 1e-10), NaN of NaN.
DEVICE Real logarithm(Real p) { return log(p < Real(1e-10) ? Real(1e-10) : p); }

// p · d/dp [(1 − p)^β · ln max(p, 1e-10)].
DEVICE Real slope_at(Real p, Real beta) {
    const Real rest = 1 - p;
    const Real through_logarithm = p < Real(1e-10) ? Real(0) : power(rest, beta);
    // Where nothing is left, the logarithm is 0 and outweighs any power.
    const bool is_flat = beta == 0 || rest <= 0;
    return through_logarithm - (is_flat ? Real(0) : beta * p * power(rest, beta - 1) * logarithm(p));
}

// Each block adds up the losses of its rows.
KERNEL forward(SIZES, Input logits, Input labels, Input weights, Output probabilities, DoubleOutput sums) {
    double total = 0;
    EACH_ROW(row, rows) {
        Input own = logits + row * columns;
        const Real largest = largest_of_row(own, columns);
        const Real scale = 1 / exponentials_of_row(own, columns, largest);
        double loss = 0;
        EACH_OF_BLOCK(j, columns) {
            const Real p = exp(own[j] - largest) * scale, label = labels[row * columns + j];
            probabilities[row * columns + j] = p;
            if (label != 0) loss -= label * power(1 - p, beta) * logarithm(p);
            // One logit that is not a number leaves no probability of its row that is, with a label or without.
            else if (p != p) loss += p;
        }
        loss = sum_of_block(loss);
        total += weights ? weights[row] * loss : loss;
    }
    if (threadIdx.x == 0) sums[blockIdx.x] = total;
}

KERNEL finish(const Index n, const double scale, DoubleInput sums, Output loss) { finish_loss(n, scale, sums, loss); }

// Through the softmax, ∂loss / ∂zₖ = gₖ − pₖ · Σⱼ gⱼ with gⱼ = pⱼ · ∂loss / ∂pⱼ, which is 0 without a label.
KERNEL backward(SIZES, const double scale, Input labels, Input weights, Input probabilities, Input dloss,
                Output dlogits) {
    const Real whole = Real(scale * (double)dloss[0]);
    EACH_ROW(row, rows) {
        const Index start = row * columns;
        const Real share = weights ? whole * weights[row] : whole;
        double slopes = 0;
        EACH_OF_BLOCK(j, columns) {
            const Real label = labels[start + j];
            if (label != 0) {
                const Real slope = -share * label * slope_at(probabilities[start + j], beta);
                dlogits[start + j] += slope;
                slopes += slope;
            }
        }
        const Real sum = Real(sum_of_block(slopes));
        EACH_OF_BLOCK(j, columns) dlogits[start + j] -= sum * probabilities[start + j];
    }
}
