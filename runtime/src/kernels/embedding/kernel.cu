KERNEL forward(const Index n, const Index vocabulary, const Index width, UnsignedInput indices, Input weight,
               Output y) {
    EACH(i, n * width) {
        const Unsigned row = indices[i / width];
        y[i] = row < (Unsigned)vocabulary ? weight[(Index)row * width + i % width] : Real(0);
    }
}

// Whether there is an index that is neither below `bound` nor `besides`, and the first of these. One block.
KERNEL first_outside(const Index n, const Index bound, const Unsigned besides, UnsignedInput indices,
                     UnsignedOutput found) {
    __shared__ Index firsts[256];
    Index first = n;
    for (Index i = threadIdx.x; i < n && first == n; i += blockDim.x)
        if (indices[i] >= (Unsigned)bound && indices[i] != besides) first = i;
    firsts[threadIdx.x] = first;
    __syncthreads();
    if (threadIdx.x == 0) {
        for (int thread = 1; thread < (int)blockDim.x; thread++) first = min(first, firsts[thread]);
        found[0] = first < n;
        found[1] = first < n ? indices[first] : 0;
    }
}

// Whether there is such an index. One block.
KERNEL note_outside(const Index n, const Index bound, const Unsigned besides, UnsignedInput indices, Output answer) {
    int outside = 0;
    EACH_OF_BLOCK(i, n) outside |= indices[i] >= (Unsigned)bound && indices[i] != besides;
    const double found = sum_of_block(outside);
    if (threadIdx.x == 0) answer[0] = found > 0;
}

// Adds the rows of dy from `from` on that belong to a row of the table, in their order, with all threads of a block.
DEVICE void add_rows(Index n, Index width, Unsigned row, Index from, UnsignedInput indices, Input dy, Output dweight) {
    // For each warp a bit for each index that it has looked at.
    __shared__ unsigned matches[8];
    for (Index start = from; start < n; start += 256) {
        const Index at = start + threadIdx.x;
        const unsigned here = __ballot_sync(0xffffffffu, at < n && indices[at] == row);
        __syncthreads();
        if (threadIdx.x % 32 == 0) matches[threadIdx.x / 32] = here;
        __syncthreads();
        for (int warp = 0; warp < 8; warp++) {
            Index match = start + warp * 32;
            for (unsigned bits = matches[warp]; bits; bits >>= 1, match++)
                if (bits & 1)
                    EACH_OF_BLOCK(column, width) dweight[(Index)row * width + column] += dy[match * width + column];
        }
    }
}

// A block for each row of the table.
KERNEL backward_rows(const Index n, const Index width, UnsignedInput indices, Input dy, Output dweight) {
    add_rows(n, width, blockIdx.x, 0, indices, dy, dweight);
}

// A block for each index, which has work to do if it is the first of its kind: fewer than rows of a large table.
KERNEL backward_indices(const Index n, const Index vocabulary, const Index width, UnsignedInput indices, Input dy,
                        Output dweight) {
    const Index own = blockIdx.x;
    const Unsigned row = indices[own];
    int earlier = 0;
    for (Index i = threadIdx.x; i < own && !earlier; i += blockDim.x) earlier = indices[i] == row;
    // All threads of the block take the same way.
    if (row >= (Unsigned)vocabulary || sum_of_block(earlier) > 0) return;
    add_rows(n, width, row, own, indices, dy, dweight);
}

KERNEL one_hot(const Index n, const Index vocabulary, UnsignedInput indices, Output y) {
    EACH(i, n * vocabulary) y[i] = indices[i / vocabulary] == (Unsigned)(i % vocabulary) ? Real(1) : Real(0);
}

// One block, for there is a number for each class and an index for each sample.
KERNEL sum_of_numbers(const Index n, const Index count, DoubleInput numbers, UnsignedInput indices,
                      DoubleOutput result) {
    double sum = 0;
    EACH_OF_BLOCK(i, n) sum += indices[i] < (Unsigned)count ? numbers[indices[i]] : 0;
    sum = sum_of_block(sum);
    if (threadIdx.x == 0) result[0] = sum;
}
