use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, Vector, check};

network! {
    network Plain(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> gelu
    }

    network Tanh(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> gelu(approximate = tanh)
    }

    network Steep(input: [6]) -> [6] {
        input -> gelu
    }
}

#[test]
fn image() {
    check::<Plain<f64>, Image<3, 4, 5>, _>("gelu_plain");
}

#[test]
fn by_the_hyperbolic_tangent() {
    check::<Tanh<f64>, Image<3, 4, 5>, _>("gelu_tanh");
}

#[test]
fn steep() {
    check::<Steep<f64>, Vector<6>, _>("gelu_steep");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Plain<f64>, Rank4<2, 3, 4, 5>, _>("gelu_plain");
}
