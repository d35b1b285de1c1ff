use dfdx::shapes::{Const, Rank2};
use netweave::prelude::*;

use crate::golden::{Sequence, Vector, check};

network! {
    network Plain(input: [5]) -> [4] {
        input -> fc: linear(4)
    }

    network NoBias(input: [5]) -> [4] {
        input -> fc: linear(4, bias = false)
    }

    network Relu(input: [5]) -> [4] {
        input -> fc: linear(4) -> relu
    }

    network NoBiasRelu(input: [5]) -> [4] {
        input -> fc: linear(4, bias = false) -> relu
    }

    network OfASequence(input: [5, 8]) -> [5, 6] {
        input -> fc: linear(6)
    }

    network ReluOfASequence(input: [5, 8]) -> [5, 6] {
        input -> fc: linear(6) -> relu
    }

    network OfFourAxes(input: [2, 3, 4, 5]) -> [2, 3, 4, 6] {
        input -> fc: linear(6, bias = false)
    }

    network Odd(input: [19]) -> [17] {
        input -> fc: linear(17)
    }
}

#[test]
fn plain() {
    check::<Plain<f64>, Vector<5>, _>("linear_plain");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Plain<f64>, Rank2<3, 5>, _>("linear_plain");
}

#[test]
fn no_bias() {
    check::<NoBias<f64>, Vector<5>, _>("linear_no_bias");
}

#[test]
fn fused_relu() {
    check::<Relu<f64>, Vector<5>, _>("linear_relu");
    check::<NoBiasRelu<f64>, Vector<5>, _>("linear_no_bias_relu");
}

#[test]
fn along_the_last_axis() {
    check::<OfASequence<f64>, Sequence<5, 8>, _>("linear_sequence");
    check::<ReluOfASequence<f64>, Sequence<5, 8>, _>("linear_sequence_relu");
    check::<OfFourAxes<f64>, (usize, Const<2>, Const<3>, Const<4>, Const<5>), _>("linear_of_four_axes");
}

#[test]
fn each_row_counts() {
    assert_eq!((OfASequence::PARAMETERS, OfASequence::MULTIPLY_ADDS), (6 * 8 + 6, 5 * 6 * 8));
    assert_eq!((OfFourAxes::PARAMETERS, OfFourAxes::MULTIPLY_ADDS), (6 * 5, 2 * 3 * 4 * 6 * 5));
}

#[test]
fn sizes_that_fill_no_register() {
    check::<Odd<f64>, Vector<19>, _>("linear_odd");
}
