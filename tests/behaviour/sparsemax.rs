use netweave::prelude::*;

use crate::golden::{Image, Vector, check};

network! {
    network Plain(input: [7]) -> [7] {
        input -> sparsemax
    }

    network LastAxis(input: [2, 3, 4]) -> [2, 3, 4] {
        input -> sparsemax
    }

    network Steep(input: [6]) -> [6] {
        input -> sparsemax
    }
}

#[test]
fn vector() {
    check::<Plain<f64>, Vector<7>, _>("sparsemax_vector");
}

#[test]
fn last_axis() {
    check::<LastAxis<f64>, Image<2, 3, 4>, _>("sparsemax_image");
}

#[test]
fn steep() {
    check::<Steep<f64>, Vector<6>, _>("sparsemax_steep");
}
