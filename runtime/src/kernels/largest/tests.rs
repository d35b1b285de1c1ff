use super::super::check::values;
use super::super::{Cpu, Float};
use super::{Geometry, Largest};

/// Of one, of none, the largest alone, some, and all in order.
pub(super) const GEOMETRIES: [Geometry; 6] = [
    Geometry { rows: 1, size: 1, count: 1 },
    Geometry { rows: 0, size: 3, count: 2 },
    Geometry { rows: 5, size: 7, count: 1 },
    Geometry { rows: 3, size: 40, count: 6 },
    Geometry { rows: 2, size: 9, count: 9 },
    Geometry { rows: 400, size: 5, count: 2 },
];

/// Values of which many are equal, and some are no numbers.
pub(super) fn rows<E: Float>(g: &Geometry) -> Vec<E> {
    let values: Vec<E> = values(1, g.rows * g.size);
    let rounded = values.into_iter().map(|value| (value * E::of(2.0)).floor());
    rounded.enumerate().map(|(place, value)| if place % 11 == 4 { E::nan() } else { value }).collect()
}

#[test]
fn places_are_those_of_sorting() {
    for g in GEOMETRIES {
        let x: Vec<f64> = rows(&g);
        let mut y = vec![f64::NAN; g.rows * g.count];
        Cpu.places(&g, &x, &mut y);
        for (x, y) in x.chunks_exact(g.size).zip(y.chunks_exact(g.count)) {
            let mut places: Vec<usize> = (0..g.size).collect();
            let key = |place: usize| if x[place].is_nan() { f64::INFINITY } else { x[place] };
            // The sort is stable.
            places.sort_by(|&a, &b| key(b).total_cmp(&key(a)));
            assert!(y.iter().zip(&places).all(|(&y, &place)| y == place as f64), "{g:?}: {y:?}, {places:?}");
        }
    }
}
