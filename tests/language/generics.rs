//! Const generics of a network: one piece of code, a type for each value.

use dfdx::shapes::{Dim, Dtype};
use dfdx::tensor::Tape;
use dfdx::tensor_ops::Device;
use netweave::modules::Linear;
use netweave::prelude::*;

fn sine<const N: usize, B: Dim, E: Dtype, D: Device<E>, T: Tape<E, D>>(
    x: Tensor<(B, Const<N>), E, D, T>,
) -> Tensor<(B, Const<N>), E, D, T> {
    x.sin()
}

network! {
    template block(x; width) {
        x -> fc: linear(width) -> layer_norm -> relu
    }

    /// Recognises a digit.
    pub network Mlp<const HIDDEN: usize>(image: [64]) -> [10] {
        let hidden = image -> first: block(HIDDEN) -> repeat 2 block: block(HIDDEN);
        let logits = hidden -> fc: linear(10);
        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }

    /// Keeps an image as large as it is.
    pub network Denoise<const C: usize, const H: usize, const W: usize>(noisy: [C, H, W]) -> (clean: [C, H, W], mean: [8]) {
        reuse scope smooth(x) {
            x -> conv: conv2d(8, kernel = 3, padding = 1) -> norm: batch_norm -> relu
        }
        let seen = smooth(noisy);
        let noise = seen -> back: conv2d(C, kernel = 3, padding = same);
        let clean = noisy - noise;
        let again = smooth(clean) -> global_avg_pool;
        loss fit(labels: [8]) = softmax_cross_entropy(again, labels);
        (clean, again)
    }

    pub network Words<const VOCABULARY: usize, const WIDTH: usize>(words: [4] of usize) -> [WIDTH] {
        let vectors = words -> table: embedding(VOCABULARY, WIDTH) -> mean(axis = 0);
        scope head {
            vectors -> inner: module(Linear<WIDTH, WIDTH>) -> [WIDTH] -> apply(sine) -> [WIDTH]
        }
    }

    pub network Around<const HIDDEN: usize>(image: [64]) -> [10] {
        image -> mlp: Mlp<HIDDEN> -> [10] -> relu
    }
}

fn trained<const HIDDEN: usize>(steps: usize) -> (Mlp<HIDDEN, f64>, f64, f64) {
    let device = Cpu::seed_from_u64(0);
    let mut net = Mlp::<HIDDEN, f64>::build(&device);
    let images: Tensor<Rank2<6, 64>, f64, _> = device.sample_normal();
    let labels: Tensor<Rank2<6, 10>, f64, _> = device.ones();
    let mut adam = Adam::new(1e-2);
    let mut losses = Vec::new();
    for _ in 0..steps {
        let pass = net.training().classification(&images, &labels).unwrap();
        losses.push(pass.value());
        let gradients = adam.compute_gradients(pass).unwrap();
        adam.apply_gradients(&mut net, gradients).unwrap();
    }
    (net, losses[0], losses[steps - 1])
}

#[test]
fn each_value_is_a_network_that_trains() {
    let (small, first, last) = trained::<8>(5);
    assert!(last < first, "{first} {last}");
    let (large, first, last) = trained::<48>(5);
    assert!(last < first, "{first} {last}");
    assert_eq!(small.block[1].fc.weight.shape().concrete(), [8, 8]);
    assert_eq!(large.block[1].fc.weight.shape().concrete(), [48, 48]);
}

#[test]
fn it_has_the_costs_of_its_value() {
    let parameters =
        |hidden: usize| 64 * hidden + hidden + 2 * (hidden * hidden + hidden) + 3 * 2 * hidden + hidden * 10 + 10;
    assert_eq!(Mlp::<8>::PARAMETERS, parameters(8));
    assert_eq!(Mlp::<48>::PARAMETERS, parameters(48));
    assert_eq!(Around::<8>::PARAMETERS, Mlp::<8>::PARAMETERS);
    assert!(Mlp::<48>::summary().to_string().contains("[48]"));
}

#[test]
fn images_keep_the_sizes_that_are_left_open() {
    let device = Cpu::seed_from_u64(1);
    let mut net = Denoise::<3, 5, 7, f32>::build(&device);
    let noisy: Tensor<Rank4<2, 3, 5, 7>, f32, _> = device.sample_normal();
    let outputs = net.forward(&noisy);
    assert_eq!(outputs.clean.shape().concrete(), [2, 3, 5, 7]);
    assert_eq!(outputs.mean.shape().concrete(), [2, 8]);
    let point = net.end_point(denoise::end_point::seen, &noisy);
    assert_eq!(point.shape().concrete(), [2, 8, 5, 7]);
    let labels: Tensor<Rank2<2, 8>, f32, _> = device.ones();
    let mut sgd = Sgd::new(0.1);
    let gradients = sgd.compute_gradients(net.training().fit(&noisy, &labels).unwrap()).unwrap();
    sgd.apply_gradients(&mut net, gradients).unwrap();
    assert_ne!(net.smooth.norm.running_mean.as_vec(), [0.0; 8]);
}

#[test]
fn what_comes_from_outside_takes_them() {
    let device = Cpu::seed_from_u64(2);
    let net = Words::<20, 6>::build(&device);
    let words = device.tensor([[0, 1, 2, 19], [3, 3, 3, 3]]);
    assert_eq!(net.forward(&words).shape().concrete(), [2, 6]);
    assert_eq!(net.head.inner.weight.shape().concrete(), [6, 6]);
}

#[test]
fn it_is_saved_and_loaded() {
    let (saved, ..) = trained::<8>(1);
    let file = tempfile::NamedTempFile::new().unwrap();
    saved.save_safetensors(file.path()).unwrap();
    let device = Cpu::seed_from_u64(3);
    let mut loaded = Around::<8, f64>::build(&device);
    loaded.mlp.load_safetensors(file.path()).unwrap();
    assert_eq!(loaded.mlp.fc.weight.as_vec(), saved.fc.weight.as_vec());
    assert_eq!(loaded.variable("mlp/block/1/fc/weight").unwrap().shape, [8, 8]);
}
