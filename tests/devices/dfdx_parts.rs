//! dfdx's modules and functions inside of a network, and its optimizers, do on a CUDA device what they do on the CPU.

use dfdx::dtypes::Dtype;
use dfdx::losses::cross_entropy_with_logits_loss;
use dfdx::nn::ZeroGrads;
use dfdx::nn::modules::{LayerNorm1D, Linear, Tanh};
use dfdx::optim;
use dfdx::shapes::Dim;
use dfdx::tensor::Tape;
use netweave::Device;
use netweave::modules::MultiHeadAttention;
use netweave::prelude::*;

use crate::{Digits, assert_close, batches, devices};

fn sine<B: Dim, E: Dtype, D: dfdx::tensor_ops::Device<E>, T: Tape<E, D>>(
    x: Tensor<(B, Const<4>), E, D, T>,
) -> Tensor<(B, Const<4>), E, D, T> {
    x.sin()
}

network! {
    network Mixed(image: [2, 4]) -> [3] {
        let seen = (image -> attn: module(MultiHeadAttention<4, 2>) -> [2, 4]) + image;
        let code = seen -> flatten -> fc: linear(4) -> batch_norm -> apply(sine) -> [4];
        let scores = code -> inner: module((Linear<4, 4, E, D>, LayerNorm1D<4, E, D>, Tanh)) -> [4] -> out: linear(3);
        loss fit(labels: [3]) = softmax_cross_entropy(scores, labels);
        scores
    }
}

/// The losses of some steps, and the scores then.
fn losses<D: Device<f32>>(device: &D) -> Result<Vec<f32>, Error> {
    let (mut net, mut sgd) = (Mixed::build(device), Sgd::new(0.1));
    let (images, labels) = (device.sample_normal::<Rank3<5, 2, 4>>(), device.sample_uniform::<Rank2<5, 3>>());
    let mut found = Vec::new();
    for _ in 0..6 {
        let pass = net.training().fit(&images, &labels)?;
        found.push(pass.value());
        let gradients = sgd.compute_gradients(pass)?;
        sgd.apply_gradients(&mut net, gradients)?;
    }
    assert!(found[5] < found[0], "something is learnt: {found:?}");
    found.extend(net.try_forward(images)?.as_vec());
    Ok(found)
}

#[test]
fn modules_and_functions_in_a_network() {
    let (cpu, cuda) = devices(0);
    assert_close(&losses(&cuda).unwrap(), &losses(&cpu).unwrap());
}

/// The losses of some steps by an optimizer of dfdx.
fn by<D: Device<f32>, O: optim::Optimizer<Digits<f32, D>, D, f32>>(
    device: &D,
    optimizer: impl FnOnce(&Digits<f32, D>) -> O,
) -> Result<Vec<f32>, Error> {
    let mut net = Digits::build(device);
    let mut optimizer = optimizer(&net);
    let mut gradients = net.alloc_grads();
    let mut losses = Vec::new();
    for batch in batches(device).from_step(0).take(6) {
        let (images, labels) = batch?;
        let logits = net.forward_mut(images.traced(gradients));
        let loss = cross_entropy_with_logits_loss(logits, labels);
        losses.push(loss.as_vec()[0]);
        gradients = loss.backward();
        optimizer.update(&mut net, &gradients).expect("every variable has a gradient");
        net.zero_grads(&mut gradients);
    }
    assert!(losses[5] < losses[0], "something is learnt: {losses:?}");
    Ok(losses)
}

#[test]
fn its_optimizers() {
    let (cpu, cuda) = devices(2);
    let adam = optim::AdamConfig { lr: 5e-3, ..Default::default() };
    let expected = by(&cpu, |net| optim::Adam::new(net, adam)).unwrap();
    assert_close(&by(&cuda, |net| optim::Adam::new(net, adam)).unwrap(), &expected);

    let (cpu, cuda) = devices(2);
    let momentum = Some(optim::Momentum::Nesterov(0.9));
    let sgd = optim::SgdConfig { lr: 0.02, momentum, ..Default::default() };
    let expected = by(&cpu, |net| optim::Sgd::new(net, sgd)).unwrap();
    assert_close(&by(&cuda, |net| optim::Sgd::new(net, sgd)).unwrap(), &expected);
}
