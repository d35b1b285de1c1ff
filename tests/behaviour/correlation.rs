use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, check};

const REACH: usize = 2;
const CHANNELS: usize = (2 * REACH + 1) * (2 * REACH + 1);

network! {
    network Compare(input: [3, 4, 5]) -> [25, 4, 5] {
        correlation(input, tanh(input), max_displacement = 2)
    }

    network BesideTheBorder(input: [2, 3, 7]) -> [81, 3, 7] {
        let first = input -> first: conv2d(4, kernel = 1);
        first -> correlation(input -> second: conv2d(4, kernel = 1), max_displacement = 4)
    }

    network Itself(input: [3, 4, 5]) -> [9, 4, 5] {
        correlation(input, input, max_displacement = 1)
    }

    network ByAConstant(input: [3, 4, 5]) -> [CHANNELS, 4, 5] {
        correlation(input, input -> tanh, max_displacement = REACH)
    }

    network Strided(image: [1, 16, 16]) -> [9, 8, 8] {
        let features = image -> conv: conv2d(4, kernel = 3, stride = 2, padding = 1);
        let costs = correlation(features, features, max_displacement = 1);
        costs
    }
}

#[test]
fn compared_with_what_is_around() {
    check::<Compare<f64>, Image<3, 4, 5>, _>("correlation_plain");
    check::<Compare<f64>, Rank4<2, 3, 4, 5>, _>("correlation_plain");
    check::<ByAConstant<f64>, Image<3, 4, 5>, _>("correlation_plain");
}

#[test]
fn beyond_the_border_are_zeros() {
    check::<BesideTheBorder<f64>, Image<2, 3, 7>, _>("correlation_wide");
}

#[test]
fn a_value_with_itself() {
    check::<Itself<f64>, Image<3, 4, 5>, _>("correlation_itself");
}

#[test]
fn it_costs_what_it_multiplies() {
    assert_eq!(Compare::MULTIPLY_ADDS, 3 * 25 * 4 * 5);
    assert_eq!(Compare::PARAMETERS, 0);
    assert_eq!(Itself::MULTIPLY_ADDS, 3 * 9 * 4 * 5);
}

/// A place of the costs depends on what is around it in the features, which are every second pixel.
#[test]
fn it_sees_what_is_around() {
    let field = strided::end_point::costs::RECEPTIVE_FIELD.expect("a receptive field");
    assert_eq!((field.size, field.stride, field.offset), ([7, 7], [2, 2], [-3, -3]));
}
