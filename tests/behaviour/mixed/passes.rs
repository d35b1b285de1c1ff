//! Mixed precision beside what else is said of a pass.

use netweave::prelude::*;
use netweave::{Memory, Towers};

use crate::Dev;

network! {
    /// A shared weight, one that is used twice, batch norm, and values that are used by products and by others.
    network Many(image: [2, 8, 8], word: [] of usize) -> [6] {
        reuse scope block(x) { x -> conv: conv2d(4, kernel = 3, padding = 1) -> batch_norm -> relu }
        let stem = image -> stem: conv2d(4, kernel = 3, padding = 1) -> relu;
        let first = block(stem);
        let second = block(first) + first;
        let features = second -> global_avg_pool -> fc: linear(6) -> tanh;
        let embedded = word -> embed: embedding(6, 6);
        let y = (features * embedded) -> linear(6, weight = embed.weight, bias = false);
        loss fit(t: [6]) = l2(y, t);
        y
    }

    // Nothing of it is computed by products.
    network Plain(x: [4]) -> [4] {
        let y = (x * (factor: variable([4], init = normal(1)))) -> tanh;
        loss fit(t: [4]) = l2(y, t);
        y
    }

    network Normed(x: [3, 6, 6]) -> [4, 6, 6] {
        x -> conv: conv2d(4, kernel = 3, padding = 1) -> batch_norm -> relu
    }
}

type Batch = (Tensor<Rank4<6, 2, 8, 8>, f32, Dev>, Tensor<Rank1<6>, usize, Dev>, Tensor<Rank2<6, 6>, f32, Dev>);

fn start() -> (Many<f32, Dev>, Batch) {
    let device = Dev::seed_from_u64(21);
    let net = Many::build(&device);
    (net, (device.sample_normal(), device.tensor([0, 3, 1, 5, 3, 2]), device.sample_normal()))
}

fn gradients<N: Network<Dtype = f32>, O: netweave::Outputs<f32, N::Device>>(pass: TrainingPass<N, O>) -> Vec<f32> {
    let gradients = Sgd::new(0.1).compute_gradients(pass).unwrap();
    gradients.variables("").unwrap().into_iter().flat_map(|variable| variable.values).collect()
}

fn distance(found: &[f32], expected: &[f32]) -> f32 {
    let of = |values: &mut dyn Iterator<Item = f32>| values.map(|value| value * value).sum::<f32>().sqrt();
    let apart = of(&mut found.iter().zip(expected).map(|(found, expected)| found - expected));
    apart / of(&mut expected.iter().copied())
}

/// Whatever is rounded, gradients are those of the same network: of a weight that two layers share, too.
#[test]
fn gradients_are_near_those_in_full() {
    let (net, (x, w, t)) = start();
    let full = gradients(net.training().fit(&x, &w, &t).unwrap());
    let half = gradients(net.training().mixed(Bf16).fit(&x, &w, &t).unwrap());
    let apart = distance(&half, &full);
    assert!((1e-4..5e-2).contains(&apart), "{apart}");
}

#[test]
fn a_limit_of_memory_changes_no_bit() {
    let (net, (x, w, t)) = start();
    let pass = net.training().mixed(Bf16).fit(&x, &w, &t).unwrap();
    let Memory { bytes, recomputed, .. } = pass.memory();
    assert_eq!(recomputed, 0.0);
    let whole = gradients(pass);
    let limited = net.training().mixed(Bf16).memory_limit(bytes * 3 / 4).fit(&x, &w, &t).unwrap();
    assert!(limited.memory().bytes <= bytes * 3 / 4 && limited.memory().recomputed > 0.0);
    assert_eq!(gradients(limited), whole);
}

/// What is rounded takes no memory for the whole of a pass.
#[test]
fn memory_is_about_that_of_a_pass_in_full() {
    let (net, (x, w, t)) = start();
    let full = net.training().fit(&x, &w, &t).unwrap().memory().bytes;
    let half = net.training().mixed(Bf16).fit(&x, &w, &t).unwrap().memory().bytes;
    assert!(half as f64 <= full as f64 * 1.2, "{half} bytes, and {full} in full");
}

#[test]
fn towers_share_it() {
    let (net, (x, w, t)) = start();
    let frozen = || net.training().freeze(Many::ALL).mixed(F16);
    let alone = gradients(frozen().fit(&x, &w, &t).unwrap());
    #[cfg(not(feature = "cuda"))]
    let towers = Towers::cpu(3).unwrap();
    #[cfg(feature = "cuda")]
    let towers = Towers::cuda([0]).unwrap();
    let shared = gradients(frozen().on(&towers).fit(&x, &w, &t).unwrap());
    let apart = distance(&shared, &alone);
    // Sums are in another order, and rounded differently at times.
    assert!(apart < 1e-3, "{apart}");
    let full = gradients(net.training().freeze(Many::ALL).fit(&x, &w, &t).unwrap());
    assert!(distance(&full, &alone) > 2.0 * apart);
}

/// Two passes of one network in different precision do not take each other's plan.
#[test]
fn precisions_are_told_apart() {
    let (net, (x, w, t)) = start();
    let all = || {
        [
            net.training().fit(&x, &w, &t).unwrap().value(),
            net.training().mixed(Bf16).fit(&x, &w, &t).unwrap().value(),
            net.training().mixed(F16).fit(&x, &w, &t).unwrap().value(),
        ]
    };
    let first = all();
    assert_eq!(first, all());
    assert!(first[0] != first[1] && first[1] != first[2] && first[0] != first[2], "{first:?}");
}

#[test]
fn inferences_and_end_points() {
    let device = Dev::seed_from_u64(22);
    let net = Normed::<f32, Dev>::build(&device);
    let x: Tensor<Rank4<3, 3, 6, 6>, f32, _> = device.sample_normal();
    let full = net.forward(&x).as_vec();
    let half = net.inference().mixed(Bf16).forward(&x).as_vec();
    let apart = distance(&half, &full);
    assert!((1e-4..1e-2).contains(&apart), "{apart}");
    let point = net.inference().mixed(Bf16).end_point(normed::end_point::conv, &x).as_vec();
    let named = net.inference().mixed(Bf16).end_point_by_name("conv", &x).unwrap();
    assert_eq!(point, named.values);
    // What a product gives is a number of 16 bits itself.
    assert!(point.iter().all(|value| value.to_bits() & 0xffff == 0));
    assert!(net.end_point(normed::end_point::conv, &x).as_vec() != point);
}

#[test]
fn what_has_no_products_is_what_it_was() {
    let device = Dev::seed_from_u64(23);
    let net = Plain::<f32, Dev>::build(&device);
    let (x, t): (Tensor<Rank2<5, 4>, f32, _>, Tensor<Rank2<5, 4>, f32, _>) =
        (device.sample_normal(), device.sample_normal());
    let full = gradients(net.training().fit(&x, &t).unwrap());
    assert_eq!(gradients(net.training().mixed(Bf16).fit(&x, &t).unwrap()), full);
}
