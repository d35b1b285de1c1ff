use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, Sequence, Vector, check};

network! {
    network Scores(input: [4, 3, 5]) -> [3, 4, 4] {
        einsum("thd,shd->hts", input, tanh(input))
    }

    network Turned(input: [3, 4]) -> [3, 4] {
        input -> einsum("cn,cd->dn", matmul(input, transpose(input, 0, 1)))
    }

    network Three(input: [3, 4]) -> [3, 4] {
        einsum("ij, kj, kl -> il", input, tanh(input), square(input))
    }

    network Diagonal(input: [4, 3, 4]) -> [4, 3] {
        einsum("iji->ij", input)
    }

    network Trace(input: [4, 4, 3]) -> [3] {
        input -> einsum("iij->j")
    }

    network Sum(input: [3, 4, 5]) -> [5, 3] {
        einsum("ijk->ki", input)
    }

    network Outer(input: [5]) -> [5, 5] {
        einsum("i,j->ij", input, tanh(input))
    }

    network Elements(input: [4, 4]) -> [4, 4] {
        einsum("ij,ji->ij", input, tanh(input))
    }

    network Rows(input: [4, 5]) -> [4] {
        einsum("ij,ij->i", input, tanh(input))
    }

    network Alone(input: [4, 5]) -> [4, 4] {
        einsum("ij,kl->ik", input, tanh(input))
    }

    network MatrixVector(input: [4, 5]) -> [4] {
        einsum("ij,j->i", input, mean(input, axis = 0))
    }

    network SeveralTerms(input: [3, 4, 3]) -> [3, 3] {
        einsum("ijk,kjl->li", input, tanh(input))
    }
}

#[test]
fn products_of_matrices() {
    check::<Scores<f64>, Image<4, 3, 5>, _>("einsum_scores");
    check::<Scores<f64>, Rank4<2, 4, 3, 5>, _>("einsum_scores");
    check::<Turned<f64>, Sequence<3, 4>, _>("einsum_turned");
    check::<MatrixVector<f64>, Sequence<4, 5>, _>("einsum_matrix_vector");
    check::<SeveralTerms<f64>, Image<3, 4, 3>, _>("einsum_several_terms");
}

#[test]
fn three_values() {
    check::<Three<f64>, Sequence<3, 4>, _>("einsum_three");
}

#[test]
fn diagonals_and_sums() {
    check::<Diagonal<f64>, Image<4, 3, 4>, _>("einsum_diagonal");
    check::<Trace<f64>, Image<4, 4, 3>, _>("einsum_trace");
    check::<Sum<f64>, Image<3, 4, 5>, _>("einsum_sum");
    check::<Alone<f64>, Sequence<4, 5>, _>("einsum_alone");
}

#[test]
fn element_by_element() {
    check::<Outer<f64>, Vector<5>, _>("einsum_outer");
    check::<Elements<f64>, Sequence<4, 4>, _>("einsum_elements");
    check::<Rows<f64>, Sequence<4, 5>, _>("einsum_rows");
}

#[test]
fn they_cost_what_they_multiply() {
    assert_eq!(Scores::MULTIPLY_ADDS, 4 * 4 * 3 * 5);
    assert_eq!(Three::MULTIPLY_ADDS, 3 * 4 * 3 + 3 * 3 * 4);
    assert_eq!((Trace::MULTIPLY_ADDS, Alone::MULTIPLY_ADDS), (0, 4 * 4));
}
