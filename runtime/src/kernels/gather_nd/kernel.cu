// What indices lead into is [batch, outer, inner], with `inner` the product of the sizes of the first `axes` axes.
#define SIZES const Index n, const Index outer, const Index inner, const Index places, const Index axes, \
              const Index size0, const Index size1, const Index size2, const Index size3, const Index size4, \
              const Index size5

// Steps along an axis; all threads take the same way.
#define ALONG(axis, size) \
    if (axis < axes) { \
        const Index index = truncated(floor(own[axis * places])); \
        offset = offset * size + min(max(index, Index(0)), size - 1); \
    }

// Where among the elements of a row a place of a sample lies.
#define OFFSET(sample, place) \
    Index offset = 0; \
    const Real* own = indices + (sample) * axes * places + (place); \
    ALONG(0, size0) \
    ALONG(1, size1) \
    ALONG(2, size2) \
    ALONG(3, size3) \
    ALONG(4, size4) \
    ALONG(5, size5)

KERNEL gather(SIZES, Input x, Input indices, Output y) {
    EACH(i, n) {
        const Index row = i / places;
        OFFSET(row / outer, i % places)
        y[i] += x[row * inner + offset];
    }
}

// Lists the places that lead to each element of a sample.
KERNEL list(SIZES, Input indices, UnsignedOutput lists, UnsignedOutput next) {
    EACH(i, n) {
        const Index sample = i / places;
        OFFSET(sample, i % places)
        push(lists, next, sample * inner + offset, (Unsigned)i + 1);
    }
}

// Adds to an element of each row of a sample what its places have, in their order.
KERNEL scatter(const Index n, const Index outer, const Index inner, const Index places, Input x, UnsignedInput lists,
               UnsignedOutput next, Output y) {
    EACH(i, n) {
        const Index sample = i / inner;
        for (Unsigned node = sorted(lists[i], next); node; node = next[node - 1]) {
            const Index place = (Index)(node - 1) - sample * places;
            for (Index row = sample * outer; row < (sample + 1) * outer; row++)
                y[row * inner + i % inner] += x[row * places + place];
        }
    }
}
