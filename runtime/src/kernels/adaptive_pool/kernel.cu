#define SIZES const Index n, const Index input, const Index output, const Index inner

// What a part of `parts` covers of `size` places: from `first` to before `end`.
struct Part {
    Index first, end;
};

DEVICE Part part(Index index, Index size, Index parts) {
    return {index * size / parts, ((index + 1) * size + parts - 1) / parts};
}

// Bin number i, and where the first place of its outer index lies.
#define BIN(i) \
    const Part places = part((i) / inner % output, input, output); \
    const Index start = (i) / inner / output * input * inner + (i) % inner;

// Whether a value takes the place of the maximum so far; NaN does.
DEVICE bool beats(Real value, Real maximum) { return value > maximum || value != value; }

// The place of a bin's maximum: the first of several, and of NaNs the last.
DEVICE Index best_of(Input x, Part places, Index start, Index inner) {
    Index best = places.first;
    for (Index place = places.first + 1; place < places.end; place++)
        if (beats(x[start + place * inner], x[start + best * inner])) best = place;
    return best;
}

KERNEL max_forward(SIZES, Input x, Output y) {
    EACH(i, n) {
        BIN(i)
        y[i] = x[start + best_of(x, places, start, inner) * inner];
    }
}

// Goes over the bins that place number i lies in; `at` is where such a bin's elements begin in y.
#define EACH_BIN(i) \
    const Index place = (i) / inner % input, outer = (i) / inner / input; \
    const Part bins = part(place, output, input); \
    for (Index bin = bins.first; bin < bins.end; bin++)
#define AT(i) ((outer * output + bin) * inner + (i) % inner)

KERNEL max_backward(SIZES, Input x, Input dy, Output dx) {
    EACH(i, n) {
        Real sum = 0;
        EACH_BIN(i) {
            const Index start = outer * input * inner + i % inner;
            if (best_of(x, part(bin, input, output), start, inner) == place) sum += dy[AT(i)];
        }
        dx[i] += sum;
    }
}

KERNEL average_forward(SIZES, Input x, Output y) {
    EACH(i, n) {
        BIN(i)
        Real sum = 0;
        for (Index place = places.first; place < places.end; place++) sum += x[start + place * inner];
        y[i] = sum / Real(places.end - places.first);
    }
}

KERNEL average_backward(SIZES, Input dy, Output dx) {
    EACH(i, n) {
        Real sum = 0;
        EACH_BIN(i) {
            const Part places = part(bin, input, output);
            sum += dy[AT(i)] / Real(places.end - places.first);
        }
        dx[i] += sum;
    }
}
