// What an optimizer keeps for each variable is null where its kind does not need it.

KERNEL sgd(const Index n, const Real rate, const Real decay, const Real momentum, const bool nesterov, Output p,
           Output velocity, Input g) {
    EACH(i, n) {
        const Real gradient = g[i] + decay * p[i];
        if (!velocity) {
            p[i] -= rate * gradient;
            continue;
        }
        const Real v = momentum * velocity[i] + gradient;
        velocity[i] = v;
        p[i] -= rate * (nesterov ? gradient + momentum * v : v);
    }
}

KERNEL adam(const Index n, const Real size, const Real root, const Real epsilon, const Real rest1, const Real rest2,
            const Real beta2, const Real kept, const Real decay, Output p, Output m, Output v, Input g) {
    EACH(i, n) {
        const Real gradient = g[i] + decay * p[i];
        const Real mean = m[i] + (gradient - m[i]) * rest1;
        const Real square = v[i] * beta2 + gradient * gradient * rest2;
        m[i] = mean;
        v[i] = square;
        p[i] = p[i] * kept - size * (mean / (sqrt(square) * root + epsilon));
    }
}

KERNEL rms_prop(const Index n, const Real rate, const Real decay, const Real smoothing, const Real rest,
                const Real epsilon, const Real momentum, Output p, Output square, Output mean, Output velocity,
                Input g) {
    EACH(i, n) {
        const Real gradient = g[i] + decay * p[i];
        const Real s = smoothing * square[i] + rest * gradient * gradient;
        square[i] = s;
        Real variance = s;
        if (mean) {
            const Real m = mean[i] + (gradient - mean[i]) * rest;
            mean[i] = m;
            // Rounding may leave a little less than nothing of a variance.
            variance = fmax(s - m * m, Real(0));
        }
        Real step = gradient / (sqrt(variance) + epsilon);
        if (velocity) {
            step = momentum * velocity[i] + step;
            velocity[i] = step;
        }
        p[i] -= rate * step;
    }
}

KERNEL fill(const Index n, const Real value, Output y) { EACH(i, n) y[i] = value; }
KERNEL add(const Index n, Input x, Output y) { EACH(i, n) y[i] += x[i]; }
KERNEL average(const Index n, const Real rest, Output y, Input x) { EACH(i, n) y[i] += (x[i] - y[i]) * rest; }
KERNEL scale(const Index n, const Real factor, Output y) { EACH(i, n) y[i] *= factor; }
KERNEL clip(const Index n, const Real limit, Output y) { EACH(i, n) y[i] = fmin(fmax(y[i], -limit), limit); }

// A sum for each block, in double, for the square of a large float is infinite.
KERNEL squares(const Index n, Input x, DoubleOutput sums) {
    double sum = 0;
    EACH(i, n) sum += (double)x[i] * (double)x[i];
    sum = sum_of_block(sum);
    if (threadIdx.x == 0) sums[blockIdx.x] = sum;
}

// How many are NaN or infinite; the difference of such a number from itself is NaN.
KERNEL not_finite(const Index n, Input x, DoubleOutput sums) {
    double sum = 0;
    EACH(i, n) sum += x[i] - x[i] == 0 ? 0 : 1;
    sum = sum_of_block(sum);
    if (threadIdx.x == 0) sums[blockIdx.x] = sum;
}

// One block adds up what the others have found.
KERNEL total(const Index n, DoubleInput sums, DoubleOutput result) {
    double sum = 0;
    EACH_OF_BLOCK(i, n) sum += sums[i];
    sum = sum_of_block(sum);
    if (threadIdx.x == 0) result[0] = sum;
}
