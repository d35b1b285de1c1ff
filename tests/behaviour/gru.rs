use netweave::prelude::*;

use crate::golden::{Sequence, check};

network! {
    network Plain(input: [5, 4]) -> [5, 6] {
        input -> net: gru(6)
    }

    network OneSample(input: [7, 3]) -> [7, 2] {
        input -> net: gru(units = 2)
    }

    network NoBias(input: [3, 4]) -> [3, 5] {
        input -> net: gru(5, bias = false)
    }

    network Deep(input: [4, 5]) -> [4, 3] {
        input -> net: gru(3, layers = 3)
    }

    network Bidirectional(input: [5, 4]) -> [5, 6] {
        input -> net: gru(3, bidirectional = true)
    }

    network DeepBidirectional(input: [4, 3]) -> [4, 6] {
        input -> net: gru(3, layers = 2, bidirectional = true)
    }

    network DeepBidirectionalNoBias(input: [3, 3]) -> [3, 4] {
        input -> net: gru(2, layers = 2, bidirectional = true, bias = false)
    }

    network FromStates(input: [4, 3]) -> [4, 5] {
        let h = hidden: variable([5], init = zeros);
        input -> net: gru(5, hidden = h)
    }

    network ToStates(input: [4, 3]) -> [25] {
        let (y, hidden) = input -> net: gru(5);
        concat(flatten(y), hidden, axis = 0)
    }

    network AllStates(input: [4, 3]) -> [24] {
        let h = hidden: variable([4, 2], init = zeros);
        let (y, hidden) = input -> net: gru(2, layers = 2, bidirectional = true, hidden = h);
        concat(flatten(y), flatten(hidden), axis = 0)
    }
}

#[test]
fn plain() {
    check::<Plain<f64>, Sequence<5, 4>, _>("gru_plain");
    assert_eq!(Plain::PARAMETERS, 3 * 6 * (4 + 6 + 2));
    assert_eq!(Plain::MULTIPLY_ADDS, 5 * 3 * 6 * (4 + 6));
}

#[test]
fn one_sample() {
    check::<OneSample<f64>, Sequence<7, 3>, _>("gru_one_sample");
}

#[test]
fn no_bias() {
    check::<NoBias<f64>, Sequence<3, 4>, _>("gru_no_bias");
}

#[test]
fn deep() {
    check::<Deep<f64>, Sequence<4, 5>, _>("gru_deep");
}

#[test]
fn bidirectional() {
    check::<Bidirectional<f64>, Sequence<5, 4>, _>("gru_bidirectional");
}

#[test]
fn deep_bidirectional() {
    check::<DeepBidirectional<f64>, Sequence<4, 3>, _>("gru_deep_bidirectional");
    assert_eq!(DeepBidirectional::PARAMETERS, 2 * 3 * 3 * (3 + 3 + 2) + 2 * 3 * 3 * (6 + 3 + 2));
    assert_eq!(DeepBidirectional::MULTIPLY_ADDS, 4 * 2 * 3 * 3 * (3 + 3 + 6 + 3));
}

#[test]
fn deep_bidirectional_no_bias() {
    check::<DeepBidirectionalNoBias<f64>, Sequence<3, 3>, _>("gru_deep_bidirectional_no_bias");
}

#[test]
fn from_states() {
    check::<FromStates<f64>, Sequence<4, 3>, _>("gru_from_states");
}

#[test]
fn to_states() {
    check::<ToStates<f64>, Sequence<4, 3>, _>("gru_to_states");
}

#[test]
fn all_states() {
    check::<AllStates<f64>, Sequence<4, 3>, _>("gru_all_states");
}
