use dfdx::shapes::{Rank2, Rank4};
use netweave::prelude::*;

use crate::golden::{Image, Sequence, Vector, check};

network! {
    network OfVector(input: [4]) -> [4] {
        input -> norm: batch_norm
    }

    network OfSequence(input: [4, 5]) -> [4, 5] {
        input -> norm: batch_norm
    }

    network OfImage(input: [4, 3, 5]) -> [4, 3, 5] {
        input -> norm: batch_norm
    }

    network Settings(input: [2, 3, 3]) -> [2, 3, 3] {
        input -> norm: batch_norm(momentum = 0.3, epsilon = 1e-2)
    }

    network Relu(input: [4, 3, 5]) -> [4, 3, 5] {
        input -> norm: batch_norm -> relu
    }
}

#[test]
fn vector() {
    check::<OfVector<f64>, Vector<4>, _>("batch_norm_vector");
}

#[test]
fn sequence() {
    check::<OfSequence<f64>, Sequence<4, 5>, _>("batch_norm_sequence");
}

#[test]
fn image() {
    check::<OfImage<f64>, Image<4, 3, 5>, _>("batch_norm_image");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<OfVector<f64>, Rank2<6, 4>, _>("batch_norm_vector");
    check::<OfImage<f64>, Rank4<3, 4, 3, 5>, _>("batch_norm_image");
}

#[test]
fn momentum_and_epsilon() {
    check::<Settings<f64>, Image<2, 3, 3>, _>("batch_norm_settings");
}

#[test]
fn fused_relu() {
    check::<Relu<f64>, Image<4, 3, 5>, _>("batch_norm_relu");
}
