//! `to_device` copies a network, a checkpoint its optimizer, and both train on there.

use dfdx::nn::modules::{Linear, Tanh};
use netweave::checkpoint::Checkpoint;
use netweave::prelude::*;
use netweave::{Device, Variable};

use crate::{assert_close, devices};

network! {
    template block(x; channels) {
        x + (x -> conv: conv2d(channels, kernel = 3, padding = 1) -> batch_norm -> relu)
    }

    network Tail(code: [6]) -> [3] {
        code -> fc: linear(3)
    }

    /// A bit of everything that holds variables: scopes in an array, statistics, a module of dfdx, another network.
    network Everything(image: [4, 5, 5]) -> [3] {
        let code = image -> repeat 2 block: block(4) -> global_avg_pool -> fc: linear(6, bias = false);
        let logits = code -> inner: module((Linear<6, 6, E, D>, Tanh)) -> [6] -> tail: Tail;
        loss fit(labels: [3]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

/// The losses of some steps on the same batch.
fn train<D: Device<f32>>(
    net: &mut Everything<f32, D>,
    adam: &mut Adam<Everything<f32, D>>,
    device: &D,
    steps: usize,
) -> Result<Vec<f32>, Error> {
    let images = device.with_seed(8)?.sample_normal::<Rank4<6, 4, 5, 5>>();
    let labels = (0..18).map(|element| f32::from(element % 3 == element / 3 % 3)).collect();
    let labels = device.tensor_from_vec(labels, Rank2::<6, 3>::default());
    let mut losses = Vec::new();
    for _ in 0..steps {
        let pass = net.training().fit(&images, &labels)?;
        losses.push(pass.value());
        let gradients = adam.compute_gradients(pass)?;
        adam.apply_gradients(net, gradients)?;
    }
    Ok(losses)
}

/// Names and bits, running statistics among them.
fn bits(variables: Vec<Variable<f32>>) -> Vec<(String, Vec<u32>)> {
    let bits = |values: Vec<f32>| values.into_iter().map(f32::to_bits).collect();
    variables.into_iter().map(|variable| (variable.name, bits(variable.values))).collect()
}

/// Trains on one device, moves to the other, and compares with who stays.
fn moves<A: Device<f32>, B: Device<f32>>(a: &A, b: &B) -> Result<(), Error> {
    let (mut net, mut adam) = (Everything::build(a), Adam::new(1e-2));
    let before = train(&mut net, &mut adam, a, 3)?;
    let mut moved: Everything<f32, B> = net.to_device(b);
    assert_eq!(bits(moved.variables("")), bits(net.variables("")));
    let back: Everything<f32, A> = moved.to_device(a);
    assert_eq!(bits(back.variables("")), bits(net.variables("")));

    let mut checkpoint = Checkpoint::new(3);
    checkpoint.set_state("adam", &net, &adam);
    let mut moved_adam = Adam::new(1.0);
    checkpoint.state("adam", &moved, &mut moved_adam)?;
    assert_eq!((moved_adam.steps(), moved_adam.learning_rate()), (3, 1e-2));

    let stayed = train(&mut net, &mut adam, a, 4)?;
    assert!(stayed[3] < stayed[0] && stayed[0] < before[0], "something is learnt: {before:?} {stayed:?}");
    assert_close(&train(&mut moved, &mut moved_adam, b, 4)?, &stayed);
    Ok(())
}

#[test]
fn from_the_cpu() {
    let (cpu, cuda) = devices(5);
    moves(&cpu, &cuda).unwrap();
}

#[test]
fn from_a_cuda_device() {
    let (cpu, cuda) = devices(5);
    moves(&cuda, &cpu).unwrap();
}

/// What is changed on one device stays as it is on the other.
#[test]
fn a_copy_shares_nothing() {
    let (cpu, cuda) = devices(5);
    let net = Everything::<f32, _>::build(&cpu);
    let mut moved: Everything<f32, Cuda> = net.to_device(&cuda);
    let before = bits(net.variables(""));
    train(&mut moved, &mut Adam::new(1e-2), &cuda, 1).unwrap();
    assert_ne!(bits(moved.variables("")), before);
    assert_eq!(bits(net.variables("")), before);
}
