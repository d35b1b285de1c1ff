use dfdx::nn::BuildModule;
use netweave::loss;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Image, Vector};
use crate::loss::check;

#[test]
fn each_class_by_itself() {
    check!("dice_classes", Image<3, 4, 5>, |x, y, _, pass| loss::dice(x, y, 3, 1.0, loss::mean(), pass));
}

#[test]
fn weights_of_samples() {
    check!("dice_weighted", Image<3, 4, 5>, |x, y, w, pass| loss::dice(x, y, 3, 0.1, loss::mean().weights(w), pass));
}

#[test]
fn sum() {
    check!("dice_sum", Vector<6>, |x, y, _, pass| loss::dice(x, y, 1, 1.0, loss::sum(), pass));
}

network! {
    network Masks(x: [2, 2, 2]) -> [2, 2, 2] {
        loss classes(t: [2, 2, 2]) = dice(x, t, smooth = 0);
        loss whole(t: [8]) = dice(x -> flatten, t);
        x
    }
}

#[test]
fn the_channels_of_an_image_are_classes() {
    let device = Dev::default();
    let network = Masks::<f64, Dev>::build(&device);
    let x = device.tensor([[[[1.0, 1.0], [0.0, 0.0]], [[0.0, 0.0], [1.0, 1.0]]]]);
    let t = device.tensor([[[[1.0, 0.0], [1.0, 0.0]], [[0.0, 0.0], [1.0, 1.0]]]]);
    // Half of the first is right, and all of the second.
    assert_eq!(network.training().classes(&x, &t).unwrap().value(), 0.25);
    let flat = device.tensor([[1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0]]);
    assert!((network.training().whole(&x, &flat).unwrap().value() - (1.0 - 7.0 / 9.0)).abs() < 1e-12);
}
