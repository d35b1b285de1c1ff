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
