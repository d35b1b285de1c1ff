use netweave::prelude::*;

use crate::golden::{Image, Sequence, Vector, check};

network! {
    network OfImage(input: [6, 3, 5]) -> [6, 3, 5] {
        input -> norm: group_norm(3)
    }

    network OfVector(input: [8]) -> [8] {
        input -> norm: group_norm(groups = 2)
    }

    network Plain(input: [4, 7]) -> [4, 7] {
        input -> group_norm(4, epsilon = 1e-3, affine = false)
    }
}

#[test]
fn image() {
    check::<OfImage<f64>, Image<6, 3, 5>, _>("group_norm_image");
}

#[test]
fn vector() {
    check::<OfVector<f64>, Vector<8>, _>("group_norm_vector");
}

#[test]
fn without_variables() {
    check::<Plain<f64>, Sequence<4, 7>, _>("group_norm_plain");
}
