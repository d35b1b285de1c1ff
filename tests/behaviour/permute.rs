use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network ChannelsLast(input: [3, 4, 5]) -> [4, 5, 3] {
        input -> permute([1, 2, 0])
    }

    network ChannelsFirst(input: [3, 4, 5]) -> [5, 3, 4] {
        input -> permute([2, 0, 1])
    }

    network Swap(input: [3, 4, 5]) -> [3, 5, 4] {
        input -> permute([0, 2, 1])
    }

    network Reverse(input: [3, 4, 5]) -> [5, 4, 3] {
        permute(input, [2, 1, 0])
    }
}

#[test]
fn the_first_axis_last() {
    check::<ChannelsLast<f64>, Image<3, 4, 5>, _>("permute_last");
}

#[test]
fn the_last_axis_first() {
    check::<ChannelsFirst<f64>, Image<3, 4, 5>, _>("permute_first");
}

#[test]
fn two_axes() {
    check::<Swap<f64>, Image<3, 4, 5>, _>("permute_swap");
}

#[test]
fn all_axes_as_a_function() {
    check::<Reverse<f64>, Image<3, 4, 5>, _>("permute_reverse");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<ChannelsLast<f64>, Rank4<2, 3, 4, 5>, _>("permute_last");
}
