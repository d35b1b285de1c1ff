#define GEOMETRY \
    const Index batch, const Index groups, const Index in_channels, const Index out_channels, const Index in_h, \
    const Index in_w, const Index out_h, const Index out_w, const Index kernel_h, const Index kernel_w, \
    const Index stride_h, const Index stride_w, const Index top, const Index left, const Index dilation_h, \
    const Index dilation_w

struct Geometry {
    Index batch, groups, in_channels, out_channels, in_h, in_w, out_h, out_w, kernel_h, kernel_w, stride_h, stride_w,
        top, left, dilation_h, dilation_w;
};

#define GIVEN \
    Geometry{batch,    groups,   in_channels, out_channels, in_h, in_w, out_h,      out_w, \
             kernel_h, kernel_w, stride_h,    stride_w,     top,  left, dilation_h, dilation_w}

DEVICE Index up(Index a, Index b) { return (a + b - 1) / b; }

// One axis of a correlation: target start + i · stride is a sum over taps, of tap j times the source
// origin + i · step + j · reach, which is 0 outside. The tap is element first_tap + j · between of the kernel.
struct Axis {
    Index count, start, stride, origin, step, taps, reach, first_tap, between;
};

DEVICE Axis forward_axis(Index output, Index kernel, Index stride, Index before, Index dilation) {
    return {output, 0, 1, -before, stride, kernel, dilation, 0, 1};
}

// The way back, for the inputs whose padded index has this remainder by the stride: all are reached by the same taps,
// which may be none. Padded input p was read by tap k for output (p - k · dilation) / stride, where that is whole.
DEVICE Axis backward_axis(Index input, Index kernel, Index stride, Index before, Index dilation, Index remainder) {
    Index first_tap = 0, between = 1;
    while (first_tap < min(kernel, stride) && first_tap * dilation % stride != remainder) first_tap++;
    while (between * dilation % stride) between++;
    const Index first = before > remainder ? up(before - remainder, stride) : 0;
    const Index start = remainder + first * stride - before;
    const bool is_reached = first_tap < min(kernel, stride);
    return {start < input ? up(input - start, stride) : 0, start, stride,
            is_reached ? (remainder - first_tap * dilation) / stride + first : 0, 1,
            is_reached ? up(kernel - first_tap, between) : 0, -(between * dilation / stride), first_tap, between};
}

// The forward pass, or the way back of one remainder for each axis. Channels are those of a group and those of all.
struct Correlation {
    Axis down, across;
    Index sources, all_sources, source_h, source_w, targets, all_targets, target_h, target_w;
    // From one channel of the targets, and of the sources, to the next in the weight.
    Index weight_target, weight_source;
};

DEVICE Correlation correlation(const Geometry& g, const bool back, Index remainder_h, Index remainder_w) {
    const Index ins = g.in_channels / g.groups, outs = g.out_channels / g.groups, taps = g.kernel_h * g.kernel_w;
    if (back)
        return {backward_axis(g.in_h, g.kernel_h, g.stride_h, g.top, g.dilation_h, remainder_h),
                backward_axis(g.in_w, g.kernel_w, g.stride_w, g.left, g.dilation_w, remainder_w),
                outs, g.out_channels, g.out_h, g.out_w, ins, g.in_channels, g.in_h, g.in_w, taps, ins * taps};
    return {forward_axis(g.out_h, g.kernel_h, g.stride_h, g.top, g.dilation_h),
            forward_axis(g.out_w, g.kernel_w, g.stride_w, g.left, g.dilation_w),
            ins, g.in_channels, g.in_h, g.in_w, outs, g.out_channels, g.out_h, g.out_w, ins * taps, taps};
}

// What is done with the sum of a target: it is added, or it overwrites, with the bias and ReLU if they are wanted.
#define CORRELATE \
    GEOMETRY, const bool back, Input source, Input weight, Input bias, const bool relu, const bool add, Output target

