use dfdx::shapes::{Rank3, Rank4};
use netweave::prelude::*;

use crate::golden::{Image, Sequence, Vector, check};

network! {
    network Attend(input: [5, 6]) -> [5, 5] {
        let q = input -> q: linear(4);
        let k = input -> k: linear(4);
        matmul(q, transpose(k, 0, 1))
    }

    network Batched(input: [3, 4, 5]) -> [3, 4, 4] {
        matmul(input, input -> transpose(1, 2) -> tanh)
    }

    network Itself(input: [4, 4]) -> [4, 4] {
        input -> matmul(input)
    }

    network Stretched(input: [3, 4, 5]) -> [3, 4, 1] {
        matmul(input, mean(input, axis = 0, keepdims = true) -> transpose(1, 2)) -> mean(axis = 2, keepdims = true)
    }

    network MissingAxis(input: [3, 4, 5]) -> [3, 4, 4] {
        matmul(mean(input, axis = 0), input -> transpose(1, 2))
    }

    network ByAVector(input: [4, 5]) -> [4] {
        matmul(input, mean(input, axis = 0))
    }

    network OfARow(input: [4, 5]) -> [5] {
        matmul(mean(input, axis = 1), input)
    }

    network OfVectors(input: [5]) -> [1] {
        matmul(input, tanh(input)) -> reshape([1])
    }
}

#[test]
fn scores_of_attention() {
    check::<Attend<f64>, Sequence<5, 6>, _>("matmul_attend");
}

#[test]
fn several_matrices() {
    check::<Batched<f64>, Image<3, 4, 5>, _>("matmul_batched");
    check::<Batched<f64>, Rank4<2, 3, 4, 5>, _>("matmul_batched");
    check::<Batched<f64>, Image<3, 4, 5>, _>("matmul_one_sample");
}

#[test]
fn a_value_times_itself() {
    check::<Itself<f64>, Rank3<2, 4, 4>, _>("matmul_itself");
}

#[test]
fn axes_before_the_matrices_are_stretched() {
    check::<MissingAxis<f64>, Image<3, 4, 5>, _>("matmul_missing_axis");
    check::<Stretched<f64>, Image<3, 4, 5>, _>("matmul_stretched");
}

#[test]
fn vectors_are_rows_and_columns() {
    check::<ByAVector<f64>, Sequence<4, 5>, _>("matmul_vector");
    check::<OfARow<f64>, Sequence<4, 5>, _>("matmul_row");
    check::<OfVectors<f64>, Vector<5>, _>("matmul_vectors");
}

#[test]
fn they_cost_what_they_multiply() {
    assert_eq!(Attend::MULTIPLY_ADDS, 2 * 5 * 6 * 4 + 5 * 4 * 5);
    assert_eq!(Batched::MULTIPLY_ADDS, 3 * 4 * 5 * 4);
}
