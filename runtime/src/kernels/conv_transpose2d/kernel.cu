// Adds the sum of each channel of [batch, channels, area]. A block sums a part of a channel; `sums` of the parts are null
// if there is one.
KERNEL add_channels(const Index batch, const Index channels, const Index area, const Index parts, Input dy,
                    DoubleOutput sums, Output dbias) {
    const Index channel = blockIdx.x % channels, part = blockIdx.x / channels, places = batch * area;
    const Index length = (places + parts - 1) / parts, from = part * length, to = min(from + length, places);
    double sum = 0;
    EACH_OF_BLOCK(i, to - from) sum += dy[((from + i) / area * channels + channel) * area + (from + i) % area];
    sum = sum_of_block(sum);
    if (threadIdx.x == 0) {
        if (sums) sums[part * channels + channel] = sum;
        else dbias[channel] += Real(sum);
    }
}

KERNEL add_parts(const Index channels, const Index parts, DoubleInput sums, Output dbias) {
    EACH(channel, channels) dbias[channel] += Real(total_of_parts(sums, channels, parts, channel));
}
