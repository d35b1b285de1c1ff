//! A network that learns from what another one sees.

use std::sync::atomic::{AtomicUsize, Ordering};

use dfdx::nn::BuildModule;
use dfdx::nn::modules::Linear;
use netweave::prelude::*;
use netweave::{Device, Dtype};

use crate::Dev;
use crate::golden::{DOUBLE, Golden, SINGLE, read};
use crate::training::{check_gradients, descend};

network! {
    // The first point is before a batch norm, the second is behind a fused one and dropout.
    network Critic(image: [3, 8, 8]) -> [2] {
        let block1 = scope block1 { image -> conv1: conv2d(4, kernel = 3, padding = 1) -> batch_norm -> relu };
        let block2 = scope block2 {
            block1 -> max_pool2d(2) -> conv1: conv2d(5, kernel = 3) -> batch_norm -> relu -> dropout(0.5)
        };
        block2 -> flatten -> fc: linear(2)
    }

    network Painter(input: [2, 8, 8]) -> [3, 8, 8] {
        let painted = input -> conv: conv2d(3, kernel = 3, padding = 1, bias = false) -> norm: batch_norm -> tanh;
        loss sharp(target: [3, 8, 8], critic: &Critic) =
            l2(painted, target) + 0.3 * perceptual(critic at 0.5 * block1/conv1 + block2/dropout, painted, target);
        loss summed(critic: &Critic, target: [3, 8, 8], w: []) =
            painted -> perceptual(critic at block2/relu, target, weights = w, reduction = sum);
        loss both(critic: &Critic, other: &Critic, target: [3, 8, 8]) =
            perceptual(critic at block1/relu, painted, target) + perceptual(other at block1/relu, painted, target);
        loss between(critic: &Critic) = perceptual(critic at block2, painted, 0.5 * painted);
        loss everything(critic: &Everything, target: [3, 8, 8]) = perceptual(critic at COUNTED * last, painted, target);
        loss part(critic: &Part, target: [3, 8, 8]) =
            perceptual(critic at parts/1/conv + 2 * parts/0, painted, target);
        painted
    }

    network Own(image: [1, 4, 4]) -> [1, 4, 4] {
        let hidden = image -> first: conv2d(3, kernel = 3, padding = 1) -> batch_norm -> relu;
        let image2 = hidden -> second: conv2d(1, kernel = 3, padding = 1) -> tanh;
        loss own(target: [1, 4, 4], critic: &Own) = perceptual(critic at hidden, image2, target);
        image2
    }

    // Every layer with variables.
    network Everything(image: [3, 8, 8]) -> [1] {
        let small = image
            -> conv2d(3, kernel = 3, padding = 1) -> prelu -> group_norm(3) -> bias
            -> conv_transpose2d(2, kernel = 2, stride = 2) -> instance_norm(affine = true) -> batch_norm
            -> avg_pool2d(4);
        let words = small -> reshape([4, 8]) -> layer_norm -> attention(heads = 2);
        let last = words -> flatten -> linear(6) -> tanh -> dfdx: module(Linear<6, 4>) -> [4];
        last -> head: linear(1)
    }

    network Part(image: [3, 8, 8]) -> [3, 8, 8] {
        template part(x) { x -> conv: conv2d(3, kernel = 3, padding = 1) -> tanh }
        image -> repeat 3 parts: part -> apply(never) -> [3, 8, 8]
    }
}

const COUNTED: f64 = 3.0;

static RUNS: AtomicUsize = AtomicUsize::new(0);

fn never<X>(x: X) -> X {
    RUNS.fetch_add(1, Ordering::Relaxed);
    x
}

type Batch<const N: usize, const C: usize, const H: usize, E = f64> = Tensor<Rank4<N, C, H, H>, E, Dev>;

fn compare<E: Dtype>(tolerance: f64)
where
    Dev: Device<E>,
{
    let golden = Golden::open("perceptual");
    let critic = golden.network::<Critic<f64, Dev>>().to_dtype::<E>();
    let (input, target) = (golden.tensor("input"), golden.tensor("target"));
    let weights: Tensor<Rank1<2>, E, Dev> = golden.tensor("w");
    let before = read(&critic, None);
    for case in ["sharp", "summed"] {
        let mut network = golden.network::<Painter<f64, Dev>>().to_dtype::<E>();
        let input: &Batch<2, 2, 8, E> = &input;
        let target: &Batch<2, 3, 8, E> = &target;
        let pass = match case {
            "sharp" => network.training().sharp(input, target, &critic),
            _ => network.training().summed(input, &critic, target, &weights),
        };
        let pass = pass.unwrap();
        golden.assert_close(&format!("{case}/value"), &[pass.value().to_f64().unwrap()], tolerance);
        let mut sgd = Sgd::new(0.1);
        let gradients = sgd.compute_gradients(pass).unwrap();
        for variable in gradients.variables("").unwrap() {
            let name = format!("{case}/gradient/{}", variable.name.replace('/', "."));
            golden.assert_close(&name, &variable.values, tolerance);
        }
        sgd.apply_gradients(&mut network, gradients).unwrap();
        for name in ["norm.running_mean", "norm.running_var"] {
            golden.assert_close(&format!("after/{name}"), &read(&network, None)[name], tolerance);
        }
    }
    assert_eq!(read(&critic, None), before, "a critic does not change");
}

