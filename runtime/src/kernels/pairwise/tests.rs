use super::super::Cpu;
use super::super::check::{added, assert_close, differences, values};
use super::{Geometry, Operation, Pairwise};

const ALL: [Operation; 11] = [
    Operation::Absolute,
    Operation::Squared,
    Operation::Huber(0.7),
    Operation::SmoothAbsolute(0.6),
    Operation::KlDivergence,
    Operation::Hinge,
    Operation::Cost,
    Operation::SigmoidCrossEntropy,
    Operation::SigmoidFocal { alpha: 0.25, gamma: 2.0 },
    Operation::SigmoidFocal { alpha: 0.6, gamma: 1.5 },
    Operation::SigmoidFocal { alpha: 0.5, gamma: 0.0 },
];

fn forward(g: &Geometry, operation: Operation, x: &[f64], y: &[f64], weights: Option<&[f64]>) -> f64 {
    let mut loss = [f64::NAN];
    Cpu.forward(g, operation, x, y, weights, &mut loss);
    loss[0]
}

/// The formula as it is written in books.
fn by_hand(operation: Operation, x: f64, y: f64) -> f64 {
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    let entropy = -y * sigmoid(x).ln() - (1.0 - y) * sigmoid(-x).ln();
    match operation {
        Operation::Absolute => (x - y).abs(),
        Operation::Squared => (x - y).powi(2),
        Operation::Huber(delta) if (x - y).abs() <= delta => 0.5 * (x - y).powi(2),
        Operation::Huber(delta) => delta * ((x - y).abs() - 0.5 * delta),
        Operation::SmoothAbsolute(beta) if (x - y).abs() < beta => 0.5 * (x - y).powi(2) / beta,
        Operation::SmoothAbsolute(beta) => (x - y).abs() - 0.5 * beta,
        Operation::KlDivergence => y * (y.ln() - x),
        Operation::Hinge => (1.0 - x * y).max(0.0),
        Operation::Cost => x,
        Operation::SigmoidCrossEntropy => entropy,
        Operation::SigmoidFocal { alpha, gamma } => {
            let probability = y * sigmoid(x) + (1.0 - y) * sigmoid(-x);
            (y * alpha + (1.0 - y) * (1.0 - alpha)) * (1.0 - probability).powf(gamma) * entropy
        }
    }
}

/// Labels between 0 and 1, which all the functions take; near 0 the slope of `y ln y` has no differences to trust.
fn labels(seed: u64, len: usize) -> Vec<f64> {
    values::<f64>(seed, len).iter().map(|value| 0.2 * (value + 2.5)).collect()
}

#[test]
fn losses_follow_their_formulas() {
    // Enough for several threads, and no multiple of a vector.
    let g = Geometry { rows: 1001, columns: 301, scale: 1.0 / 301_301.0 };
    let (x, y): (Vec<f64>, _) = (values(1, 301_301), labels(2, 301_301));
    let weights: Vec<f64> = values(3, 1001);
    for operation in ALL {
        let terms: Vec<f64> = x.iter().zip(&y).map(|(&x, &y)| by_hand(operation, x, y)).collect();
        let plain = terms.iter().sum::<f64>() * g.scale;
        assert_close(&[forward(&g, operation, &x, &y, None)], &[plain], 1e-12);
        let rows = terms.chunks(301).zip(&weights);
        let weighted = rows.map(|(row, weight)| weight * row.iter().sum::<f64>()).sum::<f64>() * g.scale;
        assert_close(&[forward(&g, operation, &x, &y, Some(&weights))], &[weighted], 1e-12);
    }
}

#[test]
fn gradients_are_added() {
    let g = Geometry { rows: 4, columns: 5, scale: 0.3 };
    let (x, y): (Vec<f64>, _) = (values(4, 20), labels(5, 20));
    let before: Vec<f64> = values(6, 20);
    let weights: Vec<f64> = values(7, 4);
    for operation in ALL {
        for weights in [None, Some(weights.as_slice())] {
            let expected = differences(&x, |x| 1.5 * forward(&g, operation, x, &y, weights));
            let mut dx = before.clone();
            Cpu.backward_x(&g, operation, &x, &y, weights, &[1.5], &mut dx);
            assert_close(&dx, &added(&before, &expected), 1e-8);

            let expected = differences(&y, |y| 1.5 * forward(&g, operation, &x, y, weights));
            let mut dy = before.clone();
            Cpu.backward_y(&g, operation, &x, &y, weights, &[1.5], &mut dy);
            assert_close(&dy, &added(&before, &expected), 1e-8);
        }
    }
}

#[test]
fn far_from_zero_nothing_overflows() {
    let g = Geometry { rows: 1, columns: 1, scale: 1.0 };
    let focal = Operation::SigmoidFocal { alpha: 0.25, gamma: 0.5 };
    for (operation, logit, label, expected, slope) in [
        (Operation::SigmoidCrossEntropy, 1e4_f32, 0.0, 1e4, 1.0),
        (Operation::SigmoidCrossEntropy, 1e4, 1.0, 0.0, 0.0),
        (Operation::SigmoidCrossEntropy, -1e4, 1.0, 1e4, -1.0),
        (focal, 1e4, 0.0, 7500.0, 0.75),
        (focal, 1e4, 1.0, 0.0, 0.0),
        (focal, -1e4, 1.0, 2500.0, -0.25),
    ] {
        let (mut loss, mut dx) = ([0.0], [0.0]);
        Cpu.forward(&g, operation, &[logit], &[label], None, &mut loss);
        Cpu.backward_x(&g, operation, &[logit], &[label], None, &[1.0], &mut dx);
        assert_eq!((loss, dx), ([expected], [slope]), "{operation:?} at {logit} and {label}");
    }
}

#[test]
fn kinks_have_the_gradient_0() {
    let g = Geometry { rows: 1, columns: 1, scale: 1.0 };
    for (operation, x, y) in [
        (Operation::Absolute, 2.0, 2.0),
        (Operation::SmoothAbsolute(0.0), 2.0, 2.0),
        (Operation::Huber(0.5), 2.0, 2.0),
        (Operation::Hinge, 1.0, 1.0),
    ] {
        let mut dx = [0.0];
        Cpu.backward_x(&g, operation, &[x], &[y], None, &[1.0], &mut dx);
        assert_eq!(dx, [0.0], "{operation:?}");
    }
}

#[test]
fn a_class_that_cannot_be_diverges_from_nothing() {
    let g = Geometry { rows: 1, columns: 2, scale: 1.0 };
    let divergence = forward(&g, Operation::KlDivergence, &[f64::NEG_INFINITY, 0.5_f64.ln()], &[0.0, 1.0], None);
    assert_close(&[divergence], &[2.0_f64.ln()], 1e-12);
}

#[test]
fn nan_is_not_hidden() {
    let g = Geometry { rows: 1, columns: 1, scale: 1.0 };
    for operation in ALL {
        assert!(forward(&g, operation, &[f64::NAN], &[0.0], None).is_nan(), "{operation:?}");
    }
}

#[test]
fn the_mean_of_nothing_is_nan() {
    let g = Geometry { rows: 0, columns: 3, scale: 1.0 / 0.0 };
    for weights in [None, Some([].as_slice())] {
        assert!(forward(&g, Operation::Absolute, &[], &[], weights).is_nan());
    }
}