DEVICE void finish(Real sum, Index channel, Input bias, const bool relu, const bool add, Output target) {
    if (add) {
        *target += sum;
        return;
    }
    if (bias) sum += bias[channel];
    *target = relu && sum < 0 ? Real(0) : sum;
}

// A thread for each target: where groups are so small that a tile would be mostly empty.
KERNEL correlate_each(CORRELATE) {
    const Geometry g = GIVEN;
    const Index all_targets = back ? in_channels : out_channels;
    const Index target_h = back ? in_h : out_h, target_w = back ? in_w : out_w;
    EACH(i, batch * all_targets * target_h * target_w) {
        const Index column = i % target_w, row = i / target_w % target_h;
        const Index channel = i / (target_w * target_h) % all_targets;
        const Index sample = i / (target_w * target_h) / all_targets;
        const Correlation c = correlation(g, back, (row + top) % stride_h, (column + left) % stride_w);
        const Index group = channel / c.targets;
        const Index from_h = c.down.origin + (row - c.down.start) / c.down.stride * c.down.step;
        const Index from_w = c.across.origin + (column - c.across.start) / c.across.stride * c.across.step;
        Input plane = source + (sample * c.all_sources + group * c.sources) * c.source_h * c.source_w;
        Input taps = weight + group * c.targets * c.sources * kernel_h * kernel_w +
                     channel % c.targets * c.weight_target + c.down.first_tap * kernel_w + c.across.first_tap;
        Real sum = 0;
        for (Index s = 0; s < c.sources; s++, plane += c.source_h * c.source_w, taps += c.weight_source)
            for (Index j = 0; j < c.down.taps; j++) {
                const Index h = from_h + j * c.down.reach;
                if (h < 0 || h >= c.source_h) continue;
                for (Index l = 0; l < c.across.taps; l++) {
                    const Index w = from_w + l * c.across.reach;
                    if (w < 0 || w >= c.source_w) continue;
                    sum += taps[j * c.down.between * kernel_w + l * c.across.between] * plane[h * c.source_w + w];
                }
            }
        finish(sum, channel, bias, relu, add, target + i);
    }
}

// Memory for two tiles of each matrix: one is filled while the other is multiplied.
#define TILES(rows, columns, depth) \
    __shared__ __align__(16) Real left_tiles[2 * TILE_LENGTH(depth, rows)]; \
    __shared__ __align__(16) Real right_tiles[2 * TILE_LENGTH(depth, columns)];

// Where a term of the sums is: a channel of the source and a tap.
struct Term {
    Index weight, source, h, w;
};

DEVICE Term term(const Geometry& g, const Correlation& c, Index index) {
    const Index taps = c.down.taps * c.across.taps;
    const Index channel = index / taps, j = index % taps / c.across.taps, l = index % c.across.taps;
    const Index row = c.down.first_tap + j * c.down.between, column = c.across.first_tap + l * c.across.between;
    const Index h = j * c.down.reach, w = l * c.across.reach;
    return {channel * c.weight_source + row * g.kernel_w + column,
            (channel * c.source_h + h) * c.source_w + w, h, w};
}

