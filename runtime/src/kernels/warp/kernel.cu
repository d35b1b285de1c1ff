// `x` is [batch, channels, height, width], `flow` is [batch, 2, height, width].
#define SIZES const Index n, const Index channels, const Index height, const Index width, const bool nearest, \
              const int padding

// Paddings.
#define BORDER 0
#define ZEROS 1
#define REFLECTION 2

// `value` where it is between the ends, else the nearer end. NaN stays.
DEVICE Real between(Real value, Real from, Real to) {
    const Real least = value < from ? from : value;
    return least > to ? to : least;
}

// 1 if `inside`, else 0, and NaN for a value that is NaN.
DEVICE Real slope_of(bool inside, Real value) { return inside ? Real(1) : value * 0; }

// Where on an axis a position is, or one pixel beyond it, and how that moves with the position.
struct Position {
    Real at;
    Real slope;
};

DEVICE Position located(Real position, Index size, int padding) {
    const Real last = Real(size - 1);
    Position found;
    if (padding == BORDER) {
        found.at = between(position, 0, last);
        found.slope = slope_of(position > 0 && position < last, found.at);
    } else if (padding == ZEROS) {
        // Beyond the outermost pixels by one, all is zero alike.
        found.at = between(position, -1, Real(size));
        found.slope = slope_of(position >= -1 && position < Real(size), found.at);
    } else {
        // Two mirrors, the first at 0 and the other a span away; an image of one pixel is seen in all of them. It is NaN
        // where the position is infinite.
        const Real span = size == 1 ? Real(1) : last, distance = fabs(position);
        const Real mirrors = floor(distance / span), rest = distance - mirrors * span;
        const Real odd = mirrors - 2 * floor(mirrors / 2);
        const Real direction = (1 - 2 * odd) * (position < 0 ? Real(-1) : Real(1));
        const Real seen = rest + odd * (span - 2 * rest);
        found.at = between(seen * (size == 1 ? Real(0) : Real(1)), 0, last);
        found.slope = direction * slope_of(seen > 0 && seen < last, found.at);
    }
    return found;
}

// All to the pixel after or nothing: the share of the nearest one. NaN stays.
DEVICE Real nearest_share(Real share, Real before) {
    const bool is_odd = before - 2 * floor(before / 2) != 0;
    return share > Real(0.5) || (share == Real(0.5) && is_odd) ? Real(1) : share * 0;
}

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

DEVICE Around around(Real position, Index size, bool nearest, int padding) {
    const Position found = located(position, size, padding);
    const Real whole = floor(found.at), share = found.at - whole;
    const Real far = nearest ? nearest_share(share, whole) : share;
    const Index before = truncated(whole), after = before + 1;
    const bool has_before = before >= 0 && before < size, has_after = after >= 0 && after < size;
    Around pair;
    pair.before = min(max(before, Index(0)), size - 1);
    pair.after = min(max(after, Index(0)), size - 1);
    pair.weight_before = has_before ? 1 - far : Real(0);
    pair.weight_after = has_after ? far : Real(0);
    pair.slope_before = nearest || !has_before ? Real(0) : -found.slope;
    pair.slope_after = nearest || !has_after ? Real(0) : found.slope;
    return pair;
}

// What a pixel of a sample reads, in columns and in rows.
#define TAPS(sample, pixel) \
    const Index area = height * width; \
    const Real* displacement = flow + 2 * (sample) * area + (pixel); \
    const Around u = around(displacement[0] + Real((pixel) % width), width, nearest, padding); \
    const Around v = around(displacement[area] + Real((pixel) / width), height, nearest, padding);

#define UPPER_LEFT (v.before * width + u.before)
#define UPPER_RIGHT (v.before * width + u.after)
#define LOWER_LEFT (v.after * width + u.before)
#define LOWER_RIGHT (v.after * width + u.after)

