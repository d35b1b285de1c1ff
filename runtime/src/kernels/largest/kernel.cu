DEVICE bool is_larger(Real a, Real b) { return a > b || (a != a && b == b); }

// A thread for each row: one way through it for each place that is looked for.
KERNEL places(const Index rows, const Index size, const Index count, Input x, Output y) {
    EACH(row, rows) {
        Input own = x + row * size;
        Index last = -1;
        for (Index k = 0; k < count; k++) {
            Index found = -1;
            for (Index i = 0; i < size; i++) {
                // What comes after the one before it: it is smaller, or equal and further on.
                const bool is_later =
                    last < 0 || is_larger(own[last], own[i]) || (!is_larger(own[i], own[last]) && i > last);
                if (is_later && (found < 0 || is_larger(own[i], own[found]))) found = i;
            }
            y[row * count + k] = Real(found);
            last = found;
        }
    }
}
