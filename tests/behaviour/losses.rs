//! Losses as they are written in a network: arguments, sums of several, and who gets a gradient.

use dfdx::nn::BuildModule;
use netweave::prelude::*;

use crate::Dev;
use crate::differences::{STEP, TOLERANCE, nudge};
use crate::golden::read;

const CLASS_WEIGHTS: [f64; 3] = [1.0, 2.0, 0.5];
const BETA: f64 = 1.5;

network! {
    network Flow(first: [2, 4, 4], second: [2, 4, 4]) -> (flow: [2, 4, 4], warped: [2, 4, 4]) {
        let flow = concat(first, second, axis = 0) -> estimate: conv2d(2, kernel = 3, padding = 1);
        let warped = second + flow;

        loss photometric = 1e3 * l1(warped, first) + 0.1 * total_variation(flow);
        loss named = (warped -> near: l2(first)) + 2 * (warped -> far: l2(second)) - 1;
        loss robust(w: []) = huber(warped, first, 0.5, weights = w) + smooth_l1(warped, first, beta = 0.5, reduction = sum);
        (flow, warped)
    }

    network Classes(x: [4]) -> [3] {
        let logits = x -> fc: linear(3);
        let other = x -> other: linear(3);

        loss all(labels: [3], w: []) =
            softmax_focal(logits, labels, BETA)
            + softmax_cross_entropy(
                logits, labels, label_smoothing = 0.1, class_weights = CLASS_WEIGHTS, weights = w, reduction = mean,
            )
            + sigmoid_focal(logits, labels, alpha = 0.3, gamma = 1.5)
            + sigmoid_cross_entropy(logits, labels)
            + hinge(logits, labels)
            + kl_divergence(logits -> log_softmax, other -> softmax)
            + cosine_distance(logits, other, weights = w);
        logits
    }

    network Indexed(x: [3]) -> [3] {
        let logits = x * 2;
        loss index(class: [] of usize) = softmax_cross_entropy(logits, class) + softmax_focal(logits, class);
        loss one_hot(labels: [3]) = softmax_cross_entropy(logits, labels) + softmax_focal(logits, labels);
        logits
    }
}

type Image = Tensor<Rank4<2, 2, 4, 4>, f64, Dev>;

fn images(device: &Dev) -> (Flow<f64, Dev>, Image, Image) {
    (Flow::build(device), device.sample_normal(), device.sample_normal())
}

#[test]
fn a_sum_reports_its_parts() {
    let (network, first, second) = images(&Dev::seed_from_u64(1));
    let pass = network.training().photometric(&first, &second).unwrap();
    let parts: Vec<_> = pass.parts().collect();
    let [("l1", distance), ("total_variation", variation)] = parts[..] else { panic!("{parts:?}") };
    assert!((1e3 * distance + 0.1 * variation - pass.value()).abs() < 1e-9);

    let by_hand = |a: &Image, b: &Image| {
        let distances = a.as_vec().into_iter().zip(b.as_vec()).map(|(a, b)| (a - b).abs());
        distances.sum::<f64>() / 64.0
    };
    assert!((distance - by_hand(&pass.output().warped, &first)).abs() < 1e-12);
}

#[test]
fn parts_are_called_as_they_are_named() {
    let (network, first, second) = images(&Dev::seed_from_u64(2));
    let pass = network.training().named(&first, &second).unwrap();
    let parts: Vec<_> = pass.parts().collect();
    let [("near", near), ("far", far)] = parts[..] else { panic!("{parts:?}") };
    assert!((near + 2.0 * far - 1.0 - pass.value()).abs() < 1e-12);
}

