// A block for each sample, and a thread for each state of an alignment.

#define SIZES \
    const Index batch, const Index steps, const Index classes, const Index labels, const Index blank, const bool mean, \
        const bool zero_infinity

// A sample: its labels up to the first blank, the steps that count, and where its own lies.
#define SAMPLE(sample) \
    const Index width = 2 * labels + 1; \
    UnsignedInput own_labels = targets + (sample) * labels; \
    Index count = 0; \
    while (count < labels && own_labels[count] != (Unsigned)blank) count++; \
    const Index states = 2 * count + 1; \
    const Index last = lengths && lengths[sample] < (Unsigned)steps ? (Index)lengths[sample] : steps; \
    const Real* own_logs = logs + (sample) * steps * classes;

// A label that is no class, which somebody else reports, must not be looked for.
#define CLASS(state) \
    ((state) % 2 == 0 || own_labels[(state) / 2] >= (Unsigned)classes ? blank : (Index)own_labels[(state) / 2])
// Whether a state may follow the one that is two before it, without the blank between them.
#define SKIPS(state) ((state) % 2 == 1 && (state) > 1 && own_labels[(state) / 2] != own_labels[(state) / 2 - 1])

// ln(eᵃ + eᵇ + eᶜ)
DEVICE double sum_of_three(double a, double b, double c) {
    const double largest = fmax(a, fmax(b, c));
    return largest == -INFINITE ? largest : largest + log(exp(a - largest) + exp(b - largest) + exp(c - largest));
}

// The logarithm of the probability of the labels.
DEVICE double total_of(const Real* alphas, Index last, Index width, Index states) {
    if (last == 0) return states == 1 ? 0.0 : -INFINITE;
    const Real* ends = alphas + (last - 1) * width;
    return sum_of_three(ends[states - 1], states > 1 ? (double)ends[states - 2] : -INFINITE, -INFINITE);
}

KERNEL forward(SIZES, Input logs, UnsignedInput targets, UnsignedInput lengths, Output costs, Output alphas) {
    EACH_ROW(sample, batch) {
        SAMPLE(sample)
        Real* own = alphas + sample * steps * width;
        for (Index step = 0; step < steps; step++) {
            const Real* before = own + (step - 1) * width;
            EACH_OF_BLOCK(state, width) {
                double alpha = -INFINITE;
                if (step < last && state < states) {
                    if (step == 0) alpha = state < 2 ? 0.0 : -INFINITE;
                    else
                        alpha = sum_of_three(before[state], state > 0 ? (double)before[state - 1] : -INFINITE,
                                             SKIPS(state) ? (double)before[state - 2] : -INFINITE);
                    alpha += own_logs[step * classes + CLASS(state)];
                }
                own[step * width + state] = Real(alpha);
            }
            __syncthreads();
        }
        if (threadIdx.x == 0) {
            const double total = total_of(own, last, width, states);
            const double cost = -total / (mean && count > 1 ? (double)count : 1.0);
            costs[sample] = zero_infinity && total == -INFINITE ? Real(0) : Real(cost);
        }
    }
}

// Betas are the logarithms of what all alignments have together that go on from a state, of this step and of the one before,
// and shares what those in a state have of all: [batch, 3, states]. A class that several states have is added to by the first.
KERNEL backward(SIZES, Input logs, UnsignedInput targets, UnsignedInput lengths, Input alphas, Input dcosts,
                DoubleOutput found, Output dlogs) {
    EACH_ROW(sample, batch) {
        SAMPLE(sample)
        const Real* own = alphas + sample * steps * width;
        double* betas = found + sample * 3 * width;
        double* shares = betas + 2 * width;
        const double total = total_of(own, last, width, states);
        if (zero_infinity && total == -INFINITE) continue;
        const double factor = (double)dcosts[sample] / (mean && count > 1 ? (double)count : 1.0);
        EACH_OF_BLOCK(state, states) betas[state] = state + 2 < states ? -INFINITE : 0.0;
        __syncthreads();
        for (Index step = last; step-- > 0;) {
            const Real* now = own_logs + step * classes;
            double* before = betas == found + sample * 3 * width ? betas + width : betas - width;
            EACH_OF_BLOCK(state, states) {
                shares[state] = exp(own[step * width + state] + betas[state] - total);
                const double stays = betas[state] + now[CLASS(state)];
                const double next = state + 1 < states ? betas[state + 1] + now[CLASS(state + 1)] : -INFINITE;
                const double two =
                    state + 2 < states && SKIPS(state + 2) ? betas[state + 2] + now[CLASS(state + 2)] : -INFINITE;
                before[state] = sum_of_three(stays, next, two);
            }
            __syncthreads();
            EACH_OF_BLOCK(state, states) {
                const Index own_class = CLASS(state);
                bool is_first = true;
                for (Index other = 0; other < state; other++) is_first = is_first && CLASS(other) != own_class;
                if (is_first) {
                    double share = 0;
                    for (Index other = state; other < states; other++)
                        if (CLASS(other) == own_class) share += shares[other];
                    dlogs[(sample * steps + step) * classes + own_class] -= Real(factor * share);
                }
            }
            betas = before;
            __syncthreads();
        }
    }
}
