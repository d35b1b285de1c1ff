use dfdx::tensor::{AsArray, Tensor, TensorFrom};
use netweave::{Passes, loss};

use crate::Dev;
use crate::golden::Vector;
use crate::loss::{check, extreme};

#[test]
fn one_hot() {
    check!("softmax_focal_plain", Vector<5>, |x, y, _, pass| loss::softmax_focal(x, y, 2.0, loss::mean(), pass));
}

#[test]
fn soft_labels() {
    check!("softmax_focal_soft", Vector<5>, |x, y, _, pass| loss::softmax_focal(x, y, 2.0, loss::mean(), pass));
}

#[test]
fn beta() {
    check!("softmax_focal_beta", Vector<5>, |x, y, _, pass| loss::softmax_focal(x, y, 0.5, loss::mean(), pass));
}

#[test]
fn weights_of_samples() {
    check!("softmax_focal_weighted", Vector<5>, |x, y, w, pass| {
        loss::softmax_focal(x, y, 3.0, loss::mean().weights(w), pass)
    });
}

#[test]
fn extreme_logits() {
    check!("softmax_focal_extreme", Vector<4>, |x, y, _, pass| loss::softmax_focal(x, y, 2.0, loss::mean(), pass));
    for beta in [0.0, 0.5, 1.0, 2.0, 3.5] {
        extreme::<f32>(|x, y, _, pass| loss::softmax_focal(x, y, beta, loss::mean(), pass));
        extreme::<f64>(|x, y, _, pass| loss::softmax_focal(x, y, beta, loss::mean(), pass));
    }
}

/// The example in Keras' documentation of `CategoricalFocalCrossentropy`, whose α of a quarter is a factor.
#[test]
fn the_example_of_keras() {
    let device = Dev::default();
    let cases = [([0.05, 0.9, 0.05], [0.0, 1.0, 0.0], 2.634e-4), ([0.1, 0.85, 0.05], [0.0, 0.0, 1.0], 6.759e-1)];
    for (probabilities, label, expected) in cases {
        let logits = device.tensor([probabilities.map(f64::ln)]);
        let label = device.tensor([label]);
        let value: Tensor<(), f64, Dev> = Passes::default()
            .forward(&device, 1, |pass| {
                let (logits, label) = (pass.untraced(&logits)?, pass.untraced(&label)?);
                loss::softmax_focal(&logits, &label, 2.0, loss::mean(), pass)
            })
            .unwrap();
        let value = value.array();
        assert!((0.25 * value - expected).abs() < 5e-5 * expected, "{value}");
    }
}

/// Without β it is the cross entropy.
#[test]
fn beta_of_zero() {
    let device = Dev::default();
    let logits = device.tensor([[0.3, -1.0, 2.0]]);
    let labels = device.tensor([[0.0, 1.0, 0.0]]);
    let (focal, entropy): (Tensor<(), f64, Dev>, Tensor<(), f64, Dev>) = Passes::default()
        .forward(&device, 1, |pass| {
            let (logits, labels) = (pass.untraced(&logits)?, pass.untraced(&labels)?);
            let focal = loss::softmax_focal(&logits, &labels, 0.0, loss::mean(), pass)?;
            Ok((focal, loss::softmax_cross_entropy(&logits, &labels, loss::classes(0), loss::mean(), pass)?))
        })
        .unwrap();
    assert!((focal.array() - entropy.array()).abs() < 1e-12);
}
