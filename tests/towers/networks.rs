//! The networks of these tests, and batches for them.

use dfdx::nn::modules::{Linear, Tanh};
use dfdx::shapes::Dim;
use dfdx::tensor::Tape;
use netweave::prelude::*;
use netweave::shape::Sizes;
use netweave::{Device, Dtype, InPass};

network! {
    pub(crate) network Mlp(x: [5]) -> [3] {
        let y = x -> hidden: linear(8) -> tanh -> fc: linear(3);
        loss mean(t: [3]) = l2(y, t);
        loss classes(labels: [] of usize) = softmax_cross_entropy(y, labels);
        loss weighted_classes(labels: [] of usize) =
            softmax_cross_entropy(y, labels, class_weights = CLASSES);
        loss samples(t: [3], w: []) = l1(y, t, weights = w);
        y
    }

    pub(crate) network Cnn(image: [2, 8, 8]) -> [4] {
        let y = image -> conv1: conv2d(6, kernel = 3, padding = 1) -> relu -> max_pool2d(2)
            -> conv2: conv2d(8, kernel = 3, padding = 1, bias = false) -> layer_norm -> tanh -> flatten -> fc: linear(4);
        loss fit(labels: [4]) = softmax_cross_entropy(y, labels);
        y
    }

    pub(crate) network Siamese(left: [6], right: [6]) -> [1] {
        reuse scope encoder(x) { x -> hidden: linear(7) -> tanh }
        let l = encoder(left);
        let r = encoder(right);
        let y = concat(abs(l - r), l * r, axis = 0) -> fc: linear(1);
        loss same(t: [1]) = sigmoid_cross_entropy(y, t);
        y
    }

    // A mean over samples, one over elements and a sum, in one loss.
    pub(crate) network Fork(image: [2, 6, 6]) -> (kind: [3], picture: [2, 6, 6]) {
        let trunk = image -> stem: conv2d(4, kernel = 3, padding = 1) -> tanh;
        let kind = trunk -> global_avg_pool -> kind: linear(3);
        let picture = trunk -> out: conv2d(2, kernel = 3, padding = 1);
        loss both(labels: [3], target: [2, 6, 6]) =
            0.5 * softmax_cross_entropy(kind, labels) + (picture -> far: l1(target)) * 2 - 1
            + 0.01 * (picture -> near: l2(target, reduction = sum)) + total_variation(picture) / 7
            + 0.1 * l1(picture -> avg_pool2d(2) -> apply(same) -> [2, 3, 3], target -> avg_pool2d(2));
        (kind, picture)
    }

    pub(crate) network Words(words: [4] of usize) -> [2] {
        let y = words -> embed: embedding(9, 5) -> flatten -> fc: linear(2);
        loss fit(labels: [] of usize) = softmax_cross_entropy(y, labels);
        y
    }

    // What counts is not as much in each part of a batch.
    pub(crate) network Tagger(words: [4] of usize) -> [4, 3] {
        let y = words -> embed: embedding(9, 5) -> fc: linear(3);
        loss tags(t: [4] of usize) = softmax_cross_entropy(y, t, ignore_index = 0);
        loss settings(t: [4] of usize, w: []) =
            softmax_cross_entropy(y, t, ignore_index = 7, class_weights = CLASSES, label_smoothing = 0.1, weights = w);
        loss all(t: [4] of usize) = softmax_cross_entropy(y, t, ignore_index = 0, reduction = sum);
        y
    }

    pub(crate) network Critic(image: [1, 6, 6]) -> [2] {
        let seen = image -> conv: conv2d(3, kernel = 3, padding = 1) -> batch_norm -> relu;
        seen -> flatten -> fc: linear(2)
    }

    pub(crate) network Painter(image: [1, 6, 6]) -> [1, 6, 6] {
        let painted = image -> conv: conv2d(2, kernel = 3, padding = 1) -> tanh -> out: conv2d(1, kernel = 1);
        loss like(target: [1, 6, 6], critic: &Critic) =
            l2(painted, target) + 0.3 * perceptual(critic at seen, painted, target);
        painted
    }

    pub(crate) network Mixed(x: [4]) -> [2] {
        let y = x -> own: linear(6) -> block: module((Linear<6, 6, E, D>, Tanh)) -> [6] -> apply(fragile) -> [6]
            -> fc: linear(2);
        loss fit(t: [2]) = l2(y, t);
        y
    }

    pub(crate) network Normed(x: [3]) -> [2] {
        let y = x -> norm: batch_norm(momentum = 0.25) -> fc: linear(2);
        loss fit(t: [2]) = l2(y, t);
        y
    }

    pub(crate) network Dropped(x: [40]) -> [40] {
        let y = x -> dropout(0.5);
        let z = y -> fc: linear(40);
        loss fit(t: [40]) = l2(z, t);
        y
    }
}

