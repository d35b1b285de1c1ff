// The difference of what is NaN or infinite from itself is NaN. A block adds 1 if it has found any: these are few enough to
// be counted without rounding, in whatever order they come.
KERNEL note_not_finite(const Index n, Input x, Output answer) {
    int found = 0;
    EACH(i, n) found |= !(x[i] - x[i] == 0);
    const double sum = sum_of_block(found);
    if (threadIdx.x == 0 && sum > 0) atomicAdd(answer, Real(1));
}
