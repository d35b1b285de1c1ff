use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network Plain(input: [3, 6, 4]) -> [3, 3, 2] {
        input -> max_pool2d(kernel = 2, stride = 2)
    }

    network Overlap(input: [2, 7, 7]) -> [2, 4, 4] {
        input -> max_pool2d(kernel = 3, stride = 2, padding = 1)
    }

    network Rectangle(input: [2, 6, 8]) -> [2, 7, 3] {
        input -> max_pool2d(kernel = [2, 3], stride = [1, 2], padding = [1, 0])
    }

    network Same(input: [2, 5, 6]) -> [2, 3, 3] {
        input -> max_pool2d(kernel = 3, stride = 2, padding = same)
    }

    network Dilation(input: [2, 7, 9]) -> [2, 7, 4] {
        input -> max_pool2d(kernel = [3, 2], stride = [1, 2], padding = [2, 1], dilation = [2, 3])
    }

    network Remainder(input: [2, 5, 7]) -> [2, 2, 3] {
        input -> max_pool2d(kernel = 2)
    }
}

#[test]
fn plain() {
    check::<Plain<f64>, Image<3, 6, 4>, _>("max_pool2d_plain");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Plain<f64>, Rank4<2, 3, 6, 4>, _>("max_pool2d_plain");
}

#[test]
fn overlapping_windows() {
    check::<Overlap<f64>, Image<2, 7, 7>, _>("max_pool2d_overlap");
}

#[test]
fn a_rectangular_kernel() {
    check::<Rectangle<f64>, Image<2, 6, 8>, _>("max_pool2d_rectangle");
}

#[test]
fn same_padding() {
    check::<Same<f64>, Image<2, 5, 6>, _>("max_pool2d_same");
}

#[test]
fn dilation() {
    check::<Dilation<f64>, Image<2, 7, 9>, _>("max_pool2d_dilation");
}

/// The stride is the kernel's size when nothing is said, and what does not fill a window is left out.
#[test]
fn a_remainder_is_left_out() {
    check::<Remainder<f64>, Image<2, 5, 7>, _>("max_pool2d_remainder");
}
