use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, Vector, check};

network! {
    network Plain(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> softplus
    }

    network Beta(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> softplus(beta = 2.5)
    }

    network Steep(input: [6]) -> [6] {
        input -> softplus
    }
}

#[test]
fn default_beta() {
    check::<Plain<f64>, Image<3, 4, 5>, _>("softplus_default");
}

#[test]
fn beta() {
    check::<Beta<f64>, Image<3, 4, 5>, _>("softplus_beta");
}

#[test]
fn steep() {
    check::<Steep<f64>, Vector<6>, _>("softplus_steep");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Plain<f64>, Rank4<2, 3, 4, 5>, _>("softplus_default");
}
