// `x` is [batch, channels, spatial]. The `count` elements of each channel are cut into parts of `length`, and a part is
// a block's work. What is found about the parts is [parts, channels, 2], and null if there is one, which needs no other
// launch.
#define SIZES const Index channels, const Index spatial, const Index count, const Index parts, const Index length
#define AFFINE Input weight, Input bias
#define STATISTICS Input mean, Input variance

#define PART \
    const Index channel = blockIdx.x % channels, part = blockIdx.x / channels; \
    const Index from = part * length, size = min(length, count - from);

// Where element i of the part lies.
#define PLACE(i) ((((from + (i)) / spatial) * channels + channel) * spatial + (from + (i)) % spatial)

DEVICE double deviation_of(double epsilon, Real variance) { return sqrt((double)variance + epsilon); }

DEVICE Real normal(Real x, Real mean, Real scale, Real bias) { return (x - mean) * scale + bias; }

// max(y, 0), and NaN of NaN.
DEVICE Real relu_of(bool relu, Real y) { return relu && 0 > y ? Real(0) : y; }

// How many elements there are, their mean, and the sum of their squared distances from it.
struct Moments {
    double count;
    double mean;
    double squares;
};

// Of both together (Chan, Golub and LeVeque 1979).
DEVICE Moments merged(Moments a, Moments b) {
    const double count = a.count + b.count, distance = b.mean - a.mean;
    Moments both;
    both.count = count;
    both.mean = a.mean + distance * b.count / count;
    both.squares = a.squares + b.squares + distance * distance * a.count * b.count / count;
    return both;
}

DEVICE Moments moments_of_part(Index channels, Index spatial, Index channel, Index from, Index size, Input x) {
    double sum = 0;
    EACH_OF_BLOCK(i, size) sum += x[PLACE(i)];
    const Real centre = Real(sum_of_block(sum) / (double)size);
    double distances = 0, squares = 0;
    EACH_OF_BLOCK(i, size) {
        const double distance = x[PLACE(i)] - centre;
        distances += distance;
        squares += distance * distance;
    }
    distances = sum_of_block(distances);
    squares = sum_of_block(squares);
    const double shift = distances / (double)size;
    Moments moments;
    moments.count = (double)size;
    moments.mean = centre + shift;
    moments.squares = squares - shift * distances;
    return moments;
}

// What is found goes to all parts, or, if this is the only one, to the channel.
KERNEL moments(SIZES, Input x, DoubleOutput found, Output all) {
    PART
    const Moments moments = moments_of_part(channels, spatial, channel, from, size, x);
    if (threadIdx.x == 0) {
        if (found) {
            found[2 * blockIdx.x] = moments.mean;
            found[2 * blockIdx.x + 1] = moments.squares;
        } else {
            all[channel] = Real(moments.mean);
            all[channels + channel] = Real(moments.squares / (double)count);
        }
    }
}

// Of all parts of each channel, whose elements are `share` of it each. `merged` divides, which has registers written to memory here.
KERNEL all_moments(SIZES, const double share, DoubleInput found, Output all) {
    EACH(channel, channels) {
        double mean = 0, squares = 0;
        for (Index part = 0; part < parts; part++)
            mean += found[2 * (part * channels + channel)] * (double)min(length, count - part * length);
        mean *= share;
        for (Index part = 0; part < parts; part++) {
            const double distance = found[2 * (part * channels + channel)] - mean;
            const double size = (double)min(length, count - part * length);
            squares += found[2 * (part * channels + channel) + 1] + distance * distance * size;
        }
        all[channel] = Real(mean);
        all[channels + channel] = Real(squares * share);
    }
}

KERNEL backward_moments(const Index n, const Index channels, const Index spatial, const Index count, Input x,
                        Input moments, Input gradient, Output dx) {
    EACH(i, n) {
        const Index channel = i / spatial % channels;
        const Real slope = Real(2 * (double)gradient[channels + channel] / (double)count);
        const Real constant = Real((double)gradient[channel] / (double)count);
        dx[i] += (x[i] - moments[channel]) * slope + constant;
    }
}

