use dfdx::nn::BuildModule;
use netweave::prelude::*;
use netweave::{layer, loss};

use crate::Dev;
use crate::golden::Vector;
use crate::loss::check;

#[test]
fn plain() {
    check!("triplet_plain", Vector<6>, |x, y, _, pass| {
        let other = layer::negate(y, pass)?;
        loss::triplet(x, y, &other, 1.5, loss::mean(), pass)
    });
}

#[test]
fn weights_of_samples() {
    check!("triplet_weighted", Vector<6>, |x, y, w, pass| {
        let other = layer::negate(y, pass)?;
        loss::triplet(x, y, &other, 1.5, loss::mean().weights(w), pass)
    });
}

network! {
    network Faces(x: [2]) -> [2] {
        loss fit(near: [2], far: [2]) = triplet(x, near, far, margin = 1, reduction = sum);
        x
    }
}

#[test]
fn what_is_further_away_by_the_margin_costs_nothing() {
    let device = Dev::default();
    let network = Faces::<f64, Dev>::build(&device);
    let x = device.tensor([[0.0, 0.0], [0.0, 0.0]]);
    let (near, far) = (device.tensor([[1.0, 0.0], [1.0, 0.0]]), device.tensor([[0.0, 3.0], [0.0, 1.5]]));
    let value = network.training().fit(&x, &near, &far).unwrap().value();
    assert!((value - 0.5).abs() < 1e-5, "{value}");
}
