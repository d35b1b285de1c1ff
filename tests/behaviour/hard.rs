//! Smooth activations that are made of straight lines.

use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network HardTanh(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> hard_tanh(min = -0.7, max = 1.2)
    }

    network HardSigmoid(input: [3, 4, 5]) -> [3, 4, 5] {
        input * 5 -> hard_sigmoid
    }

    network HardSwish(input: [3, 4, 5]) -> [3, 4, 5] {
        input * 5 -> hard_swish
    }

    network Relu6(input: [3, 4, 5]) -> [3, 4, 5] {
        input * 7 -> relu6
    }
}

#[test]
fn hard_tanh() {
    check::<HardTanh<f64>, Image<3, 4, 5>, _>("hard_tanh_plain");
}

#[test]
fn hard_sigmoid() {
    check::<HardSigmoid<f64>, Image<3, 4, 5>, _>("hard_sigmoid_plain");
}

#[test]
fn hard_swish() {
    check::<HardSwish<f64>, Image<3, 4, 5>, _>("hard_swish_plain");
}

#[test]
fn relu6() {
    check::<Relu6<f64>, Image<3, 4, 5>, _>("relu6_plain");
}
