// Output i of an axis reads at (i · step + start) / unit of the input, in whole numbers, so that what an output reads
// and what reads an input are the same to the last digit. If it is `centred`, start is input − output, else 0. `largest`
// is the largest number that this comes to, so that a launch counts in 64 bits where that needs them.
#define ROWS const Index height, const Index rows, const Index row_step, const Index row_unit
#define COLUMNS const Index width, const Index columns, const Index column_step, const Index column_unit
#define SIZES const Index n, ROWS, COLUMNS, const bool nearest, const bool centred, const Index largest

struct Axis {
    Index input;
    Index output;
    Index step;
    Index unit;
    Index start;
    bool nearest;
};

DEVICE Axis axis_of(Index input, Index output, Index step, Index unit, bool nearest, bool centred) {
    Axis axis;
    axis.input = input;
    axis.output = output;
    axis.step = step;
    axis.unit = unit;
    axis.start = centred ? input - output : Index(0);
    axis.nearest = nearest;
    return axis;
}

#define AXES \
    const Axis down = axis_of(height, rows, row_step, row_unit, nearest, centred); \
    const Axis across = axis_of(width, columns, column_step, column_unit, nearest, centred);

// What one output of an axis reads: near · x[first] + far · x[second].
struct Pair {
    Index first;
    Index second;
    Real near;
    Real far;
};

DEVICE Pair read_by(Axis axis, Index output) {
    const Index place = max(output * axis.step + axis.start, Index(0));
    Pair pair;
    pair.first = min(place / axis.unit, axis.input - 1);
    pair.second = min(pair.first + 1, axis.input - 1);
    pair.far = axis.nearest ? Real(0) : Real(place - pair.first * axis.unit) / Real(axis.unit);
    pair.near = 1 - pair.far;
    return pair;
}

KERNEL forward(SIZES, Input x, Output y) {
    AXES
    EACH(i, n) {
        const Pair row = read_by(down, i / columns % rows), column = read_by(across, i % columns);
        const Real* plane = x + i / columns / rows * height * width;
        const Real* upper = plane + row.first * width;
        if (nearest) {
            y[i] = upper[column.first];
            continue;
        }
        const Real above = column.near * upper[column.first] + column.far * upper[column.second];
        if (row.far == 0) {
            y[i] = above;
            continue;
        }
        const Real* lower = plane + row.second * width;
        y[i] = row.near * above + row.far * (column.near * lower[column.first] + column.far * lower[column.second]);
    }
}

// The first output that may read an input; outputs after it that do not read it either come after all that do.
DEVICE Index first_reader(Axis axis, Index input) {
    const Index place = (axis.nearest ? input : input - 1) * axis.unit - axis.start;
    return place <= 0 ? Index(0) : axis.step == 0 ? axis.output : (place + axis.step - 1) / axis.step;
}

// With what weight an output reads an input; 0 if it does not.
DEVICE Real weight_of(Pair pair, Index input) {
    return (pair.first == input ? pair.near : Real(0)) + (pair.second == input ? pair.far : Real(0));
}

KERNEL backward(SIZES, Input dy, Output dx) {
    AXES
    EACH(i, n) {
        const Index row = i / width % height, column = i % width, first_column = first_reader(across, column);
        const Real* plane = dy + i / width / height * rows * columns;
        Real sum = 0;
        for (Index r = first_reader(down, row); r < rows; r++) {
            const Pair of_row = read_by(down, r);
            if (of_row.first > row) break;
            const Real row_weight = weight_of(of_row, row);
            if (row_weight == 0) continue;
            Real row_sum = 0;
            for (Index c = first_column; c < columns; c++) {
                const Pair of_column = read_by(across, c);
                if (of_column.first > column) break;
                const Real weight = weight_of(of_column, column);
                if (weight != 0) row_sum += weight * plane[r * columns + c];
            }
            sum += row_weight * row_sum;
        }
        dx[i] += sum;
    }
}