KERNEL forward_training(SIZES, const double epsilon, const bool relu, DoubleInput found, Input x, AFFINE, Output y,
                        Output mean, Output variance) {
    PART
    Moments all;
    if (found) {
        all.count = all.mean = all.squares = 0;
        for (Index other = 0; other < parts; other++) {
            Moments next;
            next.count = (double)min(length, count - other * length);
            next.mean = found[2 * (other * channels + channel)];
            next.squares = found[2 * (other * channels + channel) + 1];
            all = merged(all, next);
        }
    } else {
        all = moments_of_part(channels, spatial, channel, from, size, x);
    }
    const Real own_mean = Real(all.mean), own_variance = Real(all.squares / all.count);
    if (part == 0 && threadIdx.x == 0) {
        mean[channel] = own_mean;
        variance[channel] = own_variance;
    }
    const Real scale = Real(weight[channel] / deviation_of(epsilon, own_variance));
    EACH_OF_BLOCK(i, size) y[PLACE(i)] = relu_of(relu, normal(x[PLACE(i)], own_mean, scale, bias[channel]));
}

KERNEL forward_inference(const Index n, const Index channels, const Index spatial, const Real epsilon, const bool relu,
                         Input x, AFFINE, STATISTICS, Output y) {
    EACH(i, n) {
        const Index channel = i / spatial % channels;
        const Real scale = weight[channel] / sqrt(variance[channel] + epsilon);
        y[i] = relu_of(relu, normal(x[i], mean[channel], scale, bias[channel]));
    }
}

// What relu at x lets through of a gradient.
#define PASSED(i) (relu && normal(x[PLACE(i)], own_mean, scale, own_bias) <= 0 ? Real(0) : dy[PLACE(i)])

#define NORMALISER \
    const double deviation = deviation_of(epsilon, variance[channel]); \
    const Real own_mean = mean[channel], scale = Real(weight[channel] / deviation), own_bias = bias[channel];

// Σ dy and Σ dy · (x − μ) of a part. The gradient is not `Input`, for it is written to later.
#define SUMS_OF_PART \
    double sum = 0, product = 0; \
    EACH_OF_BLOCK(i, size) { \
        const Real passed = PASSED(i); \
        sum += passed; \
        product += passed * (x[PLACE(i)] - own_mean); \
    } \
    sum = sum_of_block(sum); \
    product = sum_of_block(product);

KERNEL sums(SIZES, const double epsilon, const bool relu, Input x, AFFINE, STATISTICS, Input dy, DoubleOutput found) {
    PART
    NORMALISER
    SUMS_OF_PART
    if (threadIdx.x == 0) {
        found[2 * blockIdx.x] = sum;
        found[2 * blockIdx.x + 1] = product;
    }
}

DEVICE double sum_of_parts(Index channels, Index parts, Index place, DoubleInput found) {
    double sum = 0;
    for (Index part = 0; part < parts; part++) sum += found[2 * part * channels + place];
    return sum;
}

// Running statistics do not depend on x. Where given ones depend on anything, there are gradients of them.
KERNEL backward(SIZES, const double epsilon, const bool relu, const bool training, DoubleInput found, Input x, AFFINE,
                STATISTICS, Output dy, Output dweight, Output dbias, Output dmoments) {
    PART
    NORMALISER
    double total, total_product;
    if (found) {
        total = sum_of_parts(channels, parts, 2 * channel, found);
        total_product = sum_of_parts(channels, parts, 2 * channel + 1, found);
    } else {
        SUMS_OF_PART
        total = sum;
        total_product = product;
    }
    if (part == 0 && threadIdx.x == 0) {
        dweight[channel] += Real(total_product / deviation);
        dbias[channel] += Real(total);
        if (dmoments) {
            const double slope = weight[channel] / deviation;
            dmoments[channel] += Real(-slope * total);
            dmoments[channels + channel] += Real(-0.5 * slope * total_product / (deviation * deviation));
        }
    }
    const double share = training ? weight[channel] / deviation / (double)count : 0;
    const Real slope = Real(-share * total_product / (deviation * deviation)), constant = Real(-share * total);
    EACH_OF_BLOCK(i, size)
        dy[PLACE(i)] = PASSED(i) * scale + ((x[PLACE(i)] - own_mean) * slope + constant);
}

// The folded weights, each of `width` elements, and after them the folded biases.
KERNEL fold(const Index channels, const Index width, const double epsilon, Input weight, Input bias, Input gamma,
            Input beta, STATISTICS, Output folded_weight, Output folded_bias) {
    EACH(i, channels * width + channels) {
        const bool is_weight = i < channels * width;
        const Index channel = is_weight ? i / width : i - channels * width;
        const Real scale = gamma[channel] / sqrt(variance[channel] + Real(epsilon));
        if (is_weight) folded_weight[i] = weight[i] * scale;
        else folded_bias[channel] = normal(bias ? bias[channel] : Real(0), mean[channel], scale, beta[channel]);
    }
}

KERNEL blend(const Index rows, UnsignedInput table) {
    EACH_ROW(row, rows) blend_row(table + row * BLEND_ROW);
}
