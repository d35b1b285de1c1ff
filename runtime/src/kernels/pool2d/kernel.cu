// Planes, which are the channels of all samples, and the windows in them.
#define SIZES \
    const Index planes, const Index in_h, const Index in_w, const Index out_h, const Index out_w, \
    const Index kernel_h, const Index kernel_w, const Index stride_h, const Index stride_w, const Index top, \
    const Index left, const Index bottom, const Index right, const Index dilation_h, const Index dilation_w, \
    const bool counts_padding

DEVICE Index up(Index a, Index b) { return (a + b - 1) / b; }

// The cells of a window that are not padding, along an axis; cell i lies at start + i · dilation.
struct Cells {
    Index start, first, end;
};

DEVICE Cells cells_at(Index window, Index input, Index kernel, Index stride, Index before, Index dilation) {
    const Index start = window * stride - before;
    const Index end = input > start ? min(kernel, up(input - start, dilation)) : 0;
    return {start, start < 0 ? up(-start, dilation) : 0, end};
}

// The cells of window number `place`, and its plane.
#define WINDOW(place) \
    const Index plane = (place) / (out_h * out_w) * in_h * in_w; \
    const Cells down = cells_at((place) / out_w % out_h, in_h, kernel_h, stride_h, top, dilation_h); \
    const Cells across = cells_at((place) % out_w, in_w, kernel_w, stride_w, left, dilation_w);

#define AT(i, j) (plane + (down.start + (i) * dilation_h) * in_w + across.start + (j) * dilation_w)

// How many cells of a window count, along an axis whose padding ends at `end`.
DEVICE Index counted(Cells cells, Index kernel, Index end, Index dilation, bool counts_padding) {
    return max(counts_padding ? min(kernel, up(end - cells.start, dilation)) : cells.end - cells.first, Index(1));
}

// By what the sum over a window is divided.
#define COUNT \
    (counted(down, kernel_h, in_h + bottom, dilation_h, counts_padding) \
     * counted(across, kernel_w, in_w + right, dilation_w, counts_padding))

// A thread goes over all cells of its window in reading order, or the threads of a block share them.
#define EACH_CELL(i, j) \
    for (Index i = down.first; i < down.end; i++) \
        for (Index j = across.first; j < across.end; j++)
#define EACH_CELL_OF_BLOCK(cell) \
    const Index cells_w = max(across.end - across.first, Index(0)); \
    EACH_OF_BLOCK(cell, max(down.end - down.first, Index(0)) * cells_w)
#define ROW_OF(cell) (down.first + (cell) / cells_w)
#define COLUMN_OF(cell) (across.first + (cell) % cells_w)

KERNEL max_forward(SIZES, Input x, Output y) {
    EACH(place, planes * out_h * out_w) {
        WINDOW(place)
        Real largest = -INFINITE;
        EACH_CELL(i, j) largest = maximum(largest, x[AT(i, j)]);
        y[place] = largest;
    }
}

KERNEL max_forward_large(SIZES, Input x, Output y) {
    const Index place = blockIdx.x;
    WINDOW(place)
    Real largest = -INFINITE;
    EACH_CELL_OF_BLOCK(cell) largest = maximum(largest, x[AT(ROW_OF(cell), COLUMN_OF(cell))]);
    largest = max_of_block(largest);
    if (threadIdx.x == 0) y[place] = largest;
}

// The maximum of some cells and which cell of the window that is; none is less than 0.
struct Best {
    Real value;
    int cell;
};

// With a cell that comes after all others: the first of several wins, and the last NaN.
DEVICE Best with_next(Best best, Real value, Index cell) {
    const bool wins = best.cell < 0 || value > best.value || value != value;
    return wins ? Best{value, (int)cell} : best;
}

DEVICE Best best_of(Best a, Best b) {
    if (a.cell < 0 || b.cell < 0) return a.cell < 0 ? b : a;
    const bool a_is_nan = a.value != a.value, b_is_nan = b.value != b.value;
    if (a_is_nan != b_is_nan) return a_is_nan ? a : b;
    if (!a_is_nan && a.value != b.value) return a.value > b.value ? a : b;
    return (a.cell < b.cell) == !a_is_nan ? a : b;
}

// Tells where the maximum of a window is, or if windows share no elements, adds its gradient there.
#define TELL(best) \
    if (places) places[place] = best.cell; \
    else if (best.cell >= 0) dx[AT(best.cell / kernel_w, best.cell % kernel_w)] += dy[place];

