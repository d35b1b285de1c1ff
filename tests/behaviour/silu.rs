use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, Vector, check};

network! {
    network Plain(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> silu
    }

    network Steep(input: [6]) -> [6] {
        input -> silu
    }
}

#[test]
fn image() {
    check::<Plain<f64>, Image<3, 4, 5>, _>("silu_plain");
}

#[test]
fn steep() {
    check::<Steep<f64>, Vector<6>, _>("silu_steep");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Plain<f64>, Rank4<2, 3, 4, 5>, _>("silu_plain");
}