#[test]
fn arguments_reach_the_loss() {
    let device = Dev::seed_from_u64(3);
    let (network, first, second) = images(&device);
    let pass = network.training().robust(&first, &second, device.tensor([0.0, 2.0])).unwrap();
    let parts: Vec<_> = pass.parts().map(|(_, value)| value).collect();

    let warped = pass.output().warped.as_vec();
    let terms: Vec<f64> = warped
        .iter()
        .zip(first.as_vec())
        .map(|(a, b)| (a - b).abs())
        .map(|distance| if distance <= 0.5 { 0.5 * distance * distance } else { 0.5 * (distance - 0.25) })
        .collect();
    // The first sample counts nothing and the second one twice, in a mean over both.
    assert!((parts[0] - 2.0 * terms[32..].iter().sum::<f64>() / 64.0).abs() < 1e-12);
    // With one distance for both, the second loss is the first one over it.
    assert!((parts[1] - 2.0 * terms.iter().sum::<f64>()).abs() < 1e-11);
}

#[test]
fn gradients_of_a_sum_of_all() {
    let device = Dev::seed_from_u64(4);
    let mut network = Classes::<f64, Dev>::build(&device);
    let x: Tensor<Rank2<3, 4>, f64, Dev> = device.sample_normal();
    let labels = device.tensor([[1.0, 0.0, 0.0], [0.0, 0.25, 0.75], [0.0, 1.0, 0.0]]);
    let weights = device.tensor([0.5, 1.0, 2.0]);
    let pass = network.training().all(&x, &labels, &weights).unwrap();
    assert_eq!(pass.parts().count(), 7);
    assert!((pass.parts().map(|(_, value)| value).sum::<f64>() - pass.value()).abs() < 1e-12);

    let mut stepped = network.clone();
    let mut sgd = Sgd::new(1.0);
    let gradients = sgd.compute_gradients(pass).unwrap();
    sgd.apply_gradients(&mut stepped, gradients).unwrap();
    let (before, after) = (read(&network, None), read(&stepped, None));
    for (name, before) in &before {
        for index in 0..before.len() {
            let mut at = |offset: f64| {
                nudge(&mut network, name, index, offset);
                let value = network.training().all(&x, &labels, &weights).unwrap().value();
                nudge(&mut network, name, index, -offset);
                value
            };
            let numeric = (at(STEP) - at(-STEP)) / (2.0 * STEP);
            let analytic = before[index] - after[name][index];
            assert!((analytic - numeric).abs() <= TOLERANCE, "{name}[{index}]: {analytic:e}, not {numeric:e}");
        }
    }
}

#[test]
fn weights_are_as_many_as_samples() {
    let device = Dev::seed_from_u64(5);
    let network = Flow::<f64, Dev>::build(&device);
    let images: Tensor<(usize, Const<2>, Const<4>, Const<4>), f64, Dev> = device.zeros_like(&(2, Const, Const, Const));
    let weights: Tensor<(usize,), f64, Dev> = device.zeros_like(&(3,));
    let error = network.training().robust(&images, &images, &weights).map(drop);
    assert_eq!(error, Err(Error::Batch { input: "w", found: 3, other: "first", expected: 2 }));
}

#[test]
fn the_index_of_a_class_is_a_one_hot_label() {
    let device = Dev::seed_from_u64(6);
    let network = Indexed::<f64, Dev>::build(&device);
    let x: Tensor<Rank2<2, 3>, f64, Dev> = device.sample_normal();
    let index = network.training().index(&x, device.tensor([2_usize, 0])).unwrap();
    let one_hot = network.training().one_hot(&x, device.tensor([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])).unwrap();
    assert_eq!(index.value(), one_hot.value());
}

#[test]
fn a_class_that_there_is_not() {
    let device = Dev::seed_from_u64(6);
    let network = Indexed::<f64, Dev>::build(&device);
    let x: Tensor<Rank2<2, 3>, f64, Dev> = device.sample_normal();
    let error = refusal!(network.training().index(&x, device.tensor([2_usize, 3]))).unwrap();
    assert_eq!(error, Error::NoClass { class: 3, classes: 3 });
    assert!(error.to_string().contains("from 0 to 2"), "{error}");
}