KERNEL max_places(SIZES, Input x, Input dy, IntOutput places, Output dx) {
    EACH(place, planes * out_h * out_w) {
        WINDOW(place)
        Best best = {-INFINITE, -1};
        EACH_CELL(i, j) best = with_next(best, x[AT(i, j)], i * kernel_w + j);
        TELL(best)
    }
}

KERNEL max_places_large(SIZES, Input x, Input dy, IntOutput places, Output dx) {
    __shared__ Real values[256];
    __shared__ int cells[256];
    const Index place = blockIdx.x;
    WINDOW(place)
    Best best = {-INFINITE, -1};
    EACH_CELL_OF_BLOCK(cell) {
        const Index i = ROW_OF(cell), j = COLUMN_OF(cell);
        best = with_next(best, x[AT(i, j)], i * kernel_w + j);
    }
    for (int threads = 128; threads > 0; threads /= 2) {
        values[threadIdx.x] = best.value;
        cells[threadIdx.x] = best.cell;
        __syncthreads();
        const int other = threadIdx.x + threads;
        if (threadIdx.x < threads) best = best_of(best, Best{values[other], cells[other]});
        __syncthreads();
    }
    if (threadIdx.x == 0) {
        TELL(best)
    }
}

// The windows that an element may lie in, along an axis: those from `first` to before `end` in which the padded place
// is a whole number of dilations from the start.
struct Windows {
    Index at, first, end;
};

DEVICE Windows windows_of(Index at, Index output, Index kernel, Index stride, Index before, Index dilation) {
    const Index padded = at + before, reach = dilation * (kernel - 1);
    return {padded, padded > reach ? up(padded - reach, stride) : 0, min(output, padded / stride + 1)};
}

// Goes over the windows with an element: [row, column] of the window, and the element's cell [i, j] in it.
#define EACH_WINDOW(element) \
    const Windows down = windows_of((element) / in_w % in_h, out_h, kernel_h, stride_h, top, dilation_h); \
    const Windows across = windows_of((element) % in_w, out_w, kernel_w, stride_w, left, dilation_w); \
    for (Index row = down.first; row < down.end; row++) \
        for (Index column = across.first; column < across.end; column++) \
            if ((down.at - row * stride_h) % dilation_h == 0 && (across.at - column * stride_w) % dilation_w == 0)

KERNEL max_gather(SIZES, Input dy, IntInput places, Output dx) {
    EACH(element, planes * in_h * in_w) {
        const Index plane = element / (in_h * in_w) * out_h * out_w;
        Real sum = 0;
        EACH_WINDOW(element) {
            const Index i = (down.at - row * stride_h) / dilation_h, j = (across.at - column * stride_w) / dilation_w;
            const Index place = plane + row * out_w + column;
            if (places[place] == i * kernel_w + j) sum += dy[place];
        }
        dx[element] += sum;
    }
}

KERNEL average_forward(SIZES, Input x, Output y) {
    EACH(place, planes * out_h * out_w) {
        WINDOW(place)
        Real sum = 0;
        EACH_CELL(i, j) sum += x[AT(i, j)];
        y[place] = sum / Real(COUNT);
    }
}

KERNEL average_forward_large(SIZES, Input x, Output y) {
    const Index place = blockIdx.x;
    WINDOW(place)
    double sum = 0;
    EACH_CELL_OF_BLOCK(cell) sum += x[AT(ROW_OF(cell), COLUMN_OF(cell))];
    sum = sum_of_block(sum);
    if (threadIdx.x == 0) y[place] = Real(sum / (double)COUNT);
}

// Within two units in the last place. A quotient that is rounded right is a call, for which a loop would write its registers to memory.
DEVICE float quotient(float a, float b) { return __fdividef(a, b); }
DEVICE double quotient(double a, double b) { return a / b; }

KERNEL average_backward(SIZES, Input dy, Output dx) {
    EACH(element, planes * in_h * in_w) {
        const Index plane = element / (in_h * in_w) * out_h * out_w;
        Real sum = 0;
        EACH_WINDOW(element) {
            const Cells down = cells_at(row, in_h, kernel_h, stride_h, top, dilation_h);
            const Cells across = cells_at(column, in_w, kernel_w, stride_w, left, dilation_w);
            sum += quotient(dy[plane + row * out_w + column], Real(COUNT));
        }
        dx[element] += sum;
    }
}
