// `before` and `after` are how many channels reach to a side.
#define SIZES const Index n, const Index channels, const Index spatial, const Index before, const Index after

#define CHANNEL \
    const Index channel = i / spatial % channels; \
    const Index first = max(channel - before, (Index)0), last = min(channel + after, channels - 1);

KERNEL forward(SIZES, const Real factor, const Real k, const Real beta, Input x, Output y, Output s) {
    EACH(i, n) {
        CHANNEL
        Real sum = k;
        for (Index other = first; other <= last; other++) {
            const Real neighbour = x[i + (other - channel) * spatial];
            sum += factor * neighbour * neighbour;
        }
        s[i] = sum;
        y[i] = x[i] * pow(sum, -beta);
    }
}

KERNEL slopes(const Index n, const Real beta, Input x, Input s, Input dy, Output slopes) {
    EACH(i, n) slopes[i] = dy[i] * x[i] * pow(s[i], -beta - 1);
}

KERNEL backward(SIZES, const Real factor, const Real beta, Input x, Input s, Input dy, Input slopes, Output dx) {
    EACH(i, n) {
        CHANNEL
        Real sum = 0;
        for (Index other = first; other <= last; other++) sum += slopes[i + (other - channel) * spatial];
        dx[i] += dy[i] * pow(s[i], -beta) + factor * x[i] * sum;
    }
}
