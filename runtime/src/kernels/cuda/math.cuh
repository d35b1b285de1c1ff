// Functions that several kernels share.

// The sign of a number; 0 of 0, NaN of NaN.
DEVICE Real sign(Real x) { return x > 0 ? Real(1) : x < 0 ? Real(-1) : x == 0 ? Real(0) : x; }

DEVICE Real sigmoid(Real x) { return 1 / (1 + exp(-x)); }

// ln(1 + eˣ), with an exponential that cannot overflow.
DEVICE Real softplus(Real x) { return (x > 0 ? x : Real(0)) + log1p(exp(-fabs(x))); }

// x^exponent of x ≥ 0; the exponents that people use cost a multiplication or none.
DEVICE Real power(Real x, Real exponent) {
    return exponent == 2 ? x * x : exponent == 1 ? x : exponent == 0 ? Real(1) : Real(pow(x, exponent));
}

// The whole number towards zero, or the nearest that there is; 0 of NaN.
DEVICE int truncated(Real x) {
    const Real largest = sizeof(Real) == 4 ? Real(2147483520) : Real(2147483647);
    return x != x ? 0 : (int)fmax(fmin(x, largest), Real(-2147483647 - 1));
}

// The numbers of 16 bits that mixed precision rounds to.
#define BFLOAT16 1
#define BINARY16 2

// Takes away so many of the last bits, to the nearest and of two to the even one; what is carried raises the exponent.
DEVICE float without_last(int bits, float x) {
    const unsigned all = __float_as_uint(x);
    return __uint_as_float((all + ((1u << (bits - 1)) - 1 + (all >> bits & 1))) & ~((1u << bits) - 1));
}

// The nearest of those numbers; with a `half` of 0 the number itself. In full, so that it is the same on every device.
DEVICE Real nearest(int half, Real number) {
    const float x = (float)number, size = fabsf(x);
    if (half == 0 || x != x) return number;
    if (half == BFLOAT16) return Real(without_last(16, x));
    // From 0.5 to 1 floats are as far apart as the numbers below 2^-14.
    const float small = (size + 0.5f) - 0.5f, large = without_last(13, size);
    const float found = size < 1.0f / 16384 ? small : large > 65504.0f ? __int_as_float(0x7f800000) : large;
    return Real(copysignf(found, x));
}

// The largest element of a row, found by the threads of a block.
DEVICE Real largest_of_row(Input x, Index columns) {
    Real largest = -INFINITE;
    EACH_OF_BLOCK(j, columns) largest = maximum(largest, x[j]);
    return max_of_block(largest);
}

// Σ e^(x − largest) of a row, likewise.
DEVICE Real exponentials_of_row(Input x, Index columns, Real largest) {
    Real sum = 0;
    EACH_OF_BLOCK(j, columns) sum += exp(x[j] - largest);
    return Real(sum_of_block(sum));
}

// One block adds up the sums of all blocks of a loss.
DEVICE void finish_loss(Index n, double scale, const volatile double* sums, Output loss) {
    double sum = 0;
    EACH_OF_BLOCK(i, n) sum += sums[i];
    sum = sum_of_block(sum);
    if (threadIdx.x == 0) loss[0] = Real(scale * sum);
}

// The sum of what all parts have found of an element, in their order.
DEVICE double total_of_parts(const volatile double* sums, Index elements, Index parts, Index index) {
    double sum = 0;
    for (Index part = 0; part < parts; part++) sum += sums[part * elements + index];
    return sum;
}

// Blends running statistics with what is added to them. A row of a table says how many elements there are, where both are, and the
// bits of both factors.
#define BLEND_ROW 5
DEVICE void blend_row(const Unsigned* __restrict__ row) {
    Output running = (Real*)row[1];
    Input statistic = (const Real*)row[2];
    const Real kept = Real(__longlong_as_double(row[3])), weight = Real(__longlong_as_double(row[4]));
    EACH_OF_BLOCK(i, (Index)row[0]) running[i] = kept * running[i] + weight * statistic[i];
}

// Dropout and noise: SplitMix64, as on the CPU, so that the numbers are the same.

DEVICE Unsigned mix(Unsigned state) {
    state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9ull;
    state = (state ^ (state >> 27)) * 0x94D049BB133111EBull;
    return state ^ (state >> 31);
}

// The random number of an index, by a seed that is mixed.
DEVICE Unsigned draw_at(Unsigned start, Index i) {
    return mix(start + (Unsigned)i * 0x9E3779B97F4A7C15ull);
}

// What is left of an element, by a seed that is mixed.
DEVICE Real mask(Unsigned start, Unsigned dropped, Real scale, Index i, Real value) {
    const Unsigned draw = draw_at(start, i) >> 32;
    return draw < dropped ? Real(0) : value * scale;
}

// Lists of what belongs together, such as all that is added to one element: a list is the number of its first node, and
// `next` says of each node which one follows. Numbers begin at 1, and 0 is the end. Nodes come in any order, and are
// brought into one before anything is made of them.

DEVICE void push(UnsignedOutput lists, UnsignedOutput next, Index list, Unsigned node) {
    next[node - 1] = atomicExch(&lists[list], node);
}

// Sorts a list by the numbers of its nodes, in steps that are as many as n · log n, and needs no memory: pairs of runs
// are merged, each time of twice the length.
DEVICE Unsigned sorted(Unsigned list, UnsignedOutput next) {
    for (Unsigned run = 1;; run *= 2) {
        Unsigned rest = list, last = 0, merges = 0;
        list = 0;
        while (rest) {
            Unsigned left = rest, right = rest, lefts = 0, rights = run;
            for (; lefts < run && right; lefts++) right = next[right - 1];
            merges++;
            while (lefts > 0 || (rights > 0 && right)) {
                const bool is_right = lefts == 0 || (rights > 0 && right && right < left);
                const Unsigned node = is_right ? right : left;
                if (is_right) {
                    right = next[right - 1];
                    rights--;
                } else {
                    left = next[left - 1];
                    lefts--;
                }
                if (last) next[last - 1] = node;
                else list = node;
                last = node;
            }
            rest = right;
        }
        if (last) next[last - 1] = 0;
        if (merges <= 1) return list;
    }
}

// Products of tiles. Those of the left-hand matrix lie in shared memory as [depth, rows] and those of the right-hand
// matrix as [depth, columns], both with 4 elements more in a row, so that what is written down a column goes to other
// banks. Of the 256 threads so many lie `across` the columns, and each has `side` · `side` of the sums.

#define TILE_LENGTH(depth, width) ((depth) * ((width) + 4))

// Where the elements of a lane are: fours that are read at once, and lanes side by side.
DEVICE int tile_place(const int lane, const int lanes, const int i) { return i / 4 * 4 * lanes + lane * 4 + i % 4; }

// sums += leftᵀ · right. All that is multiplied tile by tile is multiplied here.
DEVICE void multiply_tiles(const int across, const int side, const int depth, const Real* left, const Real* right,
                           Real* sums) {
    const int down = 256 / across, row = threadIdx.x / across, column = threadIdx.x % across;
#pragma unroll
    for (int k = 0; k < depth; k++) {
        Real a[8];
        Real b[8];
#pragma unroll
        for (int i = 0; i < side; i++) {
            a[i] = left[k * (down * side + 4) + tile_place(row, down, i)];
            b[i] = right[k * (across * side + 4) + tile_place(column, across, i)];
        }
#pragma unroll
        for (int i = 0; i < side; i++)
#pragma unroll
            for (int j = 0; j < side; j++) sums[i * side + j] += a[i] * b[j];
    }
}
