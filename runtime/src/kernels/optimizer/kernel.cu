// Many pieces in one launch. A table has a row for each: the chunk that is its first, how many elements it has, and the
// addresses of its variable, of three arrays and of its gradient. What there is not is null. Behind them is a row for each of the
// running statistics that a step blends.
#define ROW 7
// The elements that a block works on at a time.
#define CHUNK 4096

// Some elements of a piece.
struct Part {
    Index piece;
    Index len;
    Real* variable;
    Real* arrays[3];
    const Real* gradient;
};

DEVICE Real* at(const Unsigned address, const Unsigned start) { return address ? (Real*)address + start : (Real*)0; }

// The elements of a chunk. All threads of a block look for the same, by halves.
DEVICE Part part_of(const Index chunk, const Index pieces, UnsignedInput table) {
    Index low = 0, high = pieces;
    while (high - low > 1) {
        const Index middle = low + (high - low) / 2;
        if (table[middle * ROW] <= (Unsigned)chunk) low = middle;
        else high = middle;
    }
    const Unsigned* row = table + low * ROW;
    const Unsigned start = ((Unsigned)chunk - row[0]) * CHUNK;
    const Unsigned rest = row[1] - start;
    Part part;
    part.piece = low;
    part.len = (Index)(rest < CHUNK ? rest : CHUNK);
    part.variable = at(row[2], start);
    for (int i = 0; i < 3; i++) part.arrays[i] = at(row[3 + i], start);
    part.gradient = at(row[6], start);
    return part;
}

// A block for each chunk, and behind those for each blend.
#define EACH_CHUNK(chunk) \
    EACH_ROW(chunk, chunks + blends) if (chunk >= chunks) blend_row(table + pieces * ROW + (chunk - chunks) * BLEND_ROW); else

KERNEL sgd(const Index chunks, const Index pieces, const Index blends, UnsignedInput table, const Real rate, const Real decay,
           const Real momentum, const bool nesterov) {
    EACH_CHUNK(chunk) {
        const Part part = part_of(chunk, pieces, table);
        Output p = part.variable;
        Output velocity = part.arrays[0];
        Input g = part.gradient;
        EACH_OF_BLOCK(i, part.len) {
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
}

KERNEL adam(const Index chunks, const Index pieces, const Index blends, UnsignedInput table, const Real size, const Real root,
            const Real epsilon, const Real rest1, const Real rest2, const Real beta2, const Real kept,
            const Real decay) {
    EACH_CHUNK(chunk) {
        const Part part = part_of(chunk, pieces, table);
        Output p = part.variable;
        Output m = part.arrays[0];
        Output v = part.arrays[1];
        Input g = part.gradient;
        if (!m || !v) continue;
        EACH_OF_BLOCK(i, part.len) {
            const Real gradient = g[i] + decay * p[i];
            const Real mean = m[i] + (gradient - m[i]) * rest1;
            const Real square = v[i] * beta2 + gradient * gradient * rest2;
            m[i] = mean;
            v[i] = square;
            p[i] = p[i] * kept - size * (mean / (sqrt(square) * root + epsilon));
        }
    }
}

KERNEL rms_prop(const Index chunks, const Index pieces, const Index blends, UnsignedInput table, const Real rate, const Real decay,
                const Real smoothing, const Real rest, const Real epsilon, const Real momentum) {
    EACH_CHUNK(chunk) {
        const Part part = part_of(chunk, pieces, table);
        Output p = part.variable;
        Output square = part.arrays[0];
        Output mean = part.arrays[1];
        Output velocity = part.arrays[2];
        Input g = part.gradient;
        if (!square) continue;
        EACH_OF_BLOCK(i, part.len) {
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
}

KERNEL average(const Index chunks, const Index pieces, UnsignedInput table, const Real rest) {
    EACH_ROW(chunk, chunks) {
        const Part part = part_of(chunk, pieces, table);
        Output y = part.variable;
        Input x = part.gradient;
        EACH_OF_BLOCK(i, part.len) y[i] = rest == Real(1) ? x[i] : y[i] + (x[i] - y[i]) * rest;
    }
}

// A sum for each chunk, in double, for the square of a large float is infinite.
KERNEL squares(const Index chunks, const Index pieces, UnsignedInput table, DoubleOutput sums) {
    EACH_ROW(chunk, chunks) {
        const Part part = part_of(chunk, pieces, table);
        double sum = 0;
        EACH_OF_BLOCK(i, part.len) sum += (double)part.gradient[i] * (double)part.gradient[i];
        sum = sum_of_block(sum);
        if (threadIdx.x == 0) sums[chunk] = sum;
    }
}

// Shortens each piece to a norm, given the sums of its chunks.
KERNEL shorten(const Index chunks, const Index pieces, UnsignedInput table, DoubleInput sums, const double norm) {
    EACH_ROW(chunk, chunks) {
        const Part part = part_of(chunk, pieces, table);
        const Index first = (Index)table[part.piece * ROW];
        const Index end = part.piece + 1 < pieces ? (Index)table[(part.piece + 1) * ROW] : chunks;
        double sum = 0;
        EACH_OF_BLOCK(i, end - first) sum += sums[first + i];
        const double found = sqrt(sum_of_block(sum));
        if (found > norm) {
            const Real factor = (Real)(norm / found);
            EACH_OF_BLOCK(i, part.len) part.variable[i] *= factor;
        }
    }
}

KERNEL fill(const Index n, const Real value, Output y) { EACH(i, n) y[i] = value; }
KERNEL add(const Index n, Input x, Output y) { EACH(i, n) y[i] += x[i]; }
KERNEL scale(const Index n, const Real factor, Output y) { EACH(i, n) y[i] *= factor; }
KERNEL clip(const Index n, const Real limit, Output y) { EACH(i, n) y[i] = fmin(fmax(y[i], -limit), limit); }

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
