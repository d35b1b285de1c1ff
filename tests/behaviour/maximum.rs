use netweave::prelude::*;

use crate::golden::{Sequence, check};

network! {
    network Maximum(input: [4, 5]) -> [4, 5] {
        maximum(input, square(input))
    }

    network MaximumStretched(input: [4, 5]) -> [4, 5] {
        input -> maximum(mean(input, axis = 0))
    }

    network MaximumOfEqual(input: [4, 5]) -> [4, 5] {
        maximum(abs(input), input)
    }

    network Minimum(input: [4, 5]) -> [4, 5] {
        minimum(input, square(input))
    }

    network MinimumStretched(input: [4, 5]) -> [4, 5] {
        minimum(mean(input, axis = 1, keepdims = true), input)
    }

    network MinimumOfEqual(input: [4, 5]) -> [4, 5] {
        minimum(input, -abs(input))
    }
}

#[test]
fn the_larger() {
    check::<Maximum<f64>, Sequence<4, 5>, _>("maximum_plain");
    check::<MaximumStretched<f64>, Sequence<4, 5>, _>("maximum_stretched");
}

#[test]
fn the_smaller() {
    check::<Minimum<f64>, Sequence<4, 5>, _>("minimum_plain");
    check::<MinimumStretched<f64>, Sequence<4, 5>, _>("minimum_stretched");
}

#[test]
fn equal_ones_share_the_gradient() {
    check::<MaximumOfEqual<f64>, Sequence<4, 5>, _>("maximum_ties");
    check::<MinimumOfEqual<f64>, Sequence<4, 5>, _>("minimum_ties");
}
