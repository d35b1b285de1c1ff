#define SIZES const Index batch, const Index channels, const Index spatial
#define CHANNEL(i) ((i) / spatial % channels)
#define LENGTH (batch * channels * spatial)

KERNEL bias(SIZES, Input x, Input bias, Output y) { EACH(i, LENGTH) y[i] = x[i] + bias[CHANNEL(i)]; }

KERNEL prelu(SIZES, Input x, Input weight, Output y) {
    EACH(i, LENGTH) y[i] = x[i] > 0 ? x[i] : x[i] * weight[CHANNEL(i)];
}

KERNEL backward_prelu_input(SIZES, Input x, Input weight, Output dy) {
    EACH(i, LENGTH) dy[i] = x[i] > 0 ? dy[i] : dy[i] * weight[CHANNEL(i)];
}

// What an element adds to the gradient of its channel's variable: of a bias without x, else of a slope.
DEVICE Real term(Input x, Input dy, Index i) { return !x ? dy[i] : x[i] > 0 ? Real(0) : x[i] * dy[i]; }

// The sums of the parts of a channel are null if there is one part, which then goes to the gradient.
DEVICE void tell(double sum, Index channel, Index parts, Index part, DoubleOutput sums, Output gradient) {
    if (sums) sums[channel * parts + part] = sum;
    else gradient[channel] += Real(sum);
}

// A block adds up one of the parts of a channel.
KERNEL sum_planes(SIZES, const Index parts, Input x, Input dy, DoubleOutput sums, Output gradient) {
    const Index channel = blockIdx.x / parts, part = blockIdx.x % parts;
    const Index length = (batch * spatial + parts - 1) / parts;
    const Index from = part * length, to = min(from + length, batch * spatial);
    double sum = 0;
    EACH_OF_BLOCK(j, to - from) {
        const Index sample = (from + j) / spatial, place = (from + j) % spatial;
        sum += term(x, dy, (sample * channels + channel) * spatial + place);
    }
    sum = sum_of_block(sum);
    if (threadIdx.x == 0) tell(sum, channel, parts, part, sums, gradient);
}

// The same of values without spatial axes, 32 channels at a time, so that neighbours are read together.
KERNEL sum_columns(const Index batch, const Index channels, const Index parts, Input x, Input dy, DoubleOutput sums,
                   Output gradient) {
    __shared__ double lanes[256];
    const Index channel = blockIdx.x / parts * 32 + threadIdx.x % 32, part = blockIdx.x % parts;
    const Index length = (batch + parts - 1) / parts;
    const Index from = part * length, to = min(from + length, batch);
    double sum = 0;
    if (channel < channels)
        for (Index sample = from + threadIdx.x / 32; sample < to; sample += 8)
            sum += term(x, dy, sample * channels + channel);
    lanes[threadIdx.x] = sum;
    __syncthreads();
    if (threadIdx.x < 32 && channel < channels) {
        for (int lane = 1; lane < 8; lane++) sum += lanes[lane * 32 + threadIdx.x];
        tell(sum, channel, parts, part, sums, gradient);
    }
}

KERNEL add_sums(const Index channels, const Index parts, DoubleInput sums, Output gradient) {
    EACH(channel, channels) {
        double sum = 0;
        for (Index part = 0; part < parts; part++) sum += sums[channel * parts + part];
        gradient[channel] += Real(sum);
    }
}
