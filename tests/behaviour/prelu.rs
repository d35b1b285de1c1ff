use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Image, Sequence, Vector, check};

network! {
    network OfAVector(input: [7]) -> [7] {
        input -> prelu
    }

    network OfASequence(input: [3, 5]) -> [3, 5] {
        input -> prelu
    }

    network OfAnImage(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> prelu
    }
}

#[test]
fn vector() {
    check::<OfAVector<f64>, Vector<7>, _>("prelu_vector");
}

#[test]
fn sequence() {
    check::<OfASequence<f64>, Sequence<3, 5>, _>("prelu_sequence");
}

#[test]
fn image() {
    check::<OfAnImage<f64>, Image<3, 4, 5>, _>("prelu_image");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<OfAnImage<f64>, Rank4<2, 3, 4, 5>, _>("prelu_image");
}

#[test]
fn it_begins_at_a_quarter() {
    let network = Dev::default().build_module::<OfAVector, f32>();
    assert_eq!(network.prelu.weight.array(), [0.25; 7]);
}
