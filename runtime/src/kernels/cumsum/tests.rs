use super::super::Cpu;
use super::super::check::{assert_close, values};
use super::{Cumsum, Geometry};

/// Of one element, of nothing, along rows and along columns, and of many.
pub(super) const GEOMETRIES: [Geometry; 6] = [
    Geometry { outer: 1, reduced: 1, inner: 1 },
    Geometry { outer: 0, reduced: 3, inner: 2 },
    Geometry { outer: 3, reduced: 5, inner: 1 },
    Geometry { outer: 2, reduced: 4, inner: 7 },
    Geometry { outer: 1, reduced: 900, inner: 3 },
    Geometry { outer: 300, reduced: 2, inner: 2 },
];

#[test]
fn sums_are_those_of_a_loop() {
    for g in GEOMETRIES {
        let x: Vec<f64> = values(1, g.outer * g.reduced * g.inner);
        let before: Vec<f64> = values(2, x.len());
        let (mut y, mut dx) = (vec![f64::NAN; x.len()], before.clone());
        Cpu.forward(&g, &x, &mut y);
        Cpu.backward(&g, &x, &mut dx);
        let at = |outer: usize, place: usize, inner: usize| (outer * g.reduced + place) * g.inner + inner;
        for (outer, inner) in (0..g.outer).flat_map(|outer| (0..g.inner).map(move |inner| (outer, inner))) {
            for place in 0..g.reduced {
                let here = at(outer, place, inner);
                let sum = |range: std::ops::Range<usize>| range.map(|place| x[at(outer, place, inner)]).sum::<f64>();
                assert_close(&[y[here]], &[sum(0..place + 1)], 1e-12);
                assert_close(&[dx[here]], &[before[here] + sum(place..g.reduced)], 1e-12);
            }
        }
    }
}
