use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network Plain(input: [3, 2, 4]) -> [24] {
        input -> flatten
    }

    network Head(input: [3, 2, 4]) -> [3] {
        input -> flatten -> fc: linear(3)
    }
}

#[test]
fn image() {
    check::<Plain<f64>, Image<3, 2, 4>, _>("flatten_image");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Plain<f64>, Rank4<2, 3, 2, 4>, _>("flatten_image");
}

#[test]
fn before_a_linear_layer() {
    check::<Head<f64>, Image<3, 2, 4>, _>("flatten_linear");
}
