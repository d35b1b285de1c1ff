//! Smooth activations beside `silu` and `softplus`.

use netweave::prelude::*;

use crate::golden::{Image, Vector, check};

network! {
    network Mish(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> mish
    }

    network SteepMish(input: [6]) -> [6] {
        input -> mish
    }

    network Softsign(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> softsign
    }

    network SteepSoftsign(input: [6]) -> [6] {
        input -> softsign
    }

    network LogSigmoid(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> log_sigmoid
    }

    network SteepLogSigmoid(input: [6]) -> [6] {
        input -> log_sigmoid
    }

    network Squareplus(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> squareplus(3)
    }

    network SparsePlus(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> sparse_plus
    }
}

#[test]
fn mish() {
    check::<Mish<f64>, Image<3, 4, 5>, _>("mish_plain");
    check::<SteepMish<f64>, Vector<6>, _>("mish_steep");
}

#[test]
fn softsign() {
    check::<Softsign<f64>, Image<3, 4, 5>, _>("softsign_plain");
    check::<SteepSoftsign<f64>, Vector<6>, _>("softsign_steep");
}

#[test]
fn log_sigmoid() {
    check::<LogSigmoid<f64>, Image<3, 4, 5>, _>("log_sigmoid_plain");
    check::<SteepLogSigmoid<f64>, Vector<6>, _>("log_sigmoid_steep");
}

#[test]
fn squareplus() {
    check::<Squareplus<f64>, Image<3, 4, 5>, _>("squareplus_plain");
}

#[test]
fn sparse_plus() {
    check::<SparsePlus<f64>, Image<3, 4, 5>, _>("sparse_plus_plain");
}
