// `x` is [outer, reduced, inner]. What is reduced may be cut into parts, whose results are [parts, outer, inner].
#define SIZES const Index outer, const Index reduced, const Index inner, const Index parts

// The sums of the parts are null if there is one part, which is then the result.

// A block for each part of a row, where there is nothing after the reduced axis.
#define ROW \
    const Index place = blockIdx.x / parts, part = blockIdx.x % parts, length = (reduced + parts - 1) / parts; \
    const Index from = part * length, to = min(from + length, reduced); \
    const Index result = part * outer + place; \
    Input row = x + place * reduced;

// A thread for each part of a column.
#define COLUMN \
    const Index places = outer * inner, place = result % places, part = result / places; \
    const Index length = (reduced + parts - 1) / parts; \
    const Index from = part * length, to = min(from + length, reduced); \
    Input column = x + place / inner * reduced * inner + place % inner;

DEVICE void tell_sum(double sum, double divisor, Index result, DoubleOutput sums, Output y) {
    if (sums) sums[result] = sum;
    else y[result] = Real(sum / divisor);
}

KERNEL sum_rows(SIZES, const double divisor, Input x, DoubleOutput sums, Output y) {
    ROW
    double sum = 0;
    EACH_OF_BLOCK(i, to - from) sum += row[from + i];
    sum = sum_of_block(sum);
    if (threadIdx.x == 0) tell_sum(sum, divisor, result, sums, y);
}

KERNEL sum_columns(SIZES, const double divisor, Input x, DoubleOutput sums, Output y) {
    EACH(result, outer * inner * parts) {
        COLUMN
        double sum = 0;
        for (Index i = from; i < to; i++) sum += column[i * inner];
        tell_sum(sum, divisor, result, sums, y);
    }
}

DEVICE double sum_of_parts(Index n, Index parts, DoubleInput sums, Index place) {
    double sum = 0;
    for (Index part = 0; part < parts; part++) sum += sums[part * n + place];
    return sum;
}

KERNEL divide(const Index n, const Index parts, const double divisor, DoubleInput sums, Output y) {
    EACH(place, n) y[place] = Real(sum_of_parts(n, parts, sums, place) / divisor);
}

KERNEL backward_sum(const Index n, const Index reduced, const Index inner, const Real divisor, Input dy, Output dx) {
    EACH(i, n) dx[i] += dy[i / (reduced * inner) * inner + i % inner] / divisor;
}

KERNEL max_rows(SIZES, Input x, Output y) {
    ROW
    Real largest = -INFINITE;
    EACH_OF_BLOCK(i, to - from) largest = maximum(largest, row[from + i]);
    largest = max_of_block(largest);
    if (threadIdx.x == 0) y[result] = largest;
}

KERNEL max_columns(SIZES, Input x, Output y) {
    EACH(result, outer * inner * parts) {
        COLUMN
        Real largest = -INFINITE;
        for (Index i = from; i < to; i++) largest = maximum(largest, column[i * inner]);
        y[result] = largest;
    }
}

// Whether x is what the maximum y was taken from.
DEVICE bool is_maximum(Real x, Real y) { return x == y || (x != x && y != y); }

DEVICE void tell_count(double count, Index result, DoubleOutput counts, Output dy) {
    if (counts) counts[result] = count;
    else dy[result] /= Real(count);
}

KERNEL count_rows(SIZES, Input x, Input y, DoubleOutput counts, Output dy) {
    ROW
    const Real largest = y[place];
    double count = 0;
    EACH_OF_BLOCK(i, to - from) count += is_maximum(row[from + i], largest);
    count = sum_of_block(count);
    if (threadIdx.x == 0) tell_count(count, result, counts, dy);
}

KERNEL count_columns(SIZES, Input x, Input y, DoubleOutput counts, Output dy) {
    EACH(result, outer * inner * parts) {
        COLUMN
        const Real largest = y[place];
        double count = 0;
        for (Index i = from; i < to; i++) count += is_maximum(column[i * inner], largest);
        tell_count(count, result, counts, dy);
    }
}

KERNEL share(const Index n, const Index parts, DoubleInput counts, Output dy) {
    EACH(place, n) dy[place] /= Real(sum_of_parts(n, parts, counts, place));
}

KERNEL backward_max(const Index n, const Index reduced, const Index inner, Input x, Input y, Input dy, Output dx) {
    EACH(i, n) {
        const Index place = i / (reduced * inner) * inner + i % inner;
        dx[i] += is_maximum(x[i], y[place]) ? dy[place] : Real(0);
    }
}
