use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, Vector, check};

network! {
    network Channels(input: [4, 5, 6]) -> [11, 5, 6] {
        let a = input -> left: conv2d(2, kernel = 3, padding = 1);
        let b = input -> right: conv2d(5, kernel = 3, padding = 1);
        concat(a, b, input, axis = 0)
    }

    network Rows(input: [4, 5, 6]) -> [4, 13, 6] {
        let a = input -> left: conv2d(4, kernel = 3, padding = 1);
        let b = input -> right: conv2d(4, kernel = 3, padding = [0, 1]);
        concat(a, b, input, axis = 1)
    }

    network Columns(input: [4, 5, 6]) -> [4, 5, 16] {
        let a = input -> left: conv2d(4, kernel = 3, padding = 1);
        let b = input -> right: conv2d(4, kernel = 3, padding = [1, 0]);
        concat(a, b, input, axis = 2)
    }

    network OfVectors(input: [4]) -> [14] {
        let a = input -> left: linear(5);
        concat(a, input, a, axis = 0)
    }
}

#[test]
fn axis_0() {
    check::<Channels<f64>, Image<4, 5, 6>, _>("concat_axis0");
}

#[test]
fn axis_1() {
    check::<Rows<f64>, Image<4, 5, 6>, _>("concat_axis1");
}

#[test]
fn axis_2() {
    check::<Columns<f64>, Image<4, 5, 6>, _>("concat_axis2");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Columns<f64>, Rank4<2, 4, 5, 6>, _>("concat_axis2");
}

/// A value that is joined twice gets both gradients.
#[test]
fn vectors() {
    check::<OfVectors<f64>, Vector<4>, _>("concat_vector");
}
