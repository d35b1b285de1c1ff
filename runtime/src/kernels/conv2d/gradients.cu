#line 2 "conv2d/gradients.cu"
// The gradient of the weight: sums over all places of the outputs, which may be cut into parts. Their sums are [parts,
// weights and biases], and null if there is one part, whose sums are added to the gradients. Otherwise the last block that
// comes of a place adds up what all parts of it have found.
#define WEIGHT_GRADIENT \
    GEOMETRY, const Index parts, Input x, Input dy, DoubleOutput sums, IntOutput tickets, Output dweight, Output dbias

// Where the sums of a part go.
#define TELL(index, sum, gradient) \
    { \
        if (sums) sums[part * (weights + g.out_channels) + (index)] = sum; \
        else gradient += Real(sum); \
    }
#define TELL_WEIGHT(index, sum) TELL(index, sum, dweight[index])
#define TELL_BIAS(channel, sum) TELL(weights + (channel), sum, dbias[channel])

#define TOTAL(index) Real(total_of_parts(sums, weights + g.out_channels, parts, index))

// A block for each pair of an output channel and an input channel of its group, and each part: where groups are small.
#if WANTED(weight_gradient_each)
KERNEL weight_gradient_each(WEIGHT_GRADIENT) {
    const Geometry g = GIVEN;
    const Index ins = g.in_channels / g.groups, outs = g.out_channels / g.groups, taps = g.kernel_h * g.kernel_w;
    const Index pairs = g.out_channels * ins, weights = pairs * taps, area = g.out_h * g.out_w, places = g.batch * area;
    const Index pair = blockIdx.x % pairs, part = blockIdx.x / pairs, channel = pair / ins;
    const Index length = up(places, parts), from = part * length, to = min(from + length, places);
    const Index source = channel / outs * ins + pair % ins;
    for (Index first_tap = 0; first_tap < taps; first_tap += 9) {
        Index h[9];
        Index w[9];
        Real found[9];
        Real bias = 0;
#pragma unroll
        for (int i = 0; i < 9; i++) {
            h[i] = (first_tap + i) / g.kernel_w * g.dilation_h - g.top;
            w[i] = (first_tap + i) % g.kernel_w * g.dilation_w - g.left;
            found[i] = 0;
        }
        for (Index place = from + threadIdx.x; place < to; place += blockDim.x) {
            const Index sample = place / area, row = place % area / g.out_w * g.stride_h, column = place % g.out_w * g.stride_w;
            const Real gradient = dy[(sample * g.out_channels + channel) * area + place % area];
            Input plane = x + (sample * g.in_channels + source) * g.in_h * g.in_w;
            bias += gradient;
#pragma unroll
            for (int i = 0; i < 9; i++) {
                const Index down = row + h[i], across = column + w[i];
                if (first_tap + i < taps && down >= 0 && down < g.in_h && across >= 0 && across < g.in_w)
                    found[i] += gradient * plane[down * g.in_w + across];
            }
        }
#pragma unroll
        for (int i = 0; i < 9; i++) {
            const double sum = sum_of_block(found[i]);
            if (threadIdx.x == 0 && first_tap + i < taps) TELL_WEIGHT(pair * taps + first_tap + i, sum)
        }
        if (dbias && first_tap == 0 && pair % ins == 0) {
            const double sum = sum_of_block(bias);
            if (threadIdx.x == 0) TELL_BIAS(channel, sum)
        }
    }
    // All threads of the block take the same way.
    if (!sums || !comes_last(tickets, pair, parts)) return;
    EACH_OF_BLOCK(tap, taps) dweight[pair * taps + tap] += TOTAL(pair * taps + tap);
    if (dbias && pair % ins == 0 && threadIdx.x == 0) dbias[channel] += TOTAL(weights + channel);
}
#endif

