use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Geometry, Reduce};

/// Of one row, of rows, of columns, and of more of each than there are lanes, tiles and pieces.
const GEOMETRIES: [Geometry; 6] = [
    Geometry { outer: 1, reduced: 5, inner: 1 },
    Geometry { outer: 3, reduced: 40, inner: 1 },
    Geometry { outer: 2, reduced: 3, inner: 4 },
    Geometry { outer: 2, reduced: 1, inner: 7 },
    Geometry { outer: 1, reduced: 2, inner: 131 },
    Geometry { outer: 4, reduced: 1, inner: 1 },
];

/// `y[outer, inner]` by the definition.
fn reduce(g: &Geometry, x: &[f64], start: f64, join: fn(f64, f64) -> f64) -> Vec<f64> {
    let row = |outer, inner| (0..g.reduced).map(move |row| x[(outer * g.reduced + row) * g.inner + inner]);
    let places = (0..g.outer).flat_map(|outer| (0..g.inner).map(move |inner| (outer, inner)));
    places.map(|(outer, inner)| row(outer, inner).fold(start, join)).collect()
}

fn sum(g: &Geometry, divisor: f64, x: &[f64]) -> Vec<f64> {
    let mut y = vec![f64::NAN; g.outer * g.inner];
    Cpu.sum(g, divisor, x, &mut y);
    y
}

fn max(g: &Geometry, x: &[f64]) -> Vec<f64> {
    let mut y = vec![f64::NAN; g.outer * g.inner];
    Cpu.max(g, x, &mut y);
    y
}

#[test]
fn values_follow_the_definition() {
    for g in GEOMETRIES {
        let x: Vec<f64> = values(1, g.outer * g.reduced * g.inner);
        let total = reduce(&g, &x, 0.0, |a, b| a + b);
        assert_close(&sum(&g, 1.0, &x), &total, 1e-12);
        let mean: Vec<f64> = total.iter().map(|total| total / 3.0).collect();
        assert_close(&sum(&g, 3.0, &x), &mean, 1e-12);
        assert_eq!(max(&g, &x), reduce(&g, &x, f64::NEG_INFINITY, f64::max));
    }
}

#[test]
fn gradients_are_added() {
    for g in GEOMETRIES {
        let len = g.outer * g.reduced * g.inner;
        let x: Vec<f64> = values(2, len);
        let dy: Vec<f64> = values(3, g.outer * g.inner);
        let before: Vec<f64> = values(4, len);
        let mut dx = before.clone();
        Cpu.backward_sum(&g, 5.0, &dy, &mut dx);
        assert_close(&dx, &added(&before, &differences(&x, |x| dot(&sum(&g, 5.0, x), &dy))), 1e-6);
        let mut dx = before.clone();
        Cpu.backward_max(&g, &x, &max(&g, &x), &mut dy.clone(), &mut dx);
        assert_close(&dx, &added(&before, &differences(&x, |x| dot(&max(&g, x), &dy))), 1e-6);
    }
}

/// Work for several threads gives what the rows and columns give by themselves.
#[test]
fn large_ones_are_cut_into_pieces() {
    for g in [
        Geometry { outer: 5, reduced: 123_457, inner: 1 },
        Geometry { outer: 40_001, reduced: 9, inner: 1 },
        Geometry { outer: 3, reduced: 77, inner: 1301 },
    ] {
        let len = g.outer * g.reduced * g.inner;
        let x: Vec<f64> = values(5, len);
        let dy: Vec<f64> = values(6, g.outer * g.inner);
        assert_close(&sum(&g, 1.0, &x), &reduce(&g, &x, 0.0, |a, b| a + b), 1e-11);
        let y = max(&g, &x);
        assert_eq!(y, reduce(&g, &x, f64::NEG_INFINITY, f64::max));
        let (mut total, mut largest) = (vec![0.0; len], vec![0.0; len]);
        Cpu.backward_sum(&g, 1.0, &dy, &mut total);
        Cpu.backward_max(&g, &x, &y, &mut dy.clone(), &mut largest);
        for (at, (total, largest)) in total.into_iter().zip(largest).enumerate() {
            let to = at / (g.reduced * g.inner) * g.inner + at % g.inner;
            assert_eq!(total, dy[to]);
            assert_eq!(largest, if x[at] == y[to] { dy[to] } else { 0.0 });
        }
    }
}

#[test]
fn a_long_sum_keeps_its_digits() {
    let g = Geometry { outer: 1, reduced: 1 << 20, inner: 1 };
    let x = vec![0.1_f32; g.reduced];
    let mut y = [0.0];
    Cpu.sum(&g, g.reduced as f64, &x, &mut y);
    assert!((y[0] - 0.1).abs() < 1e-6, "{}", y[0]);
    let g = Geometry { outer: 1, reduced: 1 << 20, inner: 2 };
    let x = vec![0.1_f32; 2 * g.reduced];
    let mut y = [0.0; 2];
    Cpu.sum(&g, g.reduced as f64, &x, &mut y);
    assert_eq!(y, [0.1; 2]);
}

#[test]
fn equal_maxima_share_their_gradient() {
    for g in [Geometry { outer: 1, reduced: 4, inner: 1 }, Geometry { outer: 1, reduced: 4, inner: 2 }] {
        let column = [2.0, -1.0, 2.0, 1.0];
        let x: Vec<f64> = column.iter().flat_map(|&x| vec![x; g.inner]).collect();
        let mut dx = vec![0.0; x.len()];
        Cpu.backward_max(&g, &x, &max(&g, &x), &mut vec![3.0; g.inner], &mut dx);
        let expected: Vec<f64> = [1.5, 0.0, 1.5, 0.0].iter().flat_map(|&dx| vec![dx; g.inner]).collect();
        assert_eq!(dx, expected);
    }
}

#[test]
fn nan_is_passed_on() {
    for at in [0, 9, 33] {
        for g in [Geometry { outer: 1, reduced: 40, inner: 1 }, Geometry { outer: 1, reduced: 40, inner: 2 }] {
            let mut x: Vec<f64> = values(7, g.reduced * g.inner);
            x[at * g.inner] = f64::NAN;
            assert!(max(&g, &x)[0].is_nan() && sum(&g, 1.0, &x)[0].is_nan());
            let mut dx = vec![0.0; x.len()];
            Cpu.backward_max(&g, &x, &max(&g, &x), &mut vec![1.0; g.inner], &mut dx);
            assert_eq!(dx[at * g.inner], 1.0);
        }
    }
    let g = Geometry { outer: 1, reduced: 3, inner: 1 };
    assert_eq!(max(&g, &[f64::NEG_INFINITY; 3]), [f64::NEG_INFINITY]);
}

#[test]
fn of_an_empty_batch_is_nothing() {
    let g = Geometry { outer: 0, reduced: 3, inner: 2 };
    assert!(sum(&g, 1.0, &[]).is_empty() && max(&g, &[]).is_empty());
    Cpu.backward_sum(&g, 1.0, &[], &mut [0.0_f64; 0]);
    Cpu.backward_max(&g, &[], &[], &mut [], &mut [0.0_f64; 0]);
}
