// The sizes of the axes of what is written, and how far apart their elements lie in what is read. Those before the
// axes that there are have one element.
#define AXES const Index n, const Index size1, const Index size2, const Index size3, const Index size4, \
             const Index size5, const Index stride0, const Index stride1, const Index stride2, const Index stride3, \
             const Index stride4, const Index stride5

// Steps along an axis; all threads take the same way.
#define ALONG(size, stride) \
    if (size > 1) { \
        from += rest % size * stride; \
        rest /= size; \
    }

// Where element i of what is written comes from.
#define SOURCE \
    Index from = 0, rest = i; \
    ALONG(size5, stride5) \
    ALONG(size4, stride4) \
    ALONG(size3, stride3) \
    ALONG(size2, stride2) \
    ALONG(size1, stride1) \
    from += rest * stride0;

KERNEL forward(AXES, Input x, Output y) {
    EACH(i, n) {
        SOURCE
        y[i] = x[from];
    }
}

KERNEL backward(AXES, Input dy, Output dx) {
    EACH(i, n) {
        SOURCE
        dx[i] += dy[from];
    }
}

// Where the last axis of what is read is not that of what is written, a tile of both is turned in shared memory, so that
// neighbouring threads read and write neighbouring elements. `down` and `across` are the sizes of the two axes, and each
// of the other four has a size and how far apart its elements lie in what is read and in what is written.
#define TILES const Index tiles, const Index down, const Index down_to, const Index across, const Index across_from, \
              const Index size1, const Index size2, const Index size3, const Index from0, const Index from1, \
              const Index from2, const Index from3, const Index to0, const Index to1, const Index to2, const Index to3

#define BOTH_ALONG(size, from_stride, to_stride) \
    if (size > 1) { \
        start += rest % size * from_stride; \
        target += rest % size * to_stride; \
        rest /= size; \
    }

#define TURN(from, to, write) \
    __shared__ Real tile[32][33]; \
    const Index tiles_down = (down + 31) / 32, tiles_across = (across + 31) / 32; \
    const int lane = threadIdx.x % 32; \
    EACH_ROW(t, tiles) { \
        const Index first_down = t / tiles_across % tiles_down * 32, first_across = t % tiles_across * 32; \
        Index rest = t / tiles_across / tiles_down, start = 0, target = 0; \
        BOTH_ALONG(size3, from3, to3) \
        BOTH_ALONG(size2, from2, to2) \
        BOTH_ALONG(size1, from1, to1) \
        start += rest * from0; \
        target += rest * to0; \
        for (int line = threadIdx.x / 32; line < 32; line += blockDim.x / 32) { \
            const Index i = first_down + lane, j = first_across + line; \
            if (i < down && j < across) tile[line][lane] = from[start + j * across_from + i]; \
        } \
        __syncthreads(); \
        for (int line = threadIdx.x / 32; line < 32; line += blockDim.x / 32) { \
            const Index i = first_down + line, j = first_across + lane; \
            if (i < down && j < across) to[target + i * down_to + j] write tile[lane][line]; \
        } \
        __syncthreads(); \
    }

KERNEL forward_tiles(TILES, Input x, Output y) { TURN(x, y, =) }
KERNEL backward_tiles(TILES, Input dy, Output dx) { TURN(dy, dx, +=) }