// Multiplies a matrix of weights, [target channel, term], by one of sources, [term, place], which is never written down.
// A block has a tile of the products: some target channels of a group, and some places of the batch.
DEVICE void correlate(const int across, const int side, const int depth, Real* left_tiles, Real* right_tiles,
                      Term* terms, const Geometry g, const bool back, Input source, Input weight, Input bias,
                      const bool relu, const bool add, Output target) {
    const int rows = 256 / across * side, columns = across * side;
    const Index targets = (back ? g.in_channels : g.out_channels) / g.groups;
    // Each remainder has so many places at most.
    const Index most = back ? up(g.in_h, g.stride_h) * up(g.in_w, g.stride_w) : g.out_h * g.out_w;
    const Index row_tiles = up(targets, rows), column_tiles = up(g.batch * most, columns);
    const Index tile = blockIdx.x % (row_tiles * column_tiles), rest = blockIdx.x / (row_tiles * column_tiles);
    // Blocks that follow each other read the same sources.
    const Index first_row = tile % row_tiles * rows, first_column = tile / row_tiles * columns;
    const Index group = rest % g.groups, remainder = rest / g.groups;
    const Correlation c = correlation(g, back, remainder / g.stride_w, remainder % g.stride_w);
    const Index area = c.down.count * c.across.count, places = g.batch * area;
    // All threads of the block take the same way.
    if (first_column >= places) return;

    // A thread fetches sources of one place.
    const Index place = first_column + threadIdx.x % columns;
    const bool is_place = place < places;
    const Index from_h = c.down.origin + place % area / c.across.count * c.down.step;
    const Index from_w = c.across.origin + place % c.across.count * c.across.step;
    const Index from = place / area * c.all_sources * c.source_h * c.source_w +
                       (group * c.sources * c.source_h + from_h) * c.source_w + from_w;
    Input weights = weight + group * targets * c.sources * g.kernel_h * g.kernel_w;
    const Index count = c.sources * c.down.taps * c.across.taps;

    Real sums[64];
    Real next_left[8];
    Real next_right[8];
    for (int i = 0; i < side * side; i++) sums[i] = 0;
    if (threadIdx.x < depth && count > 0) terms[threadIdx.x] = term(g, c, threadIdx.x);
    __syncthreads();
    for (Index step = 0; step <= up(count, depth); step++) {
        const Index first = step * depth;
        const Term* own = terms + step % 2 * depth;
        if (first < count) {
#pragma unroll
            for (int i = 0; i < (rows * depth + 255) / 256; i++) {
                const int element = threadIdx.x + i * 256, k = element % depth, row = element / depth;
                const bool is_there = row < rows && first_row + row < targets && first + k < count;
                next_left[i] = is_there ? weights[(first_row + row) * c.weight_target + own[k].weight] : Real(0);
            }
#pragma unroll
            for (int i = 0; i < columns * depth / 256; i++) {
                const int k = threadIdx.x / columns + i * (256 / columns);
                next_right[i] = 0;
                if (is_place && first + k < count) {
                    const Index h = from_h + own[k].h, w = from_w + own[k].w;
                    if (h >= 0 && h < c.source_h && w >= 0 && w < c.source_w) next_right[i] = source[from + own[k].source];
                }
            }
        }
        if (step > 0) {
            const int filled = (step - 1) % 2;
            multiply_tiles(across, side, depth, left_tiles + filled * TILE_LENGTH(depth, rows),
                           right_tiles + filled * TILE_LENGTH(depth, columns), sums);
        }
        if (first < count) {
            Real* to_left = left_tiles + step % 2 * TILE_LENGTH(depth, rows);
            Real* to_right = right_tiles + step % 2 * TILE_LENGTH(depth, columns);
#pragma unroll
            for (int i = 0; i < (rows * depth + 255) / 256; i++) {
                const int element = threadIdx.x + i * 256, k = element % depth, row = element / depth;
                if (row < rows) to_left[k * (rows + 4) + row] = next_left[i];
            }
#pragma unroll
            for (int i = 0; i < columns * depth / 256; i++) {
                const int k = threadIdx.x / columns + i * (256 / columns);
                to_right[k * (columns + 4) + threadIdx.x % columns] = next_right[i];
            }
            if (threadIdx.x < depth) terms[(step + 1) % 2 * depth + threadIdx.x] = term(g, c, first + depth + threadIdx.x);
        }
        __syncthreads();
    }

#pragma unroll
    for (int j = 0; j < side; j++) {
        const Index to = first_column + tile_place(threadIdx.x % across, across, j);
        if (to >= places) continue;
        const Index h = c.down.start + to % area / c.across.count * c.down.stride;
        const Index w = c.across.start + to % c.across.count * c.across.stride;
        const Index planes = to / area * c.all_targets + group * targets;
#pragma unroll
        for (int i = 0; i < side; i++) {
            const Index row = first_row + tile_place(threadIdx.x / across, 256 / across, i);
            if (row < targets)
                finish(sums[i * side + j], group * targets + row, bias, relu, add,
                       target + ((planes + row) * c.target_h + h) * c.target_w + w);
        }
    }
}

