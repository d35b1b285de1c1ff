#ifdef FIXED
// Left to itself the compiler goes down to as many registers as for one block more, and takes what is left from memory.
#if WANTED(correlate_128x128) || WANTED(weight_gradient_128x128) || WANTED(gradients_128x128)
static const int blocks_at_once = sizeof(Real) == 4 ? 2 : 1;
#else
static const int blocks_at_once = sizeof(Real) == 4 ? 3 : 1;
#endif
#undef KERNEL
#define KERNEL extern "C" __global__ __launch_bounds__(256, blocks_at_once) void
#endif

#define GEOMETRY \
    const Index batch, const Index groups, const Index in_channels, const Index out_channels, const Index in_h, \
    const Index in_w, const Index out_h, const Index out_w, const Index kernel_h, const Index kernel_w, \
    const Index stride_h, const Index stride_w, const Index top, const Index left, const Index dilation_h, \
    const Index dilation_w, const bool back

struct Geometry {
    Index batch, groups, in_channels, out_channels, in_h, in_w, out_h, out_w, kernel_h, kernel_w, stride_h, stride_w,
        top, left, dilation_h, dilation_w;
    // Whether a correlation goes from the output to the input.
    bool back;
};

// What a kernel is compiled for, whatever it is given, or what it is given.
#ifdef FIXED
#define GIVEN Geometry{batch, FIXED}
#else
#define GIVEN \
    Geometry{batch,    groups,   in_channels, out_channels, in_h, in_w, out_h,      out_w,     \
             kernel_h, kernel_w, stride_h,    stride_w,     top,  left, dilation_h, dilation_w, back}
#endif

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

DEVICE Correlation correlation(const Geometry& g, Index remainder_h, Index remainder_w) {
    const Index ins = g.in_channels / g.groups, outs = g.out_channels / g.groups, taps = g.kernel_h * g.kernel_w;
    if (g.back)
        return {backward_axis(g.in_h, g.kernel_h, g.stride_h, g.top, g.dilation_h, remainder_h),
                backward_axis(g.in_w, g.kernel_w, g.stride_w, g.left, g.dilation_w, remainder_w),
                outs, g.out_channels, g.out_h, g.out_w, ins, g.in_channels, g.in_h, g.in_w, taps, ins * taps};
    return {forward_axis(g.out_h, g.kernel_h, g.stride_h, g.top, g.dilation_h),
            forward_axis(g.out_w, g.kernel_w, g.stride_w, g.left, g.dilation_w),
            ins, g.in_channels, g.in_h, g.in_w, outs, g.out_channels, g.out_h, g.out_w, ins * taps, taps};
}

// What is done with the sum of a target: it is added, or it overwrites, with the bias and ReLU if they are wanted.
#define CORRELATE \
    GEOMETRY, Input source, Input weight, Input bias, const bool relu, const bool add, Output target

DEVICE void finish(Real sum, Index channel, Input bias, const bool relu, const bool add, Output target) {
    if (add) {
        *target += sum;
        return;
    }
    if (bias) sum += bias[channel];
    *target = relu && sum < 0 ? Real(0) : sum;
}

// A thread for each target: where groups are so small that a tile would be mostly empty.
#if WANTED(correlate_each)
KERNEL correlate_each(CORRELATE) {
    const Geometry g = GIVEN;
    const Index all_targets = g.back ? g.in_channels : g.out_channels;
    const Index target_h = g.back ? g.in_h : g.out_h, target_w = g.back ? g.in_w : g.out_w;
    EACH(i, batch * all_targets * target_h * target_w) {
        const Index column = i % target_w, row = i / target_w % target_h;
        const Index channel = i / (target_w * target_h) % all_targets;
        const Index sample = i / (target_w * target_h) / all_targets;
        const Correlation c = correlation(g, (row + g.top) % g.stride_h, (column + g.left) % g.stride_w);
        const Index group = channel / c.targets;
        const Index from_h = c.down.origin + (row - c.down.start) / c.down.stride * c.down.step;
        const Index from_w = c.across.origin + (column - c.across.start) / c.across.stride * c.across.step;
        Input plane = source + (sample * c.all_sources + group * c.sources) * c.source_h * c.source_w;
        Input taps = weight + group * c.targets * c.sources * g.kernel_h * g.kernel_w +
                     channel % c.targets * c.weight_target + c.down.first_tap * g.kernel_w + c.across.first_tap;
        Real sum = 0;
        for (Index s = 0; s < c.sources; s++, plane += c.source_h * c.source_w, taps += c.weight_source)
            for (Index j = 0; j < c.down.taps; j++) {
                const Index h = from_h + j * c.down.reach;
                if (h < 0 || h >= c.source_h) continue;
                for (Index l = 0; l < c.across.taps; l++) {
                    const Index w = from_w + l * c.across.reach;
                    if (w < 0 || w >= c.source_w) continue;
                    sum += taps[j * c.down.between * g.kernel_w + l * c.across.between] * plane[h * c.source_w + w];
                }
            }
        finish(sum, channel, bias, relu, add, target + i);
    }
}
#endif

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
DEVICE void correlate(const int across, const int side, const int depth, const Index block, Real* left_tiles,
                      Real* right_tiles, Term* terms, const Geometry g, Input source, Input weight, Input bias,
                      const bool relu, const bool add, Output target) {
    const int rows = 256 / across * side, columns = across * side;
    const Index targets = (g.back ? g.in_channels : g.out_channels) / g.groups;
    // Each remainder has so many places at most.
    const Index most = g.back ? up(g.in_h, g.stride_h) * up(g.in_w, g.stride_w) : g.out_h * g.out_w;
    const Index row_tiles = up(targets, rows), column_tiles = up(g.batch * most, columns);
    const Index tile = block % (row_tiles * column_tiles), rest = block / (row_tiles * column_tiles);
    // Blocks that follow each other read the same sources.
    const Index first_row = tile % row_tiles * rows, first_column = tile / row_tiles * columns;
    const Index group = rest % g.groups, remainder = rest / g.groups;
    const Correlation c = correlation(g, remainder / g.stride_w, remainder % g.stride_w);
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
    correlate(across, side, depth, blockIdx.x, left_tiles, right_tiles, terms, GIVEN, source, weight, bias, relu, add, target);

#if WANTED(correlate_64x64)
KERNEL correlate_64x64(CORRELATE) { CORRELATE_TILE(64, 64, 16, 16, 4) }
#endif
#if WANTED(correlate_128x32)
KERNEL correlate_128x32(CORRELATE) { CORRELATE_TILE(128, 32, 16, 8, 4) }
#endif
#if WANTED(correlate_32x128)
KERNEL correlate_32x128(CORRELATE) { CORRELATE_TILE(32, 128, 16, 32, 4) }
#endif
#if WANTED(correlate_16x256)
KERNEL correlate_16x256(CORRELATE) { CORRELATE_TILE(16, 256, 8, 64, 4) }
#endif
#if WANTED(correlate_128x128)
KERNEL correlate_128x128(CORRELATE) { CORRELATE_TILE(128, 128, 8, 16, 8) }
#endif
