use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, Vector, check};

network! {
    network Plain(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> elu
    }

    network Alpha(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> elu(alpha = 1.5)
    }

    network Steep(input: [6]) -> [6] {
        input -> elu
    }
}

#[test]
fn default_alpha() {
    check::<Plain<f64>, Image<3, 4, 5>, _>("elu_default");
}

#[test]
fn alpha() {
    check::<Alpha<f64>, Image<3, 4, 5>, _>("elu_alpha");
}

#[test]
fn steep() {
    check::<Steep<f64>, Vector<6>, _>("elu_steep");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Plain<f64>, Rank4<2, 3, 4, 5>, _>("elu_default");
}
