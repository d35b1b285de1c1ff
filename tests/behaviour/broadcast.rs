use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, Sequence, check};

network! {
    network Gate(input: [3, 4, 5]) -> [3, 4, 5] {
        input * (input -> mean(axes = [1, 2], keepdims = true) -> sigmoid)
    }

    network Centre(input: [4, 5]) -> [4, 5] {
        input - mean(input, axis = 0)
    }

    network CentreLeft(input: [4, 5]) -> [4, 5] {
        mean(input, axis = 0) - input
    }

    network Outer(input: [4, 5]) -> [4, 5] {
        mean(input, axis = 0, keepdims = true) + mean(input, axis = 1, keepdims = true)
    }

    network Divide(input: [4, 5]) -> [4, 5] {
        input / (1 + exp(mean(input, axis = 1, keepdims = true)))
    }

    network Over(input: [4, 5]) -> [4, 5] {
        tanh(mean(input, axis = 0, keepdims = true)) / (1 + square(input))
    }

    network SqueezeExcite(input: [3, 4, 5]) -> [3, 4, 5] {
        let gate = input -> global_avg_pool(keep = true) -> squeeze: conv2d(2, kernel = 1) -> relu;
        input * (gate -> excite: conv2d(3, kernel = 1) -> sigmoid)
    }

    network Select(input: [4, 5]) -> [4, 5] {
        select(mean(input, axis = 1, keepdims = true), input, mean(input, axis = 0))
    }
}

#[test]
fn a_number_a_channel() {
    check::<Gate<f64>, Image<3, 4, 5>, _>("broadcast_gate");
    check::<Gate<f64>, Rank4<2, 3, 4, 5>, _>("broadcast_gate");
}

#[test]
fn axes_that_are_missing() {
    check::<Centre<f64>, Sequence<4, 5>, _>("broadcast_centre");
    check::<CentreLeft<f64>, Sequence<4, 5>, _>("broadcast_centre_left");
}

#[test]
fn both_are_stretched() {
    check::<Outer<f64>, Sequence<4, 5>, _>("broadcast_outer");
}

#[test]
fn quotients() {
    check::<Divide<f64>, Sequence<4, 5>, _>("broadcast_divide");
    check::<Over<f64>, Sequence<4, 5>, _>("broadcast_over");
}

#[test]
fn squeeze_and_excite() {
    check::<SqueezeExcite<f64>, Image<3, 4, 5>, _>("broadcast_squeeze_excite");
}

#[test]
fn a_choice() {
    check::<Select<f64>, Sequence<4, 5>, _>("broadcast_select");
}