KERNEL warp(SIZES, Input x, Input flow, Output y) {
    EACH(i, n) {
        const Index plane = i / (height * width), pixel = i % (height * width);
        TAPS(plane / channels, pixel)
        const Real* own = x + plane * area;
        y[i] += own[UPPER_LEFT] * (u.weight_before * v.weight_before) +
                own[UPPER_RIGHT] * (u.weight_after * v.weight_before) +
                (own[LOWER_LEFT] * (u.weight_before * v.weight_after) +
                 own[LOWER_RIGHT] * (u.weight_after * v.weight_after));
    }
}

KERNEL flow_gradient(SIZES, Input x, Input flow, Input dy, Output dflow) {
    EACH(i, n) {
        const Index sample = i / (height * width), pixel = i % (height * width);
        TAPS(sample, pixel)
        Real a = 0, b = 0, c = 0, d = 0;
        for (Index channel = 0; channel < channels; channel++) {
            const Index start = (sample * channels + channel) * area;
            const Real gradient = dy[start + pixel];
            a += x[start + UPPER_LEFT] * gradient;
            b += x[start + UPPER_RIGHT] * gradient;
            c += x[start + LOWER_LEFT] * gradient;
            d += x[start + LOWER_RIGHT] * gradient;
        }
        Real* own = dflow + 2 * sample * area + pixel;
        own[0] += (a * u.slope_before + b * u.slope_after) * v.weight_before +
                  (c * u.slope_before + d * u.slope_after) * v.weight_after;
        own[area] += (a * v.slope_before + c * v.slope_after) * u.weight_before +
                     (b * v.slope_before + d * v.slope_after) * u.weight_after;
    }
}

// A splat adds four terms of each pixel. Their numbers are those of the pixels times 4, and that of the corner.

DEVICE Real corner_weight(Around u, Around v, int corner) {
    return (corner % 2 ? u.weight_after : u.weight_before) * (corner / 2 ? v.weight_after : v.weight_before);
}

DEVICE Index corner_place(Around u, Around v, int corner, Index width) {
    return (corner / 2 ? v.after : v.before) * width + (corner % 2 ? u.after : u.before);
}

// Lists the terms that are added to each pixel of a sample. Those of no weight add nothing unless what they weigh is
// infinite or NaN, and left in they would meet in long lists at the border.
KERNEL list(SIZES, Input x, Input flow, UnsignedOutput lists, UnsignedOutput next) {
    EACH(i, n) {
        const Index sample = i / (height * width), pixel = i % (height * width);
        TAPS(sample, pixel)
        bool is_finite = true;
        for (Index channel = 0; channel < channels; channel++) {
            const Real value = x[(sample * channels + channel) * area + pixel];
            is_finite = is_finite && value - value == 0;
        }
        for (int corner = 0; corner < 4; corner++)
            if (!is_finite || corner_weight(u, v, corner) != 0)
                push(lists, next, sample * area + corner_place(u, v, corner, width), 4 * (Unsigned)i + corner + 1);
    }
}

// Adds to a pixel of each channel its terms, in their order.
KERNEL splat(SIZES, Input x, Input flow, UnsignedInput lists, UnsignedOutput next, Output y) {
    EACH(i, n) {
        const Index sample = i / (height * width), target = i % (height * width);
        for (Unsigned node = sorted(lists[i], next); node; node = next[node - 1]) {
            const Index pixel = (Index)((node - 1) / 4) - sample * height * width;
            TAPS(sample, pixel)
            const Real weight = corner_weight(u, v, (int)((node - 1) % 4));
            for (Index channel = 0; channel < channels; channel++) {
                const Index start = (sample * channels + channel) * area;
                y[start + target] += x[start + pixel] * weight;
            }
        }
    }
}

KERNEL meshgrid(const Index n, const Index height, const Index width, Output y) {
    EACH(i, n) y[i] = Real(i / (height * width) % 2 ? i / width % height : i % width);
}