// Multiplies the gradients of outputs, [output channel, place], by what they were made of, [place, input channel and
// tap]. A block has a tile of the products, of one group and one part of the places.
DEVICE void weight_gradient(const int across, const int side, const int depth, const Index block, Real* left_tiles,
                            Real* right_tiles, const Geometry g, const Index parts, Input x, Input dy, DoubleOutput sums, IntOutput tickets,
                            Output dweight, Output dbias) {
    const int rows = 256 / across * side, columns = across * side;
    const Index ins = g.in_channels / g.groups, outs = g.out_channels / g.groups, taps = g.kernel_h * g.kernel_w;
    const Index width = ins * taps, weights = g.out_channels * width;
    const Index area = g.out_h * g.out_w, in_area = g.in_h * g.in_w, places = g.batch * area;
    const Index row_tiles = up(outs, rows), column_tiles = up(width, columns);
    const Index tile = block % (row_tiles * column_tiles), rest = block / (row_tiles * column_tiles);
    const Index first_row = tile % row_tiles * rows, first_column = tile / row_tiles * columns;
    const Index group = rest % g.groups, part = rest / g.groups;
    const Index length = up(places, parts), from = part * length, to = min(from + length, places);
    const bool has_bias = dbias && first_column == 0;

    // A thread fetches every so many rows and columns of one place after the other.
    const int lane = threadIdx.x % depth, first = threadIdx.x / depth, between = 256 / depth;
    Index h[8];
    Index w[8];
    Index offsets[8];
#pragma unroll
    for (int i = 0; i < columns / between; i++) {
        const Index column = first_column + first + i * between, tap = column % taps;
        h[i] = tap / g.kernel_w * g.dilation_h - g.top;
        w[i] = tap % g.kernel_w * g.dilation_w - g.left;
        offsets[i] = (group * ins + column / taps) * in_area + h[i] * g.in_w + w[i];
    }

    Real found[64];
    Real next_left[8];
    Real next_right[8];
    Real biases[8];
    for (int i = 0; i < side * side; i++) found[i] = 0;
    for (int i = 0; i < 8; i++) biases[i] = 0;
    const Index steps = up(to - from, depth);
    for (Index step = 0; step <= steps; step++) {
        if (step < steps) {
            const Index place = from + step * depth + lane, sample = place / area;
            const Index row = place % area / g.out_w * g.stride_h, column = place % g.out_w * g.stride_w;
            Input gradients = dy + (sample * g.out_channels + group * outs) * area + place % area;
            Input image = x + sample * g.in_channels * in_area;
#pragma unroll
            for (int i = 0; i < (rows + between - 1) / between; i++) {
                const Index channel = first_row + first + i * between;
                const bool is_there = place < to && first + i * between < rows && channel < outs;
                next_left[i] = is_there ? gradients[channel * area] : Real(0);
                if (has_bias) biases[i] += next_left[i];
            }
#pragma unroll
            for (int i = 0; i < columns / between; i++) {
                const Index down = row + h[i], along = column + w[i];
                const bool is_there = place < to && first_column + first + i * between < width && down >= 0 &&
                                      down < g.in_h && along >= 0 && along < g.in_w;
                next_right[i] = is_there ? image[offsets[i] + row * g.in_w + column] : Real(0);
            }
        }
        if (step > 0) {
            const int filled = (step - 1) % 2;
            multiply_tiles(across, side, depth, left_tiles + filled * TILE_LENGTH(depth, rows),
                           right_tiles + filled * TILE_LENGTH(depth, columns), found);
        }
        if (step < steps) {
            Real* to_left = left_tiles + step % 2 * TILE_LENGTH(depth, rows) + lane * (rows + 4);
            Real* to_right = right_tiles + step % 2 * TILE_LENGTH(depth, columns) + lane * (columns + 4);
#pragma unroll
            for (int i = 0; i < (rows + between - 1) / between; i++)
                if (first + i * between < rows) to_left[first + i * between] = next_left[i];
#pragma unroll
            for (int i = 0; i < columns / between; i++) to_right[first + i * between] = next_right[i];
        }
        __syncthreads();
    }

#pragma unroll
    for (int i = 0; i < side; i++) {
        const Index row = first_row + tile_place(threadIdx.x / across, 256 / across, i);
#pragma unroll
        for (int j = 0; j < side; j++) {
            const Index column = first_column + tile_place(threadIdx.x % across, across, j);
            if (row < outs && column < width) TELL_WEIGHT((group * outs + row) * width + column, found[i * side + j])
        }
    }
    // All threads of the block take the same way.
    if (has_bias) {
#pragma unroll
        for (int i = 0; i < (rows + between - 1) / between; i++) {
            Real sum = biases[i];
            for (int step = depth / 2; step > 0; step /= 2) sum += __shfl_down_sync(0xffffffffu, sum, step, depth);
            const Index row = first_row + first + i * between;
            if (lane == 0 && first + i * between < rows && row < outs) TELL_BIAS(group * outs + row, sum)
        }
    }
    if (!sums || !comes_last(tickets, group * row_tiles * column_tiles + tile, parts)) return;
    for (Index i = threadIdx.x; i < rows * columns; i += 256) {
        const Index row = first_row + i / columns, column = first_column + i % columns;
        const Index index = (group * outs + row) * width + column;
        if (row < outs && column < width) dweight[index] += TOTAL(index);
    }
    for (Index row = first_row + threadIdx.x; has_bias && row < min(first_row + rows, outs); row += 256)
        dbias[group * outs + row] += TOTAL(weights + group * outs + row);
}

