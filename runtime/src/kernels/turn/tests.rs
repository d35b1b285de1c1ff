use super::super::Cpu;
use super::super::check::values;
use super::{Geometry, Turn};

const fn geometry(outer: usize, size: usize, inner: usize, start: usize, reversed: bool) -> Geometry {
    Geometry { outer, size, inner, start, reversed }
}

/// Of one element, of nothing, turned and back to front, along rows and along columns.
pub(super) const GEOMETRIES: [Geometry; 8] = [
    geometry(1, 1, 1, 0, false),
    geometry(0, 3, 2, 1, false),
    geometry(2, 5, 1, 2, false),
    geometry(2, 5, 1, 4, true),
    geometry(3, 4, 7, 3, false),
    geometry(3, 4, 7, 3, true),
    geometry(2, 6, 33, 0, false),
    geometry(1, 701, 3, 20, true),
];

#[test]
fn elements_are_where_they_belong() {
    for g in GEOMETRIES {
        let x: Vec<f64> = values(1, g.outer * g.size * g.inner);
        let (mut y, mut dx) = (vec![f64::NAN; x.len()], x.clone());
        Cpu.forward(&g, &x, &mut y);
        Cpu.backward(&g, &y, &mut dx);
        for outer in 0..g.outer {
            for place in 0..g.size {
                let from = match g.reversed {
                    false => (g.start + place) % g.size,
                    true => (g.start + g.size - place) % g.size,
                };
                for inner in 0..g.inner {
                    let at = |place: usize| (outer * g.size + place) * g.inner + inner;
                    assert_eq!(y[at(place)], x[at(from)], "{g:?}");
                    // What was added went back to where it came from.
                    assert_eq!(dx[at(from)], 2.0 * x[at(from)], "{g:?}");
                }
            }
        }
    }
}
