//! Inside a tuple of dfdx modules.

use dfdx::nn::builders::{Linear, Tanh};
use dfdx::nn::modules;
use dfdx::prelude::SumTo;
use dfdx::tensor::Gradients;
use netweave::prelude::*;

use crate::Digits;

network! {
    network Head(input: [6]) -> [3] {
        input -> hidden: linear(5) -> relu -> fc: linear(3)
    }
}

#[test]
fn before_a_module() {
    type Model = (Digits, Linear<10, 3>);
    let device = Cpu::default();
    let mut model: (Digits<f32>, modules::Linear<10, 3, f32, Cpu>) = device.build_module::<Model, f32>();
    let images: Tensor<(usize, Const<1>, Const<8>, Const<8>), f32, _> =
        device.sample_normal_like(&(5, Const, Const, Const));

    let whole = model.forward(images.clone());
    assert_eq!(whole.shape().concrete(), [5, 3]);
    let parts = model.1.forward(model.0.forward(images.clone()));
    assert_eq!(whole.as_vec(), parts.as_vec());

    let gradients = model.forward_mut(images.leaky_traced()).sum::<Rank0, _>().backward();
    assert!(gradients.get(&model.0.features.conv1.weight).as_vec().iter().any(|&value| value != 0.0));
}

#[test]
fn the_builder_of_another_dtype() {
    let device = Cpu::default();
    let model = device.build_module::<(Digits, Linear<10, 3>), f64>();
    let images: Tensor<Rank4<2, 1, 8, 8>, f64, _> = device.sample_normal();
    let output: Tensor<Rank2<2, 3>, f64, _> = model.forward(images);
    assert_eq!(output.shape().concrete(), [2, 3]);
}

/// The same variables in a tuple of dfdx alone give the same values and gradients, on both sides of ours.
#[test]
fn between_modules_the_gradient_passes() {
    let device = Cpu::seed_from_u64(1);
    let mut ours = device.build_module::<(Linear<4, 6>, Tanh, Head, Tanh), f64>();
    let mut theirs = device
        .build_module::<(Linear<4, 6>, Tanh, (Linear<6, 5>, dfdx::nn::builders::ReLU, Linear<5, 3>), Tanh), f64>();
    theirs.0 = ours.0.clone();
    theirs.2.0.weight = ours.2.hidden.weight.clone();
    theirs.2.0.bias = ours.2.hidden.bias.clone();
    theirs.2.2.weight = ours.2.fc.weight.clone();
    theirs.2.2.bias = ours.2.fc.bias.clone();

    let input: Tensor<Rank2<7, 4>, f64, _> = device.sample_normal();
    let output = ours.forward_mut(input.trace(Gradients::leaky()));
    let expected = theirs.forward_mut(input.trace(Gradients::leaky()));
    assert_close(&output.as_vec(), &expected.as_vec());
    let gradients = output.sum::<Rank0, _>().backward();
    let expected = expected.sum::<Rank0, _>().backward();
    assert_close(&gradients.get(&input).as_vec(), &expected.get(&input).as_vec());
    assert_close(&gradients.get(&ours.0.weight).as_vec(), &expected.get(&theirs.0.weight).as_vec());
    assert_close(&gradients.get(&ours.2.hidden.weight).as_vec(), &expected.get(&theirs.2.0.weight).as_vec());
    assert_close(&gradients.get(&ours.2.fc.bias).as_vec(), &expected.get(&theirs.2.2.bias).as_vec());
}

fn assert_close(actual: &[f64], expected: &[f64]) {
    assert_eq!(actual.len(), expected.len());
    for (actual, expected) in actual.iter().zip(expected) {
        assert!((actual - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{actual} is not {expected}");
    }
}