#define CORRELATE_TILE(rows, columns, depth, across, side) \
    TILES(rows, columns, depth) \
    __shared__ Term terms[2 * depth]; \
    correlate(across, side, depth, left_tiles, right_tiles, terms, GIVEN, back, source, weight, bias, relu, add, target);

KERNEL correlate_64x64(CORRELATE) { CORRELATE_TILE(64, 64, 16, 16, 4) }
KERNEL correlate_128x32(CORRELATE) { CORRELATE_TILE(128, 32, 16, 8, 4) }
KERNEL correlate_32x128(CORRELATE) { CORRELATE_TILE(32, 128, 16, 32, 4) }
KERNEL correlate_16x256(CORRELATE) { CORRELATE_TILE(16, 256, 8, 64, 4) }
KERNEL correlate_128x128(CORRELATE) { CORRELATE_TILE(128, 128, 8, 16, 8) }

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
KERNEL weight_gradient_each(WEIGHT_GRADIENT) {
    const Geometry g = GIVEN;
    const Index ins = in_channels / groups, outs = out_channels / groups, taps = kernel_h * kernel_w;
    const Index pairs = out_channels * ins, weights = pairs * taps, area = out_h * out_w, places = batch * area;
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
            h[i] = (first_tap + i) / kernel_w * dilation_h - top;
            w[i] = (first_tap + i) % kernel_w * dilation_w - left;
            found[i] = 0;
        }
        for (Index place = from + threadIdx.x; place < to; place += blockDim.x) {
            const Index sample = place / area, row = place % area / out_w * stride_h, column = place % out_w * stride_w;
            const Real gradient = dy[(sample * out_channels + channel) * area + place % area];
            Input plane = x + (sample * in_channels + source) * in_h * in_w;
            bias += gradient;
#pragma unroll
            for (int i = 0; i < 9; i++) {
                const Index down = row + h[i], across = column + w[i];
                if (first_tap + i < taps && down >= 0 && down < in_h && across >= 0 && across < in_w)
                    found[i] += gradient * plane[down * in_w + across];
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

// Multiplies the gradients of outputs, [output channel, place], by what they were made of, [place, input channel and
// tap]. A block has a tile of the products, of one group and one part of the places.
DEVICE void weight_gradient(const int across, const int side, const int depth, Real* left_tiles, Real* right_tiles,
                            const Geometry g, const Index parts, Input x, Input dy, DoubleOutput sums, IntOutput tickets,
                            Output dweight, Output dbias) {
    const int rows = 256 / across * side, columns = across * side;
    const Index ins = g.in_channels / g.groups, outs = g.out_channels / g.groups, taps = g.kernel_h * g.kernel_w;
    const Index width = ins * taps, weights = g.out_channels * width;
    const Index area = g.out_h * g.out_w, in_area = g.in_h * g.in_w, places = g.batch * area;
    const Index row_tiles = up(outs, rows), column_tiles = up(width, columns);
    const Index tile = blockIdx.x % (row_tiles * column_tiles), rest = blockIdx.x / (row_tiles * column_tiles);
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
    weight_gradient(across, side, depth, left_tiles, right_tiles, GIVEN, parts, x, dy, sums, tickets, dweight, dbias);

KERNEL weight_gradient_64x64(WEIGHT_GRADIENT) { WEIGHT_TILE(64, 64, 16, 16, 4) }
KERNEL weight_gradient_128x32(WEIGHT_GRADIENT) { WEIGHT_TILE(128, 32, 16, 8, 4) }
KERNEL weight_gradient_32x128(WEIGHT_GRADIENT) { WEIGHT_TILE(32, 128, 16, 32, 4) }
KERNEL weight_gradient_16x256(WEIGHT_GRADIENT) { WEIGHT_TILE(16, 256, 8, 64, 4) }
KERNEL weight_gradient_128x128(WEIGHT_GRADIENT) { WEIGHT_TILE(128, 128, 8, 16, 8) }
