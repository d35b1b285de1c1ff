KERNEL indices(const Index n, UnsignedInput indices, Output y) { EACH(i, n) y[i] = Real(indices[i]); }
KERNEL constants(const Index n, DoubleInput numbers, Output y) { EACH(i, n) y[i] = Real(numbers[i]); }
