use super::super::check::values;
use super::super::{Cpu, Float};
use super::{AdaptivePool, Geometry};

const fn geometry(outer: usize, input: usize, output: usize, inner: usize) -> Geometry {
    Geometry { outer, input, output, inner }
}

/// Bins apart and bins that share places, one bin of all, as many bins as places, more of them, nothing, and long rows.
pub(super) const GEOMETRIES: [Geometry; 8] = [
    geometry(2, 6, 3, 4),
    geometry(2, 7, 3, 5),
    geometry(3, 5, 4, 1),
    geometry(1, 9, 1, 17),
    geometry(2, 4, 4, 3),
    geometry(2, 3, 5, 2),
    geometry(0, 3, 2, 2),
    geometry(1, 10, 7, 300),
];

/// As they are, with ties, with one or several that are not numbers, and without a largest.
pub(super) fn inputs<E: Float>(len: usize) -> [Vec<E>; 5] {
    let distinct = values::<E>(1, len);
    let ties = distinct.iter().map(|x| x.floor()).collect();
    let some_nan = distinct.iter().map(|&x| if x > E::of(1.5) { E::nan() } else { x }).collect();
    let mut one_nan = distinct.clone();
    one_nan.iter_mut().skip(len / 3).take(1).for_each(|x| *x = E::nan());
    [distinct, ties, one_nan, some_nan, vec![E::neg_infinity(); len]]
}

/// The elements of each bin, in order, and where its result is.
fn bins(g: &Geometry) -> Vec<(Vec<usize>, usize)> {
    let mut bins = Vec::new();
    for (outer, bin) in (0..g.outer).flat_map(|outer| (0..g.output).map(move |bin| (outer, bin))) {
        // A place is in the bin if any of it is, on a ruler that both divide.
        let (from, to) = (bin * g.input, (bin + 1) * g.input);
        let places = (0..g.input).filter(|place| (place + 1) * g.output > from && place * g.output < to);
        let places = places.collect::<Vec<_>>();
        bins.extend((0..g.inner).map(|column| {
            let elements = places.iter().map(|place| (outer * g.input + place) * g.inner + column);
            (elements.collect(), (outer * g.output + bin) * g.inner + column)
        }));
    }
    bins
}

#[test]
fn averages_are_those_of_the_bins() {
    for g in GEOMETRIES {
        let [inputs, outputs] = g.lengths();
        let (x, dy): (Vec<f64>, Vec<f64>) = (values(1, inputs), values(2, outputs));
        let (mut y, mut dx, mut expected) = (vec![f64::NAN; outputs], values(3, inputs), values::<f64>(3, inputs));
        Cpu.average_forward(&g, &x, &mut y);
        Cpu.average_backward(&g, &dy, &mut dx);
        for (elements, to) in bins(&g) {
            let mean = elements.iter().map(|&at| x[at]).sum::<f64>() / elements.len() as f64;
            assert!((y[to] - mean).abs() < 1e-12, "{g:?}");
            elements.iter().for_each(|&at| expected[at] += dy[to] / elements.len() as f64);
        }
        for (dx, expected) in dx.iter().zip(expected) {
            assert!((dx - expected).abs() < 1e-12, "{g:?}");
        }
    }
}

/// The first of several wins, and the last NaN.
#[test]
fn maxima_are_those_of_the_bins() {
    for g in GEOMETRIES {
        let [len, outputs] = g.lengths();
        let dy: Vec<f64> = values(2, outputs);
        for x in inputs::<f64>(len) {
            let (mut y, mut dx, mut expected) = (vec![0.0; outputs], values(3, len), values::<f64>(3, len));
            Cpu.max_forward(&g, &x, &mut y);
            Cpu.max_backward(&g, &x, &dy, &mut dx);
            for (elements, to) in bins(&g) {
                let nan = elements.iter().rev().find(|at| x[**at].is_nan());
                let largest = elements.iter().fold(f64::NEG_INFINITY, |largest, &at| largest.max(x[at]));
                let best = nan.or_else(|| elements.iter().find(|at| x[**at] == largest)).expect("a bin has places");
                assert!(y[to] == x[*best] || y[to].is_nan() && x[*best].is_nan(), "{g:?}");
                expected[*best] += dy[to];
            }
            for (dx, expected) in dx.iter().zip(expected) {
                assert!((dx - expected).abs() < 1e-12, "{g:?}");
            }
        }
    }
}
