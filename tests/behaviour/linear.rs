use dfdx::shapes::Rank2;
use netweave::prelude::*;

use crate::golden::{Vector, check};

network! {
    network Plain(input: [5]) -> [4] {
        input -> fc: linear(4)
    }

    network NoBias(input: [5]) -> [4] {
        input -> fc: linear(4, bias = false)
    }

    network Relu(input: [5]) -> [4] {
        input -> fc: linear(4) -> relu
    }

    network NoBiasRelu(input: [5]) -> [4] {
        input -> fc: linear(4, bias = false) -> relu
    }

    network Odd(input: [19]) -> [17] {
        input -> fc: linear(17)
    }
}

#[test]
fn plain() {
    check::<Plain<f64>, Vector<5>, _>("linear_plain");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Plain<f64>, Rank2<3, 5>, _>("linear_plain");
}

#[test]
fn no_bias() {
    check::<NoBias<f64>, Vector<5>, _>("linear_no_bias");
}

#[test]
fn fused_relu() {
    check::<Relu<f64>, Vector<5>, _>("linear_relu");
    check::<NoBiasRelu<f64>, Vector<5>, _>("linear_no_bias_relu");
}

#[test]
fn sizes_that_fill_no_register() {
    check::<Odd<f64>, Vector<19>, _>("linear_odd");
}