#[test]
fn double() {
    compare::<f64>(DOUBLE);
}

#[test]
fn single() {
    compare::<f32>(10.0 * SINGLE);
}

fn images(device: &Dev) -> (Batch<2, 2, 8>, Batch<2, 3, 8>) {
    (device.sample_normal(), device.sample_normal())
}

#[test]
fn gradients_through_every_layer() {
    let device = Dev::seed_from_u64(1);
    let (input, target) = images(&device);
    let critic = Everything::<f64, Dev>::build(&device);
    let before = read(&critic, None);
    let pass = |network: &Painter<f64, Dev>| network.training().everything(&input, &critic, &target).unwrap();
    let network = Painter::build(&device);
    check_gradients(network, |network| pass(network).value(), |network| descend(network, pass(network)));
    assert_eq!(read(&critic, None), before);
}

#[test]
fn both_images_have_a_gradient() {
    let device = Dev::seed_from_u64(2);
    let (input, _) = images(&device);
    let critic = Critic::build(&device);
    let pass = |network: &Painter<f64, Dev>| network.training().between(&input, &critic).unwrap();
    check_gradients(
        Painter::build(&device),
        |network| pass(network).value(),
        |network| descend(network, pass(network)),
    );
}

#[test]
fn two_critics_add_up() {
    let device = Dev::seed_from_u64(3);
    let (input, target) = images(&device);
    let (critic, other) = (Critic::build(&device), Critic::build(&device));
    let pass = |network: &Painter<f64, Dev>| network.training().both(&input, &critic, &other, &target).unwrap();
    check_gradients(
        Painter::build(&device),
        |network| pass(network).value(),
        |network| descend(network, pass(network)),
    );
}

/// A network may look at itself, and is no more trained as a critic than another would be.
#[test]
fn a_network_as_its_own_critic() {
    let device = Dev::seed_from_u64(4);
    let network = Own::<f64, Dev>::build(&device);
    let (image, target): (Batch<2, 1, 4>, Batch<2, 1, 4>) = (device.sample_normal(), device.sample_normal());
    // The same values under other identities.
    let twin = network.to_dtype::<f32>().to_dtype::<f64>();
    let network = twin.to_dtype::<f64>();
    let stepped = |critic: &Own<f64, Dev>| {
        let mut stepped = network.clone();
        descend(&mut stepped, network.training().own(&image, &target, critic).unwrap());
        read(&stepped, None)
    };
    assert_eq!(stepped(&network), stepped(&twin));
}

#[test]
fn an_element_of_an_array_and_nothing_behind_it() {
    let device = Dev::seed_from_u64(5);
    let (input, target) = images(&device);
    let critic = Part::build(&device);
    let network = Painter::<f64, Dev>::build(&device);
    let pass = network.training().part(&input, &critic, &target).unwrap();
    let seen = |image: &Batch<2, 3, 8>| {
        let conv = critic.end_point(part::end_point::parts_1::conv, image);
        (conv.as_vec(), critic.end_point(part::end_point::parts_0::tanh, image).as_vec())
    };
    let ((conv, tanh), (conv2, tanh2)) = (seen(pass.output()), seen(&target));
    let distance =
        |a: Vec<f64>, b: Vec<f64>| a.iter().zip(&b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>() / a.len() as f64;
    let expected = distance(conv, conv2) + 2.0 * distance(tanh, tanh2);
    assert!((pass.value() - expected).abs() < 1e-12);
    descend(&mut network.clone(), pass);
    assert_eq!(RUNS.load(Ordering::Relaxed), 0, "nothing behind an end point runs");
    critic.forward(target);
    assert_eq!(RUNS.load(Ordering::Relaxed), 1);
}

#[test]
fn what_nobody_trains_has_no_gradient() {
    network! {
        network Plain(x: [3, 8, 8]) -> [3, 8, 8] {
            let y = x -> tanh;
            let z = x -> scaled: conv2d(3, kernel = 1);
            loss plain(critic: &Critic) = perceptual(critic at block2, y, x) + l2(z, x);
            z
        }
    }
    let device = Dev::seed_from_u64(6);
    let (_, x) = images(&device);
    let critic = Critic::<f64, Dev>::build(&device);
    let network = Plain::build(&device);
    let pass = network.training().plain(&x, &critic).unwrap();
    let parts: Vec<_> = pass.parts().map(|(_, value)| value).collect();
    assert!(parts[0] > 0.0, "{parts:?}");
    descend(&mut network.clone(), pass);
}
