//! Activations that bring small values to 0.

use netweave::prelude::*;

use crate::golden::{Image, Vector, check};

network! {
    network HardShrink(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> hard_shrink(0.6)
    }

    network SoftShrink(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> soft_shrink(threshold = 0.6)
    }

    network TanhShrink(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> tanh_shrink
    }

    network SteepTanhShrink(input: [6]) -> [6] {
        input -> tanh_shrink
    }
}

#[test]
fn hard_shrink() {
    check::<HardShrink<f64>, Image<3, 4, 5>, _>("hard_shrink_plain");
}

#[test]
fn soft_shrink() {
    check::<SoftShrink<f64>, Image<3, 4, 5>, _>("soft_shrink_plain");
}

#[test]
fn tanh_shrink() {
    check::<TanhShrink<f64>, Image<3, 4, 5>, _>("tanh_shrink_plain");
    check::<SteepTanhShrink<f64>, Vector<6>, _>("tanh_shrink_steep");
}
