use netweave::prelude::*;

use crate::golden::{Image, Sequence, Vector, check};

const SIZE: usize = 4;
const ALPHA: f64 = 0.7;

network! {
    network Plain(input: [7, 3, 4]) -> [7, 3, 4] {
        input -> local_response_norm(5)
    }

    network OfAnEvenNumber(input: [6, 3, 4]) -> [6, 3, 4] {
        input -> local_response_norm(SIZE, alpha = ALPHA, beta = 0.5, k = 2)
    }

    network OfMoreThanThereAre(input: [3, 5]) -> [3, 5] {
        input -> local_response_norm(size = 9, alpha = 1.5)
    }

    network OfAVector(input: [6]) -> [6] {
        defaults { local_response_norm(alpha = 2) }
        local_response_norm(input, 3)
    }
}

#[test]
fn images() {
    check::<Plain<f64>, Image<7, 3, 4>, _>("local_response_norm_plain");
    check::<OfAnEvenNumber<f64>, Image<6, 3, 4>, _>("local_response_norm_even");
}

#[test]
fn more_neighbours_than_channels() {
    check::<OfMoreThanThereAre<f64>, Sequence<3, 5>, _>("local_response_norm_wide");
}

#[test]
fn vectors() {
    check::<OfAVector<f64>, Vector<6>, _>("local_response_norm_vector");
}
