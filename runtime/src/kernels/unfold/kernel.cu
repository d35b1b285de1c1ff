#define SIZES \
    const Index n, const Index channels, const Index input, const Index output, const Index kernel, const Index stride, \
    const Index before, const Index dilation, const Index inner, const bool adds

KERNEL unfold(SIZES, Input x, Output y) {
    EACH(i, n) {
        const Index tap = i / inner % kernel, channel = i / inner / kernel % channels;
        const Index row = i / inner / kernel / channels, sample = row / output;
        const Index place = row % output * stride + tap * dilation - before;
        const bool sees = place >= 0 && place < input;
        const Real value = sees ? x[((sample * channels + channel) * input + place) * inner + i % inner] : Real(0);
        y[i] = adds ? y[i] + value : value;
    }
}

KERNEL fold(SIZES, Input y, Output x) {
    EACH(i, n) {
        const Index place = i / inner % input, channel = i / inner / input % channels;
        const Index sample = i / inner / input / channels;
        Real sum = adds ? x[i] : Real(0);
        for (Index tap = 0; tap < kernel; tap++) {
            const Index start = place + before - tap * dilation, position = start / stride;
            if (start < 0 || start % stride != 0 || position >= output) continue;
            sum += y[(((sample * output + position) * channels + channel) * kernel + tap) * inner + i % inner];
        }
        x[i] = sum;
    }
}
