use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, check};

const LOW: f64 = -0.7;
const HIGH: f64 = 1.2;

network! {
    network Both(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> clamp(min = -0.7, max = 1.2)
    }

    network Positions(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> clamp(LOW, HIGH)
    }

    network Min(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> clamp(min = -0.7)
    }

    network Max(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> clamp(max = 1.2)
    }
}

#[test]
fn a_range() {
    check::<Both<f64>, Image<3, 4, 5>, _>("clamp_range");
}

#[test]
fn ends_in_constants() {
    check::<Positions<f64>, Image<3, 4, 5>, _>("clamp_range");
}

#[test]
fn a_lower_end() {
    check::<Min<f64>, Image<3, 4, 5>, _>("clamp_min");
}

#[test]
fn an_upper_end() {
    check::<Max<f64>, Image<3, 4, 5>, _>("clamp_max");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Both<f64>, Rank4<2, 3, 4, 5>, _>("clamp_range");
}
