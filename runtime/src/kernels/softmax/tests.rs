use super::super::Cpu;
use super::super::check::{assert_close, differences, dot, values};
use super::{Geometry, Operation, Softmax};

fn forward(g: Geometry, operation: Operation, x: &[f64]) -> Vec<f64> {
    let mut y = vec![f64::NAN; x.len()];
    Cpu.forward(&g, operation, x, &mut y);
    y
}

/// Without a thought for overflow.
fn formula(columns: usize, operation: Operation, x: &[f64]) -> Vec<f64> {
    x.chunks(columns)
        .flat_map(|row| {
            let sum: f64 = row.iter().map(|x| x.exp()).sum();
            row.iter().map(move |x| match operation {
                Operation::Softmax => x.exp() / sum,
                Operation::LogSoftmax => x - sum.ln(),
                Operation::Sparsemax => (x - threshold(row)).max(0.0),
            })
        })
        .collect()
}

/// Of the values in falling order, those stay of which each is above what makes the sum of all up to it 1.
fn threshold(row: &[f64]) -> f64 {
    let mut sorted = row.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let mut sum = 0.0;
    let thresholds = sorted.iter().zip(1..).map_while(|(x, count)| {
        sum += x;
        let threshold = (sum - 1.0) / f64::from(count);
        (*x > threshold).then_some(threshold)
    });
    thresholds.last().unwrap_or(f64::NAN)
}

const ALL: [Operation; 3] = [Operation::Softmax, Operation::LogSoftmax, Operation::Sparsemax];

#[test]
fn values_follow_the_formulas() {
    let g = Geometry { rows: 700, columns: 37 };
    let x: Vec<f32> = values(1, g.rows * g.columns);
    let exact: Vec<f64> = x.iter().map(|&x| x.into()).collect();
    for operation in ALL {
        let mut y = vec![f32::NAN; x.len()];
        Cpu.forward(&g, operation, &x, &mut y);
        assert_close(&y, &formula(g.columns, operation, &exact), 2e-6);
    }
}

/// Rows of less than a tile, of tiles, and of tiles and what is left, in whole registers or not.
#[test]
fn rows_of_all_widths_follow_the_formulas() {
    for columns in [1, 15, 16, 17, 64, 80, 100, 255, 256, 257, 300, 336, 1000] {
        let g = Geometry { rows: 3, columns };
        let x: Vec<f64> = values(1, g.rows * columns);
        let single: Vec<f32> = x.iter().map(|&x| x as f32).collect();
        for operation in ALL {
            let expected = formula(columns, operation, &x);
            assert_close(&forward(g, operation, &x), &expected, 1e-14);
            let mut y = vec![f32::NAN; x.len()];
            Cpu.forward(&g, operation, &single, &mut y);
            assert_close(&y, &expected, 1e-6);
        }
    }
}

#[test]
fn the_ends_of_a_long_row_count() {
    let g = Geometry { rows: 1, columns: 300 };
    for last in [299, 255, 0] {
        let mut x = vec![-1e3; g.columns];
        x[last] = 1.0;
        let y = forward(g, Operation::Softmax, &x);
        assert!(y.iter().enumerate().all(|(i, &y)| y == if i == last { 1.0 } else { 0.0 }));
        x[(last + 7) % 300] = f64::NAN;
        assert!(forward(g, Operation::LogSoftmax, &x).iter().all(|y| y.is_nan()));
    }
}

#[test]
fn gradients_are_those_of_differences() {
    for g in [Geometry { rows: 3, columns: 7 }, Geometry { rows: 4, columns: 1 }] {
        let len = g.rows * g.columns;
        let (x, dy): (Vec<f64>, Vec<f64>) = (values(2, len), values(3, len));
        for operation in ALL {
            let expected = differences(&x, |x| dot(&forward(g, operation, x), &dy));
            let mut dx = dy.clone();
            Cpu.backward(&g, operation, &forward(g, operation, &x), &mut dx);
            assert_close(&dx, &expected, 1e-7);
        }
    }
}

#[test]
fn far_from_zero_nothing_overflows() {
    let g = Geometry { rows: 2, columns: 2 };
    let x = [1e4, 0.0, -1e4, -1e4];
    assert_eq!(forward(g, Operation::Softmax, &x), [1.0, 0.0, 0.5, 0.5]);
    assert_close(&forward(g, Operation::LogSoftmax, &x), &[0.0, -1e4, 0.5_f64.ln(), 0.5_f64.ln()], 1e-12);
    assert_eq!(forward(g, Operation::Sparsemax, &x), [1.0, 0.0, 0.5, 0.5]);
}

#[test]
fn a_small_logarithm_is_kept_beside_a_large_maximum() {
    let g = Geometry { rows: 1, columns: 2 };
    let mut y = [0.0_f32; 2];
    Cpu.forward(&g, Operation::LogSoftmax, &[1e4, 1e4], &mut y);
    assert_close(&y, &[0.5_f64.ln(); 2], 1e-6);
}

#[test]
fn a_masked_class_has_probability_0() {
    let g = Geometry { rows: 1, columns: 3 };
    let x = [f64::NEG_INFINITY, 1.0, 1.0];
    assert_eq!(forward(g, Operation::Softmax, &x), [0.0, 0.5, 0.5]);
    assert_eq!(forward(g, Operation::LogSoftmax, &x)[0], f64::NEG_INFINITY);
    assert_eq!(forward(g, Operation::Sparsemax, &x), [0.0, 0.5, 0.5]);
    assert!(forward(g, Operation::Sparsemax, &[f64::NEG_INFINITY; 3]).iter().all(|y| y.is_nan()));
}

#[test]
fn nan_fills_its_row_alone() {
    let g = Geometry { rows: 2, columns: 2 };
    for operation in ALL {
        let y = forward(g, operation, &[1.0, f64::NAN, 1.0, 1.0]);
        assert!(y[0].is_nan() && y[1].is_nan());
        assert!(y[2].is_finite() && y[3].is_finite());
    }
}

#[test]
fn of_nothing_is_nothing() {
    for g in [Geometry { rows: 0, columns: 3 }, Geometry { rows: 3, columns: 0 }] {
        assert!(forward(g, Operation::Softmax, &[]).is_empty());
        Cpu.backward(&g, Operation::LogSoftmax, &[], &mut [0.0_f32; 0]);
    }
}
