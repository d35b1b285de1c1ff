use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, check};

const HEIGHT: usize = 6;

network! {
    network Parted(input: [3, 4, 5]) -> [2, 6, 5] {
        input -> reshape([2, 6, 5])
    }

    network Constant(input: [3, 4, 5]) -> [2, HEIGHT, 5] {
        input -> reshape([2, HEIGHT, 5])
    }

    network Between(input: [3, 2, 4]) -> [3, 2] {
        input -> reshape([24]) -> fc: linear(6) -> reshape([3, 2])
    }
}

#[test]
fn an_image() {
    check::<Parted<f64>, Image<3, 4, 5>, _>("reshape_split");
}

#[test]
fn dimensions_in_constants() {
    check::<Constant<f64>, Image<3, 4, 5>, _>("reshape_split");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Parted<f64>, Rank4<2, 3, 4, 5>, _>("reshape_split");
}

#[test]
fn around_a_linear_layer() {
    check::<Between<f64>, Image<3, 2, 4>, _>("reshape_linear");
}
