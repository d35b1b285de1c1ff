// A channel of `y` is a displacement, of `v` rows and of `u` columns.
#define SIZES const Index n, const Index channels, const Index height, const Index width, const Index reach

#define PLACE \
    const Index side = 2 * reach + 1, area = height * width; \
    const Index row = i / width % height, column = i % width;

DEVICE bool inside(Index place, Index size) {
    return place >= 0 && place < size;
}

KERNEL correlate(SIZES, Input a, Input b, Output y) {
    EACH(i, n) {
        PLACE
        const Index plane = i / area, sample = plane / (side * side), displacement = plane % (side * side);
        const Index v = displacement / side - reach, u = displacement % side - reach;
        Real sum = 0;
        if (inside(row + v, height) && inside(column + u, width)) {
            const Index start = sample * channels * area + i % area;
            for (Index channel = 0; channel < channels; channel++) {
                const Index at = start + channel * area;
                sum += a[at] * b[at + v * width + u];
            }
        }
        y[i] = sum / Real(channels);
    }
}

KERNEL first(SIZES, Input b, Input dy, Output da) {
    EACH(i, n) {
        PLACE
        const Index start = i / (channels * area) * side * side * area + i % area;
        Real sum = 0;
        for (Index v = -reach; v <= reach; v++) {
            if (!inside(row + v, height)) continue;
            for (Index u = -reach; u <= reach; u++)
                if (inside(column + u, width))
                    sum += dy[start + ((v + reach) * side + u + reach) * area] * b[i + v * width + u];
        }
        da[i] += sum / Real(channels);
    }
}

KERNEL second(SIZES, Input a, Input dy, Output db) {
    EACH(i, n) {
        PLACE
        const Index start = i / (channels * area) * side * side * area + i % area;
        Real sum = 0;
        for (Index v = -reach; v <= reach; v++) {
            if (!inside(row - v, height)) continue;
            for (Index u = -reach; u <= reach; u++)
                if (inside(column - u, width)) {
                    const Index back = v * width + u;
                    sum += dy[start + ((v + reach) * side + u + reach) * area - back] * a[i - back];
                }
        }
        db[i] += sum / Real(channels);
    }
}
