use dfdx::shapes::Rank2;
use netweave::prelude::*;

use crate::golden::{Image, Vector, check};

network! {
    network Plain(input: [7]) -> [7] {
        input -> log_softmax
    }

    network LastAxis(input: [2, 3, 4]) -> [2, 3, 4] {
        input -> log_softmax
    }

    network Steep(input: [6]) -> [6] {
        input -> log_softmax
    }
}

#[test]
fn vector() {
    check::<Plain<f64>, Vector<7>, _>("log_softmax_vector");
}

#[test]
fn last_axis() {
    check::<LastAxis<f64>, Image<2, 3, 4>, _>("log_softmax_image");
}

#[test]
fn steep() {
    check::<Steep<f64>, Vector<6>, _>("log_softmax_steep");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Plain<f64>, Rank2<3, 7>, _>("log_softmax_vector");
}
