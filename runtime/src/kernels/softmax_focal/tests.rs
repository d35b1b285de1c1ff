use super::super::Cpu;
use super::super::check::{added, assert_close, differences, values};
use super::{Geometry, SoftmaxFocal};

fn forward(g: &Geometry, logits: &[f64], labels: &[f64], weights: Option<&[f64]>) -> (f64, Vec<f64>) {
    let mut loss = [f64::NAN];
    let mut probabilities = vec![f64::NAN; logits.len()];
    Cpu.forward(g, logits, labels, weights, &mut loss, &mut probabilities);
    (loss[0], probabilities)
}

fn by_hand(g: &Geometry, logits: &[f64], labels: &[f64], weights: &[f64]) -> f64 {
    let rows = logits.chunks(g.columns).zip(labels.chunks(g.columns)).zip(weights);
    let sum: f64 = rows
        .map(|((logits, labels), weight)| {
            let sum: f64 = logits.iter().map(|x| x.exp()).sum();
            let terms = logits.iter().zip(labels).map(|(x, label)| {
                let p = x.exp() / sum;
                -label * (1.0 - p).powf(g.beta) * p.max(1e-10).ln()
            });
            weight * terms.sum::<f64>()
        })
        .sum();
    g.scale * sum
}

#[test]
fn the_loss_follows_the_formula() {
    let logits: Vec<f64> = values(1, 20_020);
    let labels: Vec<f64> = values(2, 20_020);
    let weights: Vec<f64> = values(3, 1001);
    for beta in [0.0, 0.5, 1.0, 2.0, 3.5] {
        let g = Geometry { rows: 1001, columns: 20, scale: 0.1, beta };
        assert_close(&[forward(&g, &logits, &labels, None).0], &[by_hand(&g, &logits, &labels, &[1.0; 1001])], 1e-11);
        let expected = by_hand(&g, &logits, &labels, &weights);
        assert_close(&[forward(&g, &logits, &labels, Some(&weights)).0], &[expected], 1e-11);
    }
}

#[test]
fn the_gradient_is_added() {
    let logits: Vec<f64> = values(4, 20);
    // Soft labels and labels that add up to anything have a gradient, too.
    let labels: Vec<f64> = values(5, 20);
    let before: Vec<f64> = values(6, 20);
    for beta in [0.0, 0.5, 1.0, 2.0, 3.5] {
        let g = Geometry { rows: 4, columns: 5, scale: 0.3, beta };
        for weights in [None, Some([0.5, -1.0, 2.0, 0.0].as_slice())] {
            let expected = differences(&logits, |logits| 1.5 * forward(&g, logits, &labels, weights).0);
            let mut dlogits = before.clone();
            let (_, probabilities) = forward(&g, &logits, &labels, weights);
            Cpu.backward(&g, &labels, weights, &probabilities, &[1.5], &mut dlogits);
            assert_close(&dlogits, &added(&before, &expected), 1e-8);
        }
    }
}

#[test]
fn far_from_zero_all_is_finite() {
    for beta in [0.0, 0.5, 1.0, 2.0, 2.5] {
        let g = Geometry { rows: 3, columns: 2, scale: 1.0, beta };
        let logits = [1e4_f32, -1e4, 1e4, -1e4, 1e4, 1e4];
        let labels = [1.0, 0.0, 0.0, 1.0, 0.0, 1.0];
        let (mut loss, mut probabilities, mut dlogits) = ([0.0], [0.0; 6], [0.0; 6]);
        Cpu.forward(&g, &logits, &labels, None, &mut loss, &mut probabilities);
        Cpu.backward(&g, &labels, None, &probabilities, &[1.0], &mut dlogits);
        // Sure and right, sure and wrong, undecided.
        let undecided = 0.5_f64.powf(beta) * 2.0_f64.ln();
        assert_close(&loss, &[1e10_f64.ln() + undecided], 1e-6);
        let slope = 0.5_f64.powf(beta) * (1.0 + beta * 2.0_f64.ln()) * 0.5;
        assert_close(&dlogits, &[0.0, 0.0, 0.0, 0.0, slope, -slope], 1e-6);
    }
}

#[test]
fn nan_is_not_hidden() {
    let g = Geometry { rows: 1, columns: 2, scale: 1.0, beta: 2.0 };
    assert!(forward(&g, &[f64::NAN, 0.0], &[0.0, 1.0], None).0.is_nan());
}
