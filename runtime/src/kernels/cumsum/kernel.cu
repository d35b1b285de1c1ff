// A thread for each column of [outer, size, inner].
#define COLUMN(column) \
    const Index start = column / inner * size * inner + column % inner;

KERNEL forward(const Index columns, const Index size, const Index inner, Input x, Output y) {
    EACH(column, columns) {
        COLUMN(column)
        double sum = 0;
        for (Index i = 0; i < size; i++) {
            sum += x[start + i * inner];
            y[start + i * inner] = Real(sum);
        }
    }
}

KERNEL backward(const Index columns, const Index size, const Index inner, Input dy, Output dx) {
    EACH(column, columns) {
        COLUMN(column)
        double sum = 0;
        for (Index i = size; i-- > 0;) {
            sum += dy[start + i * inner];
            dx[start + i * inner] += Real(sum);
        }
    }
}
