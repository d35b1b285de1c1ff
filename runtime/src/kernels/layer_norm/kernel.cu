// `x` is [rows, channels, spatial], and each row has the weights of one of the groups.
#define SIZES const Index rows, const Index groups, const Index channels, const Index spatial

// Without weights they are 1, and the biases 0.
KERNEL forward(SIZES, const double epsilon, Input x, Input weight, Input bias, Output y, Output means, Output scales) {
    const Index columns = channels * spatial;
    EACH_ROW(row, rows) {
        Input own = x + row * columns;
        double sum = 0;
        EACH_OF_BLOCK(i, columns) sum += own[i];
        const Real mean = Real(sum_of_block(sum) / (double)columns);
        // What rounding left of the mean, and the squares around it.
        double rest = 0, squares = 0;
        EACH_OF_BLOCK(i, columns) {
            const double deviation = own[i] - mean;
            rest += deviation;
            squares += deviation * deviation;
        }
        rest = sum_of_block(rest);
        squares = sum_of_block(squares);
        const double variance = (squares - rest * rest / (double)columns) / (double)columns;
        const Real scale = Real(1 / sqrt(variance + epsilon));
        if (threadIdx.x == 0) {
            means[row] = mean;
            scales[row] = scale;
        }
        const Index first = row % groups * channels;
        EACH_OF_BLOCK(i, columns) {
            const Real normal = (own[i] - mean) * scale;
            const Index channel = first + i / spatial;
            y[row * columns + i] = weight ? normal * weight[channel] + bias[channel] : normal;
        }
    }
}

KERNEL backward(SIZES, Input x, Input means, Input scales, Input weight, Output dy) {
    const Index columns = channels * spatial;
    EACH_ROW(row, rows) {
        const Index start = row * columns, first = row % groups * channels;
        const Real mean = means[row], scale = scales[row];
        double sum = 0, product = 0;
        EACH_OF_BLOCK(i, columns) {
            const Real gradient = weight ? dy[start + i] * weight[first + i / spatial] : dy[start + i];
            sum += gradient;
            product += gradient * (x[start + i] - mean);
        }
        sum = sum_of_block(sum);
        product = sum_of_block(product);
        const Real constant = Real(sum / (double)columns);
        const Real slope = Real(product / (double)columns * (double)scale * (double)scale);
        EACH_OF_BLOCK(i, columns) {
            const Real gradient = weight ? dy[start + i] * weight[first + i / spatial] : dy[start + i];
            dy[start + i] = scale * (gradient - constant - (x[start + i] - mean) * slope);
        }
    }
}

// The gradients of the weights. What a channel of all groups has in `count` samples, or in as many elements of all
// samples, is cut into parts of `length`. Their sums are [parts, of_groups, 2], and null if there is one part.
#define WEIGHTS const Index of_groups, const Index channels, const Index spatial, const Index count, \
                const Index parts, const Index length, Input x, Input means, Input scales, Input dy, \
                DoubleOutput sums, Output dweight, Output dbias

DEVICE void tell(Index of_groups, Index channel, Index part, double to_weight, double to_bias, DoubleOutput sums,
                 Output dweight, Output dbias) {
    if (sums) {
        sums[2 * (part * of_groups + channel)] = to_weight;
        sums[2 * (part * of_groups + channel) + 1] = to_bias;
    } else {
        dweight[channel] += Real(to_weight);
        dbias[channel] += Real(to_bias);
    }
}

// Adds what element i of channel `channel` of a sample has.
#define ADD_TERM(sample, i) \
    const Index row = (sample) * (of_groups / channels) + channel / channels; \
    const Real gradient = dy[i]; \
    to_weight += gradient * ((x[i] - means[row]) * scales[row]); \
    to_bias += gradient;

// A thread for each part of a channel of one element.
KERNEL weights_of_elements(WEIGHTS) {
    EACH(i, of_groups * parts) {
        const Index channel = i % of_groups, part = i / of_groups;
        double to_weight = 0, to_bias = 0;
        for (Index sample = part * length; sample < min((part + 1) * length, count); sample++) {
            ADD_TERM(sample, sample * of_groups + channel)
        }
        tell(of_groups, channel, part, to_weight, to_bias, sums, dweight, dbias);
    }
}

// A block for each part of a channel.
KERNEL weights_of_planes(WEIGHTS) {
    const Index channel = blockIdx.x % of_groups, part = blockIdx.x / of_groups, from = part * length;
    double to_weight = 0, to_bias = 0;
    EACH_OF_BLOCK(at, min(length, count - from)) {
        const Index sample = (from + at) / spatial;
        ADD_TERM(sample, (sample * of_groups + channel) * spatial + (from + at) % spatial)
    }
    to_weight = sum_of_block(to_weight);
    to_bias = sum_of_block(to_bias);
    if (threadIdx.x == 0) tell(of_groups, channel, part, to_weight, to_bias, sums, dweight, dbias);
}

KERNEL finish(const Index of_groups, const Index parts, DoubleInput sums, Output dweight, Output dbias) {
    EACH(channel, of_groups) {
        double to_weight = 0, to_bias = 0;
        for (Index part = 0; part < parts; part++) {
            to_weight += sums[2 * (part * of_groups + channel)];
            to_bias += sums[2 * (part * of_groups + channel) + 1];
        }
        dweight[channel] += Real(to_weight);
        dbias[channel] += Real(to_bias);
    }
}
