use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Geometry, RmsNorm};

fn forward(g: &Geometry, x: &[f64], weight: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let (mut y, mut scales) = (vec![f64::NAN; x.len()], vec![f64::NAN; g.rows]);
    Cpu.forward(g, x, weight, &mut y, &mut scales);
    (y, scales)
}

#[test]
fn rows_follow_the_formula() {
    // Long enough for several threads, and rows longer than a block of sums.
    for (rows, columns) in [(3, 5), (3000, 70), (2, 5000)] {
        let g = Geometry { rows, columns, epsilon: 0.1 };
        let (x, weight) = (values::<f64>(1, rows * columns), values::<f64>(2, columns));
        let by_hand = x.chunks(columns).flat_map(|row| {
            let mean = row.iter().map(|x| x * x).sum::<f64>() / columns as f64;
            row.iter().zip(&weight).map(move |(x, weight)| x / (mean + 0.1).sqrt() * weight)
        });
        assert_close(&forward(&g, &x, &weight).0, &by_hand.collect::<Vec<_>>(), 1e-12);
    }
}

#[test]
fn gradients_are_those_of_differences() {
    let g = Geometry { rows: 3, columns: 5, epsilon: 0.1 };
    let (x, weight, dy) = (values::<f64>(3, 15), values::<f64>(4, 5), values::<f64>(5, 15));
    let before = values::<f64>(6, 5);
    let (mut dx, mut dweight) = (dy.clone(), before.clone());
    Cpu.backward(&g, &x, &weight, &forward(&g, &x, &weight).1, &mut dx, &mut dweight);
    assert_close(&dx, &differences(&x, |x| dot(&forward(&g, x, &weight).0, &dy)), 1e-8);
    let to_weight = differences(&weight, |weight| dot(&forward(&g, &x, weight).0, &dy));
    assert_close(&dweight, &added(&before, &to_weight), 1e-8);
}

#[test]
fn a_row_of_zeros_stays_finite() {
    let g = Geometry { rows: 1, columns: 2, epsilon: 1e-6 };
    assert_eq!(forward(&g, &[0.0, 0.0], &[1.0, 1.0]).0, [0.0, 0.0]);
}

#[test]
fn of_nothing_is_nothing() {
    let g = Geometry { rows: 0, columns: 2, epsilon: 1e-6 };
    let mut dweight = [0.5, 0.5];
    Cpu.backward(&g, &[], &[1.0, 1.0], &[], &mut [], &mut dweight);
    assert_eq!(dweight, [0.5, 0.5]);
}
