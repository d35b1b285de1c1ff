use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{DOUBLE, Golden, Image, Vector, check, compare};

network! {
    network All(input: [3, 4, 5]) -> [] {
        input -> max
    }

    network First(input: [3, 4, 5]) -> [4, 5] {
        input -> max(axis = 0)
    }

    network Middle(input: [3, 4, 5]) -> [3, 5] {
        input -> max(axis = 1)
    }

    network Last(input: [3, 4, 5]) -> [3, 4] {
        input -> max(axis = 2)
    }

    network Planes(input: [3, 4, 5]) -> [3] {
        input -> max(axes = [1, 2])
    }

    network Apart(input: [3, 4, 5]) -> [4] {
        input -> max(axes = [2, 0])
    }

    network Kept(input: [3, 4, 5]) -> [3, 1, 1] {
        input -> max(axes = [1, 2], keepdims = true)
    }

    network OfAVector(input: [37]) -> [] {
        max(input)
    }
}

#[test]
fn all_axes() {
    check::<All<f64>, Image<3, 4, 5>, _>("max_all");
}

#[test]
fn the_first_axis() {
    check::<First<f64>, Image<3, 4, 5>, _>("max_first");
}

#[test]
fn the_middle_axis() {
    check::<Middle<f64>, Image<3, 4, 5>, _>("max_middle");
}

#[test]
fn the_last_axis() {
    check::<Last<f64>, Image<3, 4, 5>, _>("max_last");
}

#[test]
fn adjacent_axes() {
    check::<Planes<f64>, Image<3, 4, 5>, _>("max_image");
}

#[test]
fn axes_apart() {
    check::<Apart<f64>, Image<3, 4, 5>, _>("max_apart");
}

#[test]
fn axes_kept_as_1() {
    check::<Kept<f64>, Image<3, 4, 5>, _>("max_keepdims");
}

#[test]
fn a_vector_as_a_function() {
    check::<OfAVector<f64>, Vector<37>, _>("max_vector");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Apart<f64>, Rank4<2, 3, 4, 5>, _>("max_apart");
}

/// Finite differences mean nothing here.
#[test]
fn equal_maxima_share_their_gradient() {
    let golden = Golden::open("max_ties");
    compare::<Planes<f64, Dev>, Image<3, 4, 5>, _, f64>(&golden, &mut golden.network(), DOUBLE);
    let golden = Golden::open("max_ties_first");
    compare::<First<f64, Dev>, Image<3, 4, 5>, _, f64>(&golden, &mut golden.network(), DOUBLE);
}