fn same<X>(x: X) -> X {
    x
}

/// Panics at a batch in which something is not a number.
pub(crate) fn fragile<B: Dim, E: Dtype, D: Device<E>, T: Tape<E, D>>(
    x: Tensor<(B, Const<6>), E, D, T>,
) -> Tensor<(B, Const<6>), E, D, T> {
    let values = x.as_vec();
    assert!(values.iter().all(|value| !value.is_nan()), "the function has seen what is no number");
    x
}

const CLASSES: [f64; 3] = [0.2, 1.0, 5.0];

/// What the networks are on: with the feature `cuda` a CUDA device.
#[cfg(not(feature = "cuda"))]
pub(crate) type Dev = Cpu;
#[cfg(feature = "cuda")]
pub(crate) type Dev = Cuda;

thread_local! {
    static DEVICE: Dev = crate::own_device();
}

pub(crate) fn device() -> Dev {
    DEVICE.with(Dev::clone)
}

/// How many devices there are.
#[cfg(feature = "cuda")]
pub(crate) fn devices() -> usize {
    static COUNT: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *COUNT.get_or_init(|| (0..).take_while(|device| Towers::cuda([*device]).is_ok()).count())
}

#[cfg(not(feature = "cuda"))]
pub(crate) fn towers(count: usize) -> Towers<Dev> {
    Towers::cpu(count).unwrap()
}

/// So many towers on the devices that there are, in turn. An odd number of them begins with the second device, so that the
/// first tower is not where the network is.
#[cfg(feature = "cuda")]
pub(crate) fn towers(count: usize) -> Towers<Dev> {
    let all = devices();
    #[cfg(feature = "nccl")]
    if by_nccl() && count <= all {
        // The network is where one of them is.
        return Towers::cuda((0..count).map(|tower| (tower + count % 2) % count).collect::<Vec<_>>())
            .unwrap()
            .by_nccl()
            .unwrap();
    }
    Towers::cuda((0..count).map(|tower| (tower + count % 2) % all).collect::<Vec<_>>()).unwrap()
}

/// Whether whoever runs the tests has NCCL bring their towers together.
#[cfg(feature = "nccl")]
pub(crate) fn by_nccl() -> bool {
    std::env::var("NETWEAVE_TOWERS").is_ok_and(|by| by == "nccl")
}

#[cfg(not(feature = "cuda"))]
pub(crate) fn placement(count: usize) -> Placement<Dev> {
    Placement::cpu(count).unwrap()
}

/// The same of so many devices for a placed network.
#[cfg(feature = "cuda")]
pub(crate) fn placement(count: usize) -> Placement<Dev> {
    let all = devices();
    Placement::cuda((0..count).map(|place| (place + count % 2) % all).collect::<Vec<_>>()).unwrap()
}

pub(crate) type Batch<S, E = f64> = Tensor<S, E, Dev>;

/// A batch of so many samples, of numbers between −1 and 1.
pub(crate) fn noise<S: InPass<Batch = usize>, E: Dtype>(seed: u64, batch: usize) -> Batch<S, E>
where
    Dev: Device<E>,
{
    let shape = S::of(batch, &Sizes::default());
    let mut state = seed;
    let values = (0..shape.num_elements()).map(|_| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        E::from_f64((state >> 40) as f64 / (1 << 23) as f64 - 1.0).unwrap()
    });
    device().tensor_from_vec(values.collect(), shape)
}

/// Distributions over classes.
pub(crate) fn labels<const C: usize, E: Dtype>(batch: usize) -> Batch<(usize, Const<C>), E>
where
    Dev: Device<E>,
{
    let one_hot = (0..batch).flat_map(|row| (0..C).map(move |class| usize::from(class == row * 7 % C)));
    let values = one_hot.map(|one| E::from_usize(one).unwrap()).collect();
    device().tensor_from_vec(values, (batch, Const))
}

/// Indices below a bound, mostly the first of them, and not as many of each in every part of a batch.
pub(crate) fn indices<S: InPass<Batch = usize>>(bound: usize, batch: usize) -> Batch<S, usize> {
    let shape = S::of(batch, &Sizes::default());
    let values = (0..shape.num_elements()).map(|index| (index * index / 3) % bound).collect();
    device().tensor_from_vec(values, shape)
}
