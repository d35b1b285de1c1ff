use super::super::Cpu;
use super::super::check::values;
use super::{Geometry, Unfold};

/// Of one tap, of three with padding, strides that leave places out, dilation, nothing, and rows of several vectors.
pub(super) const GEOMETRIES: [Geometry; 6] = [
    geometry([2, 3], [4, 4], 1, [1, 0, 1], 5),
    geometry([2, 3], [5, 5], 3, [1, 1, 1], 4),
    geometry([1, 2], [9, 3], 2, [4, 1, 1], 1),
    geometry([3, 1], [7, 5], 3, [2, 4, 3], 33),
    geometry([0, 2], [3, 2], 2, [1, 0, 1], 2),
    geometry([1, 4], [2, 3], 5, [1, 2, 1], 300),
];

const fn geometry(
    [batch, channels]: [usize; 2],
    [input, output]: [usize; 2],
    kernel: usize,
    [stride, before, dilation]: [usize; 3],
    inner: usize,
) -> Geometry {
    Geometry { batch, channels, input, output, kernel, stride, before, dilation, inner }
}

/// All pairs of an element of `x` and one of `y` that are the same.
fn pairs(g: &Geometry) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (rows, taps) = (g.batch * g.output, g.channels * g.kernel);
    for (row, tap) in (0..rows).flat_map(|row| (0..taps).map(move |tap| (row, tap))) {
        let (sample, position, channel) = (row / g.output, row % g.output, tap / g.kernel);
        let place = (position * g.stride + tap % g.kernel * g.dilation).cast_signed() - g.before.cast_signed();
        if (0..g.input.cast_signed()).contains(&place) {
            let from = (sample * g.channels + channel) * g.input + place.cast_unsigned();
            let each = (0..g.inner).map(|at| (from * g.inner + at, (row * taps + tap) * g.inner + at));
            pairs.extend(each);
        }
    }
    pairs
}

#[test]
fn elements_are_where_they_belong() {
    for (g, adds) in GEOMETRIES.into_iter().flat_map(|g| [(g, false), (g, true)]) {
        let (x, before): (Vec<f64>, Vec<f64>) = (values(1, g.folded()), values(2, g.unfolded()));
        let (mut expected, mut y) = (before.clone(), before);
        if !adds {
            expected.fill(0.0);
        }
        pairs(&g).into_iter().for_each(|(from, to)| expected[to] += x[from]);
        Cpu.unfold(&g, adds, &x, &mut y);
        assert_eq!(y, expected, "{g:?}");
    }
}

#[test]
fn what_is_folded_is_a_sum() {
    for (g, adds) in GEOMETRIES.into_iter().flat_map(|g| [(g, false), (g, true)]) {
        let (y, before): (Vec<f64>, Vec<f64>) = (values(1, g.unfolded()), values(2, g.folded()));
        let (mut expected, mut x) = (before.clone(), before);
        if !adds {
            expected.fill(0.0);
        }
        pairs(&g).into_iter().for_each(|(to, from)| expected[to] += y[from]);
        Cpu.fold(&g, adds, &y, &mut x);
        for (x, expected) in x.iter().zip(expected) {
            assert!((x - expected).abs() < 1e-12, "{g:?}");
        }
    }
}
