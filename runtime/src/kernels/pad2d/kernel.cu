// The image begins at `before` − `cut` along each axis of the frame, one of which is 0.
#define ROWS const Index height, const Index frame_height, const Index before0, const Index cut0
#define COLUMNS const Index width, const Index frame_width, const Index before1, const Index cut1
#define SIZES const Index n, ROWS, COLUMNS, const int border

// Borders.
#define ZEROS 0
#define REFLECT 1
#define REPLICATE 2

// From where along an axis of the image the place `at` after its beginning is taken; −1 if from nowhere.
DEVICE Index source_of(Index at, Index input, int border) {
    const Index last = input - 1;
    if (border == REFLECT) at = at > last ? 2 * last - at : at < 0 ? -at : at;
    if (border == REPLICATE) at = min(max(at, Index(0)), max(last, Index(0)));
    return at >= 0 && at <= last ? at : -1;
}

KERNEL forward(SIZES, Input x, Output y) {
    EACH(i, n) {
        const Index row = source_of(i / frame_width % frame_height - before0 + cut0, height, border);
        const Index column = source_of(i % frame_width - before1 + cut1, width, border);
        const Index plane = i / frame_width / frame_height;
        y[i] = row < 0 || column < 0 ? Real(0) : x[(plane * height + row) * width + column];
    }
}

// The places along an axis of the frame that are taken from one of the image: those from `from` on and before `to`, and
// those that it is seen at in the two mirrors, or −1.
struct Places {
    Index from;
    Index to;
    Index before;
    Index after;
};

DEVICE Places places_of(Index at, Index input, Index output, Index start, int border) {
    const Index last = input - 1;
    Places places;
    places.from = border == REPLICATE && at == 0 ? Index(0) : max(start + at, Index(0));
    places.to = border == REPLICATE && at == last ? output : min(start + at + 1, output);
    const Index before = start - at, after = start + 2 * last - at;
    places.before = border == REFLECT && at > 0 && before >= 0 && before < output ? before : -1;
    places.after = border == REFLECT && at < last && after >= 0 && after < output ? after : -1;
    return places;
}

DEVICE double sum_of_row(Places columns, const Real* dy) {
    double sum = 0;
    for (Index column = columns.from; column < columns.to; column++) sum += dy[column];
    if (columns.before >= 0) sum += dy[columns.before];
    if (columns.after >= 0) sum += dy[columns.after];
    return sum;
}

// Gathers what was taken from each pixel of the image.
KERNEL backward(SIZES, Input dy, Output dx) {
    EACH(i, n) {
        const Places rows = places_of(i / width % height, height, frame_height, before0 - cut0, border);
        const Places columns = places_of(i % width, width, frame_width, before1 - cut1, border);
        const Real* frame = dy + i / width / height * frame_height * frame_width;
        double sum = 0;
        for (Index row = rows.from; row < rows.to; row++) sum += sum_of_row(columns, frame + row * frame_width);
        if (rows.before >= 0) sum += sum_of_row(columns, frame + rows.before * frame_width);
        if (rows.after >= 0) sum += sum_of_row(columns, frame + rows.after * frame_width);
        dx[i] += Real(sum);
    }
}
