use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network Plain(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> leaky_relu
    }

    network Slope(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> leaky_relu(slope = 0.2)
    }
}

#[test]
fn default_slope() {
    check::<Plain<f64>, Image<3, 4, 5>, _>("leaky_relu_default");
}

#[test]
fn slope() {
    check::<Slope<f64>, Image<3, 4, 5>, _>("leaky_relu_slope");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Plain<f64>, Rank4<2, 3, 4, 5>, _>("leaky_relu_default");
}
