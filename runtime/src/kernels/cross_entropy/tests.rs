use super::super::Cpu;
use super::super::check::{added, assert_close, differences, values};
use super::{CrossEntropy, Geometry, Weights};

const NONE: Weights<'_, &[f64]> = Weights { samples: None, classes: None };

/// A mean over the rows, as it is by default.
fn mean(rows: usize, columns: usize) -> Geometry {
    Geometry { rows, columns, rows_of_sample: 1, scale: 1.0 / rows as f64, smoothing: 0.0 }
}

/// The loss and the probabilities.
fn forward(g: Geometry, logits: &[f64], labels: &[f64], weights: Weights<'_, &[f64]>) -> (f64, Vec<f64>) {
    let mut loss = [f64::NAN];
    let mut probabilities = vec![f64::NAN; logits.len()];
    Cpu.forward(&g, logits, labels, weights, &mut loss, &mut probabilities);
    (loss[0], probabilities)
}

/// Positive labels whose rows add up to `mass`.
fn distributions(g: Geometry, seed: u64, mass: f64) -> Vec<f64> {
    let mut labels: Vec<f64> = values(seed, g.rows * g.columns);
    for row in labels.chunks_mut(g.columns) {
        let sum: f64 = row.iter().map(|x: &f64| x.abs()).sum();
        row.iter_mut().for_each(|x| *x = mass * x.abs() / sum);
    }
    labels
}

#[test]
fn the_loss_follows_the_formula() {
    let g = mean(1000, 10);
    let logits: Vec<f64> = values(1, g.rows * g.columns);
    let labels = distributions(g, 2, 1.0);
    let rows = logits.chunks(g.columns).zip(labels.chunks(g.columns));
    let expected: f64 = rows
        .map(|(logits, labels)| {
            let sum: f64 = logits.iter().map(|x| x.exp()).sum();
            -logits.iter().zip(labels).map(|(x, label)| label * (x.exp() / sum).ln()).sum::<f64>()
        })
        .sum();
    let (loss, probabilities) = forward(g, &logits, &labels, NONE);
    assert_close(&[loss], &[expected / 1000.0], 1e-12);
    for row in probabilities.chunks(g.columns) {
        assert_close(&[row.iter().sum::<f64>()], &[1.0], 1e-12);
    }
}

#[test]
fn the_gradient_is_added() {
    let g = mean(4, 5);
    let logits: Vec<f64> = values(3, 20);
    let before: Vec<f64> = values(4, 20);
    // Labels that do not add up to 1 have a gradient, too.
    for mass in [1.0, 0.7] {
        let labels = distributions(g, 5, mass);
        let expected = differences(&logits, |logits| 1.5 * forward(g, logits, &labels, NONE).0);
        let mut dlogits = before.clone();
        Cpu.backward(&g, &labels, NONE, &forward(g, &logits, &labels, NONE).1, &[1.5], &mut dlogits);
        assert_close(&dlogits, &added(&before, &expected), 1e-8);
    }
}

#[test]
fn smoothing_and_weights_change_the_labels() {
    let g = Geometry { rows: 4, columns: 5, rows_of_sample: 1, scale: 0.3, smoothing: 0.2 };
    let logits: Vec<f64> = values(3, 20);
    let before: Vec<f64> = values(4, 20);
    let labels = distributions(g, 5, 1.0);
    let (samples, classes): (Vec<f64>, Vec<f64>) = (values(6, 4), values(7, 5));
    let weights = Weights { samples: Some(samples.as_slice()), classes: Some(classes.as_slice()) };
    let plain = Geometry { smoothing: 0.0, ..g };
    let by_hand = |logits: &[f64]| {
        let changed: Vec<f64> = labels
            .iter()
            .enumerate()
            .map(|(at, label)| samples[at / 5] * classes[at % 5] * (0.8 * label + 0.04))
            .collect();
        forward(plain, logits, &changed, NONE).0
    };
    assert_close(&[forward(g, &logits, &labels, weights).0], &[by_hand(&logits)], 1e-12);

    let expected = differences(&logits, |logits| 1.5 * by_hand(logits));
    let mut dlogits = before.clone();
    Cpu.backward(&g, &labels, weights, &forward(g, &logits, &labels, weights).1, &[1.5], &mut dlogits);
    assert_close(&dlogits, &added(&before, &expected), 1e-8);
}

#[test]
fn far_from_zero_nothing_overflows() {
    let g = mean(2, 2);
    let logits = [1e4_f32, -1e4, 1e4, -1e4];
    let labels = [1.0, 0.0, 0.0, 1.0];
    let none = Weights { samples: None, classes: None };
    let mut loss = [0.0];
    let mut probabilities = [0.0; 4];
    Cpu.forward(&g, &logits, &labels, none, &mut loss, &mut probabilities);
    assert_eq!(loss, [1e4]);
    assert_eq!(probabilities, [1.0, 0.0, 1.0, 0.0]);
    let mut dlogits = [0.0; 4];
    Cpu.backward(&g, &labels, none, &probabilities, &[1.0], &mut dlogits);
    assert_eq!(dlogits, [0.0, 0.0, 0.5, -0.5]);
}

#[test]
fn a_masked_class_without_a_label_adds_nothing() {
    let g = mean(1, 3);
    let (loss, _) = forward(g, &[f64::NEG_INFINITY, 1.0, 1.0], &[0.0, 1.0, 0.0], NONE);
    assert_close(&[loss], &[2.0_f64.ln()], 1e-12);
}

#[test]
fn a_logit_of_nan_is_not_hidden_by_a_label_of_0() {
    let g = mean(1, 2);
    assert!(forward(g, &[f64::NAN, 1.0], &[0.0, 1.0], NONE).0.is_nan());
}

#[test]
fn the_mean_of_no_rows_is_nan() {
    assert!(forward(mean(0, 3), &[], &[], NONE).0.is_nan());
}
