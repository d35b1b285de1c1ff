use dfdx::nn::BuildModule;
use dfdx::shapes::Shape;
use netweave::loss;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{DOUBLE, Golden, Image, SINGLE, Sequence, Vector};
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

fn smoothed(axis: usize) -> loss::Classes {
    loss::classes(axis).smoothing(0.1).weights(&WEIGHTS)
}

#[test]
fn smoothing_and_class_weights() {
    check!("softmax_cross_entropy_settings", Vector<5>, |x, y, _, pass| {
        loss::softmax_cross_entropy(x, y, smoothed(0), loss::mean(), pass)
    });
}

#[test]
fn weights_of_samples() {
    check!("softmax_cross_entropy_weighted", Vector<5>, |x, y, w, pass| {
        loss::softmax_cross_entropy(x, y, smoothed(0), loss::mean().weights(w), pass)
    });
}

#[test]
fn sum() {
    check!("softmax_cross_entropy_sum", Vector<5>, |x, y, _, pass| {
        loss::softmax_cross_entropy(x, y, loss::classes(0), loss::sum(), pass)
    });
}

/// The mean is over the weights of the classes, as in PyTorch.
#[test]
fn indices_of_classes() {
    let classes: Tensor<(usize,), usize, Dev> = Dev::default().tensor_from_vec(vec![1, 0, 4, 1], (4,));
    check!("softmax_cross_entropy_indices", Vector<5>, |x, _, _, pass| {
        loss::sparse_softmax_cross_entropy(x, &classes, smoothed(0), loss::mean(), pass)
    });
}

/// Those of a golden file.
fn indices<S: Shape>(case: &str, shape: S) -> Tensor<S, usize, Dev> {
    let indices = Golden::open(case).values("indices").iter().map(|index| *index as usize).collect();
    Dev::default().tensor_from_vec(indices, shape)
}

type Pixels = (usize, Const<3>, Const<4>);

fn pixels(case: &str) -> Tensor<Pixels, usize, Dev> {
    indices(case, (4, Const, Const))
}

#[test]
fn a_class_for_each_pixel() {
    let classes = pixels("softmax_cross_entropy_pixels");
    check!("softmax_cross_entropy_pixels", Image<5, 3, 4>, |x, _, _, pass| {
        loss::sparse_softmax_cross_entropy(x, &classes, loss::classes(0), loss::mean(), pass)
    });
}

/// The mean is over what counts; what is ignored is no class, and need not be less than their number.
#[test]
fn ignored_pixels_with_class_weights_and_smoothing() {
    let classes = pixels("softmax_cross_entropy_ignored");
    let ignoring = smoothed(0).ignoring(255);
    check!("softmax_cross_entropy_ignored", Image<5, 3, 4>, |x, _, _, pass| {
        loss::sparse_softmax_cross_entropy(x, &classes, ignoring, loss::mean(), pass)
    });
    check!("softmax_cross_entropy_ignored_sum", Image<5, 3, 4>, |x, _, _, pass| {
        loss::sparse_softmax_cross_entropy(x, &classes, ignoring, loss::sum(), pass)
    });
    check!("softmax_cross_entropy_ignored_weighted", Image<5, 3, 4>, |x, _, w, pass| {
        loss::sparse_softmax_cross_entropy(x, &classes, ignoring, loss::mean().weights(w), pass)
    });
}

#[test]
fn a_distribution_for_each_pixel() {
    check!("softmax_cross_entropy_soft_pixels", Image<5, 3, 4>, |x, y, _, pass| {
        loss::softmax_cross_entropy(x, y, smoothed(0), loss::mean(), pass)
    });
}

#[test]
fn the_next_word() {
    let words = indices("softmax_cross_entropy_sequence", (2, Const::<6>));
    check!("softmax_cross_entropy_sequence", Sequence<6, 5>, |x, _, _, pass| {
        loss::sparse_softmax_cross_entropy(x, &words, loss::classes(1).ignoring(0), loss::mean(), pass)
    });
    check!("softmax_cross_entropy_soft_sequence", Sequence<6, 5>, |x, y, w, pass| {
        loss::softmax_cross_entropy(x, y, loss::classes(1), loss::mean().weights(w), pass)
    });
}

const NO_CLASS: usize = 255;

network! {
    network Dense(x: [3, 2, 4]) -> [3, 2, 4] {
        loss found(t: [2, 4] of usize) = softmax_cross_entropy(x, t);
        loss said(t: [2, 4] of usize) = softmax_cross_entropy(x, t, axis = 0, ignore_index = NO_CLASS);
        loss behind(t: [3, 2] of usize) = softmax_cross_entropy(x, t, label_smoothing = 0.1, reduction = sum);
        x
    }
}

/// The axis of the classes is the one that the labels do not have.
#[test]
fn classes_are_found_along_their_axis() {
    let device = Dev::default();
    let network = Dense::<f64, Dev>::build(&device);
    let x: Tensor<Rank4<1, 3, 2, 4>, f64, Dev> = device.zeros();
    let classes = device.tensor([[[0_usize, 1, 2, 0], [1, 1, 2, 2]]]);
    assert!((network.training().found(&x, &classes).unwrap().value() - 3_f64.ln()).abs() < 1e-12);
    let ignored = device.tensor([[[0_usize, 1, 255, 0], [1, 255, 255, 2]]]);
    assert!((network.training().said(&x, &ignored).unwrap().value() - 3_f64.ln()).abs() < 1e-12);
    let behind = device.tensor([[[0_usize, 3], [1, 2], [3, 3]]]);
    assert!((network.training().behind(&x, &behind).unwrap().value() - 6.0 * 4_f64.ln()).abs() < 1e-12);
}

/// What is ignored may be anything; what is not has to be a class.
#[test]
fn a_class_that_there_is_not() {
    let device = Dev::default();
    let network = Dense::<f64, Dev>::build(&device);
    let x: Tensor<Rank4<1, 3, 2, 4>, f64, Dev> = device.zeros();
    let classes = device.tensor([[[0_usize, 1, 255, 0], [1, 254, 255, 2]]]);
    let error = refusal!(network.training().said(&x, &classes)).unwrap();
    assert_eq!(error, Error::NoClass { class: 254, classes: 3 });
}

#[test]
fn where_all_is_ignored_there_is_nothing_to_learn() {
    let device = Dev::default();
    let network = Dense::<f32, Dev>::build(&device);
    let x: Tensor<Rank4<1, 3, 2, 4>, f32, Dev> = device.zeros();
    let classes = device.tensor([[[255_usize; 4]; 2]]);
    assert_eq!(network.training().said(&x, &classes).unwrap().value(), 0.0);
}
