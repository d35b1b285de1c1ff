use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network Plain(input: [2, 4, 5]) -> [3, 6, 7] {
        input -> conv: conv_transpose2d(3, kernel = 3)
    }

    network Double(input: [3, 3, 4]) -> [2, 6, 8] {
        input -> conv: conv_transpose2d(2, kernel = 4, stride = 2, padding = 1)
    }

    network OutputPadding(input: [2, 3, 4]) -> [3, 6, 14] {
        input -> conv: conv_transpose2d(3, kernel = 3, stride = [2, 3], padding = [1, 0], output_padding = [1, 2])
    }

    network Dilation(input: [2, 4, 3]) -> [3, 9, 8] {
        input -> conv: conv_transpose2d(3, kernel = [2, 3], dilation = [3, 2], output_padding = [2, 1])
    }

    network Groups(input: [4, 3, 3]) -> [6, 7, 7] {
        input -> conv: conv_transpose2d(6, kernel = 3, groups = 2, stride = 2)
    }

    network Depthwise(input: [3, 3, 4]) -> [3, 6, 8] {
        input -> conv: conv_transpose2d(3, kernel = 2, groups = 3, stride = 2)
    }

    network Same(input: [2, 3, 4]) -> [3, 6, 4] {
        input -> conv: conv_transpose2d(3, kernel = 3, stride = [2, 1], padding = same)
    }

    network SameGaps(input: [2, 3, 4]) -> [3, 6, 12] {
        input -> conv: conv_transpose2d(3, kernel = [1, 2], stride = [2, 3], padding = same)
    }

    network NoBias(input: [2, 3, 3]) -> [3, 5, 5] {
        input -> conv: conv_transpose2d(3, kernel = 3, stride = 2, padding = 1, bias = false)
    }

    network Relu(input: [2, 3, 3]) -> [3, 7, 7] {
        input -> conv: conv_transpose2d(3, kernel = 3, stride = 2) -> relu
    }
}

#[test]
fn plain() {
    check::<Plain<f64>, Image<2, 4, 5>, _>("conv_transpose2d_plain");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Plain<f64>, Rank4<2, 2, 4, 5>, _>("conv_transpose2d_plain");
}

#[test]
fn twice_the_size() {
    check::<Double<f64>, Image<3, 3, 4>, _>("conv_transpose2d_double");
}

#[test]
fn output_padding() {
    check::<OutputPadding<f64>, Image<2, 3, 4>, _>("conv_transpose2d_output_padding");
}

#[test]
fn dilation() {
    check::<Dilation<f64>, Image<2, 4, 3>, _>("conv_transpose2d_dilation");
}

#[test]
fn groups() {
    check::<Groups<f64>, Image<4, 3, 3>, _>("conv_transpose2d_groups");
    check::<Depthwise<f64>, Image<3, 3, 4>, _>("conv_transpose2d_depthwise");
}

/// The pixel more of an odd padding is taken off at the end, as TensorFlow does.
#[test]
fn same_padding() {
    check::<Same<f64>, Image<2, 3, 4>, _>("conv_transpose2d_same");
    check::<SameGaps<f64>, Image<2, 3, 4>, _>("conv_transpose2d_same_gaps");
}

#[test]
fn no_bias() {
    check::<NoBias<f64>, Image<2, 3, 3>, _>("conv_transpose2d_no_bias");
}

#[test]
fn fused_relu() {
    check::<Relu<f64>, Image<2, 3, 3>, _>("conv_transpose2d_relu");
}
