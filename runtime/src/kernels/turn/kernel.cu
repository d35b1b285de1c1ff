#define SIZES const Index n, const Index size, const Index inner, const Index start, const bool reversed

// Where the element at i comes from.
DEVICE Index source(Index i, Index size, Index inner, Index start, bool reversed) {
    const Index row = i / inner, place = row % size;
    Index from = reversed ? start + size - place : start + place;
    if (from >= size) from -= size;
    return (row - place + from) * inner + i % inner;
}

KERNEL forward(SIZES, Input x, Output y) { EACH(i, n) y[i] = x[source(i, size, inner, start, reversed)]; }
KERNEL backward(SIZES, Input dy, Output dx) { EACH(i, n) dx[i] += dy[source(i, size, inner, start, reversed)]; }
