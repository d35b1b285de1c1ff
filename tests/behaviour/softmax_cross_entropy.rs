use netweave::loss;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{DOUBLE, Golden, SINGLE, Vector};
use crate::loss::check;

// The weight is the logits, transposed: the input is an identity batch.
network! {
    network Plain(input: [4]) -> [5] {
        let logits = input -> fc: linear(5, bias = false);
        loss classification(labels: [5]) = softmax_cross_entropy(logits, labels);
        logits
    }

    network Extreme(input: [4]) -> [4] {
        let logits = input -> fc: linear(4, bias = false);
        loss classification(labels: [4]) = softmax_cross_entropy(logits, labels);
        logits
    }

    network Large(input: [6]) -> [5] {
        let logits = input -> fc: linear(5, bias = false);
        loss classification(labels: [5]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

/// Far above the logits, so that the step holds the digits of the gradient.
const LEARNING_RATE: f64 = 1e6;

macro_rules! step {
    ($golden:expr, $network:expr, $dtype:ty, $inputs:literal, $classes:literal, $tolerance:expr) => {{
        let golden: &Golden = $golden;
        let mut network = $network;
        let input: Tensor<Rank2<$inputs, $inputs>, $dtype, Dev> = golden.tensor("input");
        let labels: Tensor<Rank2<$inputs, $classes>, $dtype, Dev> = golden.tensor("labels");

        let pass = network.training().classification(&input, &labels).unwrap();
        golden.assert_close("value", &[pass.value()], $tolerance);

        let mut sgd = Sgd::new(LEARNING_RATE);
        let gradients = sgd.compute_gradients(pass).unwrap();
        sgd.apply_gradients(&mut network, gradients).unwrap();
        let after = network.fc.weight.as_vec();
        let gradient: Vec<f64> = golden
            .values("fc.weight")
            .iter()
            .zip(after)
            .map(|(before, after)| (before - f64::from(after)) / LEARNING_RATE)
            .collect();
        golden.assert_close("gradient/fc.weight", &gradient, $tolerance);
    }};
}

#[test]
fn value_and_gradient() {
    let golden = Golden::open("softmax_cross_entropy_plain");
    let network: Plain<f64, Dev> = golden.network();
    step!(&golden, network.to_dtype::<f32>(), f32, 4, 5, SINGLE);
    step!(&golden, network, f64, 4, 5, DOUBLE);
}

#[test]
fn large_logits() {
    let golden = Golden::open("softmax_cross_entropy_large");
    let network: Large<f64, Dev> = golden.network();
    step!(&golden, network.to_dtype::<f32>(), f32, 6, 5, SINGLE);
    step!(&golden, network, f64, 6, 5, DOUBLE);
}

/// Nothing overflows at ±10⁴.
#[test]
fn extreme_logits() {
    let golden = Golden::open("softmax_cross_entropy_extreme");
    let network: Extreme<f64, Dev> = golden.network();
    step!(&golden, network.to_dtype::<f32>(), f32, 4, 4, SINGLE);
    step!(&golden, network, f64, 4, 4, DOUBLE);
}

const WEIGHTS: [f64; 5] = [0.5, 1.0, 2.0, 0.25, 3.0];

#[test]
fn smoothing_and_class_weights() {
    check!("softmax_cross_entropy_settings", Vector<5>, |x, y, _, pass| {
        loss::softmax_cross_entropy(x, y, 0.1, Some(&WEIGHTS), loss::mean(), pass)
    });
}

#[test]
fn weights_of_samples() {
    check!("softmax_cross_entropy_weighted", Vector<5>, |x, y, w, pass| {
        loss::softmax_cross_entropy(x, y, 0.1, Some(&WEIGHTS), loss::mean().weights(w), pass)
    });
}

#[test]
fn sum() {
    check!("softmax_cross_entropy_sum", Vector<5>, |x, y, _, pass| {
        loss::softmax_cross_entropy(x, y, 0.0, None, loss::sum(), pass)
    });
}

/// The mean is over the weights of the classes, as in PyTorch.
#[test]
fn indices_of_classes() {
    let classes: Tensor<(usize,), usize, Dev> = Dev::default().tensor_from_vec(vec![1, 0, 4, 1], (4,));
    check!("softmax_cross_entropy_indices", Vector<5>, |x, _, _, pass| {
        loss::softmax_cross_entropy(x, &classes, 0.1, Some(&WEIGHTS), loss::mean(), pass)
    });
}