#define WEIGHT_TILE(rows, columns, depth, across, side) \
    TILES(rows, columns, depth) \
    weight_gradient(across, side, depth, blockIdx.x, left_tiles, right_tiles, GIVEN, parts, x, dy, sums, tickets, dweight, \
                    dbias);

#if WANTED(weight_gradient_64x64)
KERNEL weight_gradient_64x64(WEIGHT_GRADIENT) { WEIGHT_TILE(64, 64, 16, 16, 4) }
#endif
#if WANTED(weight_gradient_128x32)
KERNEL weight_gradient_128x32(WEIGHT_GRADIENT) { WEIGHT_TILE(128, 32, 16, 8, 4) }
#endif
#if WANTED(weight_gradient_32x128)
KERNEL weight_gradient_32x128(WEIGHT_GRADIENT) { WEIGHT_TILE(32, 128, 16, 32, 4) }
#endif
#if WANTED(weight_gradient_16x256)
KERNEL weight_gradient_16x256(WEIGHT_GRADIENT) { WEIGHT_TILE(16, 256, 8, 64, 4) }
#endif
#if WANTED(weight_gradient_128x128)
KERNEL weight_gradient_128x128(WEIGHT_GRADIENT) { WEIGHT_TILE(128, 128, 8, 16, 8) }
#endif

// Both gradients in one launch, whose blocks do the one or the other: a small layer has not work for a whole card in either.
#define GRADIENTS WEIGHT_GRADIENT, const Index weight_blocks, Input weight, const bool add, Output dx

#define GRADIENTS_TILE(rows, columns, depth, across, side) \
    TILES(rows, columns, depth) \
    __shared__ Term terms[2 * depth]; \
    if ((Index)blockIdx.x < weight_blocks) \
        weight_gradient(across, side, depth, blockIdx.x, left_tiles, right_tiles, GIVEN, parts, x, dy, sums, tickets, dweight, \
                        dbias); \
    else \
        correlate(across, side, depth, (Index)blockIdx.x - weight_blocks, left_tiles, right_tiles, terms, GIVEN, dy, weight, 0, false, \
                  add, dx);

#if WANTED(gradients_64x64)
KERNEL gradients_64x64(GRADIENTS) { GRADIENTS_TILE(64, 64, 16, 16, 4) }
#endif
#if WANTED(gradients_128x32)
KERNEL gradients_128x32(GRADIENTS) { GRADIENTS_TILE(128, 32, 16, 8, 4) }
#endif
#if WANTED(gradients_32x128)
KERNEL gradients_32x128(GRADIENTS) { GRADIENTS_TILE(32, 128, 16, 32, 4) }
#endif
#if WANTED(gradients_16x256)
KERNEL gradients_16x256(GRADIENTS) { GRADIENTS_TILE(16, 256, 8, 64, 4) }
#endif
#if WANTED(gradients_128x128)
KERNEL gradients_128x128(GRADIENTS) { GRADIENTS_TILE(128, 128, 8, 16, 8) }
#endif
