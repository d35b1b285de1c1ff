// `x` is [groups, channels, height, width] with the groups of all samples, `offset` is [groups, taps, 2, positions], `mask` is
// [groups, taps, positions] or null, and the columns are [groups, channels, taps, positions].
#define SIZES \
    const Index n, const Index channels, const Index height, const Index width, const Index taps, const Index kernel_w, \
    const Index out_h, const Index out_w, const Index stride_h, const Index stride_w, const Index top, const Index left, \
    const Index dilation_h, const Index dilation_w

// The two pixels around a position on an axis, both inside, their weights, 0 for one that is not there, and the
// derivatives of these.
struct Around {
    Index before;
    Index after;
    Real weight_before;
    Real weight_after;
    Real slope_before;
    Real slope_after;
};

// Beyond the outermost pixels by one, all is zero alike. NaN stays.
DEVICE Around around(Real position, Index size) {
    const Real least = position < -1 ? Real(-1) : position, at = least > Real(size) ? Real(size) : least;
    const Real slope = position >= -1 && position < Real(size) ? Real(1) : at * 0;
    const Real share = at - floor(at);
    const Index before = truncated(floor(at)), after = before + 1;
    const bool has_before = before >= 0 && before < size, has_after = after >= 0 && after < size;
    Around pair;
    pair.before = min(max(before, Index(0)), size - 1);
    pair.after = min(max(after, Index(0)), size - 1);
    pair.weight_before = has_before ? 1 - share : Real(0);
    pair.weight_after = has_after ? share : Real(0);
    pair.slope_before = has_before ? -slope : Real(0);
    pair.slope_after = has_after ? slope : Real(0);
    return pair;
}

// What the tap of a place reads, a place being a tap of a group at a position.
#define TAPS(place) \
    const Index positions = out_h * out_w, position = (place) % positions, field = (place) / positions; \
    const Index tap = field % taps; \
    const Real* moved = offset + 2 * field * positions + position; \
    const Around v = around( \
        Real(position / out_w * stride_h - top) + Real(tap / kernel_w * dilation_h) + moved[0], height); \
    const Around u = around( \
        Real(position % out_w * stride_w - left) + Real(tap % kernel_w * dilation_w) + moved[positions], width); \
    const Real factor = mask ? mask[place] : Real(1);

#define UPPER_LEFT (v.before * width + u.before)
#define UPPER_RIGHT (v.before * width + u.after)
#define LOWER_LEFT (v.after * width + u.before)
#define LOWER_RIGHT (v.after * width + u.after)

KERNEL sample(SIZES, Input x, Input offset, Input mask, Output columns) {
    EACH(i, n) {
        const Index plane = i / (taps * out_h * out_w), of_plane = i % (taps * out_h * out_w);
        TAPS(plane / channels * taps * out_h * out_w + of_plane)
        const Real* own = x + plane * height * width;
        columns[i] = own[UPPER_LEFT] * (u.weight_before * v.weight_before * factor) +
                     own[UPPER_RIGHT] * (u.weight_after * v.weight_before * factor) +
                     (own[LOWER_LEFT] * (u.weight_before * v.weight_after * factor) +
                      own[LOWER_RIGHT] * (u.weight_after * v.weight_after * factor));
    }
}

// A pixel is read by terms of many places. Their numbers are those of the places times 4, and that of the corner.

DEVICE Real corner_weight(Around u, Around v, int corner) {
    return (corner % 2 ? u.weight_after : u.weight_before) * (corner / 2 ? v.weight_after : v.weight_before);
}

DEVICE Index corner_place(Around u, Around v, int corner, Index width) {
    return (corner / 2 ? v.after : v.before) * width + (corner % 2 ? u.after : u.before);
}

// Lists the terms that read each pixel of a group. Those of no weight add nothing unless what they weigh is infinite or NaN,
// and left in they would meet in long lists at the border.
KERNEL list(SIZES, Input offset, Input mask, Input dcolumns, UnsignedOutput lists, UnsignedOutput next) {
    EACH(i, n) {
        TAPS(i)
        const Index group = field / taps;
        bool is_finite = factor - factor == 0;
        for (Index channel = 0; channel < channels; channel++) {
            const Real value = dcolumns[((group * channels + channel) * taps + tap) * positions + position];
            is_finite = is_finite && value - value == 0;
        }
        for (int corner = 0; corner < 4; corner++)
            if (!is_finite || corner_weight(u, v, corner) != 0)
                push(lists, next, group * height * width + corner_place(u, v, corner, width), 4 * (Unsigned)i + corner + 1);
    }
}

// Adds to a pixel of each channel its terms, in their order.
KERNEL collect(
    SIZES, Input offset, Input mask, Input dcolumns, UnsignedInput lists, UnsignedOutput next, Output dx
) {
    EACH(i, n) {
        const Index pixels = height * width, group = i / pixels;
        Real* own = dx + group * channels * pixels + i % pixels;
        for (Unsigned node = sorted(lists[i], next); node; node = next[node - 1]) {
            const Index place = (Index)((node - 1) / 4);
            TAPS(place)
            const Real weight = corner_weight(u, v, (int)((node - 1) % 4)) * factor;
            const Real* column = dcolumns + (group * channels * taps + tap) * positions + position;
            for (Real* y = own; y != own + channels * pixels; y += pixels) {
                *y += *column * weight;
                column += taps * positions;
            }
        }
    }
}

KERNEL places(SIZES, Input x, Input offset, Input mask, Input dcolumns, Output doffset, Output dmask) {
    EACH(i, n) {
        TAPS(i)
        const Index group = field / taps;
        Real a = 0, b = 0, c = 0, d = 0;
        for (Index channel = 0; channel < channels; channel++) {
            const Index plane = group * channels + channel, start = plane * height * width;
            const Real gradient = dcolumns[(plane * taps + tap) * positions + position];
            a += x[start + UPPER_LEFT] * gradient;
            b += x[start + UPPER_RIGHT] * gradient;
            c += x[start + LOWER_LEFT] * gradient;
            d += x[start + LOWER_RIGHT] * gradient;
        }
        if (doffset) {
            Real* own = doffset + 2 * field * positions + position;
            own[0] += ((a * v.slope_before + c * v.slope_after) * u.weight_before +
                       (b * v.slope_before + d * v.slope_after) * u.weight_after) * factor;
            own[positions] += ((a * u.slope_before + b * u.slope_after) * v.weight_before +
                               (c * u.slope_before + d * u.slope_after) * v.weight_after) * factor;
        }
        if (dmask)
            dmask[i] += a * (u.weight_before * v.weight_before) + b * (u.weight_after * v.weight_before) +
                        (c * (u.weight_before * v.weight_after) + d * (u.weight_after * v.weight_after));
    }
}
