//! Something is learnt by layers of a user's.

use netweave::prelude::*;

use crate::Dev;
#[cfg(not(feature = "cuda"))]
use crate::layers::Round;
use crate::layers::{Gated, Swish};

network! {
    network Curve(x: [1]) -> [1] {
        let y = x -> gated: layer(Gated<1, 16>) -> [16] -> act: layer(Swish) -> fc: linear(1);
        loss fit(t: [1]) = l2(y, t);
        y
    }
}

/// `y = x²` on 32 places.
fn places(device: &Dev) -> [Tensor<Rank2<32, 1>, f64, Dev>; 2] {
    let x = (0..32).map(|index| f64::from(index) / 16.0 - 1.0).collect::<Vec<_>>();
    let y = x.iter().map(|x| x * x).collect::<Vec<_>>();
    [x, y].map(|values| device.tensor_from_vec(values, (Const, Const)))
}

#[test]
fn a_parabola_is_learnt() {
    let device = Dev::seed_from_u64(8);
    let mut net = Curve::<f64, Dev>::build(&device);
    let [x, y] = places(&device);
    let mut adam = Adam::new(0.03);
    let first = net.training().fit(&x, &y).unwrap().value();
    for _ in 0..200 {
        let gradients = adam.compute_gradients(net.training().fit(&x, &y).unwrap()).unwrap();
        adam.apply_gradients(&mut net, gradients).unwrap();
    }
    let last = net.training().fit(&x, &y).unwrap().value();
    assert!(last < 1e-3 && last < first / 50.0, "{first} {last}");
    assert_ne!(net.act.slope.as_vec(), [1.0]);
}

/// What is frozen stays, and passes gradients on.
#[test]
fn what_is_frozen_stays() {
    let device = Dev::seed_from_u64(9);
    let mut net = Curve::<f64, Dev>::build(&device);
    let before = net.clone();
    let [x, y] = places(&device);
    let mut sgd = Sgd::new(0.1).freeze(Curve::<f64, Dev>::ACT);
    let gradients = sgd.compute_gradients(net.training().fit(&x, &y).unwrap()).unwrap();
    sgd.apply_gradients(&mut net, gradients).unwrap();
    assert_eq!(net.act.slope.as_vec(), before.act.slope.as_vec());
    assert_ne!(net.gated.gate.as_vec(), before.gated.gate.as_vec());
}

#[cfg(not(feature = "cuda"))]
network! {
    network Steps(x: [1]) -> [1] {
        let y = x -> fc: linear(1) -> layer(Round);
        loss fit(t: [1]) = l2(y, t);
        y
    }
}

/// A rounded value has no gradient but the one that goes straight through.
#[cfg(not(feature = "cuda"))]
#[test]
fn what_is_rounded_is_learnt() {
    let device = Dev::seed_from_u64(10);
    let mut net = Steps::<f64, Dev>::build(&device);
    let x = (0..32).map(|index| f64::from(index) / 4.0 - 4.0).collect::<Vec<_>>();
    let y = x.iter().map(|x| (x * 2.0 - 3.0).round()).collect::<Vec<_>>();
    let [x, y]: [Tensor<Rank2<32, 1>, f64, Dev>; 2] =
        [x, y].map(|values| device.tensor_from_vec(values, (Const, Const)));
    let mut adam = Adam::new(0.05);
    for _ in 0..400 {
        let gradients = adam.compute_gradients(net.training().fit(&x, &y).unwrap()).unwrap();
        adam.apply_gradients(&mut net, gradients).unwrap();
    }
    assert!(net.training().fit(&x, &y).unwrap().value() < 0.1, "{net:?}");
}
