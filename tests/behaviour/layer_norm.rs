use dfdx::shapes::Rank2;
use netweave::prelude::*;

use crate::golden::{Image, Sequence, Vector, check};

network! {
    network OfVector(input: [7]) -> [7] {
        input -> norm: layer_norm
    }

    network OfSequence(input: [5, 6]) -> [5, 6] {
        input -> norm: layer_norm
    }

    network Plain(input: [5, 6]) -> [5, 6] {
        input -> layer_norm(affine = false, epsilon = 1e-2)
    }

    network TwoAxes(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> norm: layer_norm(axes = [1, 2])
    }

    network ThreeAxes(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> norm: layer_norm(axes = [0, 1, 2])
    }

    network OfChannels(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> norm: layer_norm(axes = [0], epsilon = 1e-6)
    }

    network OfChannelsPlain(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> layer_norm(axes = [0], epsilon = 1e-6, affine = false)
    }

    network OfRows(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> norm: layer_norm(axes = [1])
    }
}

#[test]
fn vector() {
    check::<OfVector<f64>, Vector<7>, _>("layer_norm_vector");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<OfVector<f64>, Rank2<3, 7>, _>("layer_norm_vector");
}

#[test]
fn sequence() {
    check::<OfSequence<f64>, Sequence<5, 6>, _>("layer_norm_sequence");
}

#[test]
fn without_variables() {
    check::<Plain<f64>, Sequence<5, 6>, _>("layer_norm_plain");
}

#[test]
fn several_axes() {
    check::<TwoAxes<f64>, Image<3, 4, 5>, _>("layer_norm_two_axes");
    check::<ThreeAxes<f64>, Image<3, 4, 5>, _>("layer_norm_three_axes");
}

#[test]
fn one_axis_that_is_not_the_last() {
    check::<OfChannels<f64>, Image<3, 4, 5>, _>("layer_norm_channels");
    check::<OfChannelsPlain<f64>, Image<3, 4, 5>, _>("layer_norm_channels_plain");
    check::<OfRows<f64>, Image<3, 4, 5>, _>("layer_norm_middle");
    assert_eq!(OfChannels::PARAMETERS, 2 * 3);
}
