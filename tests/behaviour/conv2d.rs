use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network Plain(input: [2, 5, 6]) -> [3, 3, 4] {
        input -> conv: conv2d(3, kernel = 3)
    }

    network Stride(input: [2, 7, 8]) -> [3, 4, 3] {
        input -> conv: conv2d(3, kernel = 3, stride = [2, 3], padding = 1)
    }

    network Rectangle(input: [2, 6, 5]) -> [3, 6, 8] {
        input -> conv: conv2d(3, kernel = [3, 2], padding = [1, 2])
    }

    network Pointwise(input: [4, 3, 3]) -> [5, 3, 3] {
        input -> conv: conv2d(5, kernel = 1)
    }

    network Same(input: [2, 6, 7]) -> [3, 6, 4] {
        input -> conv: conv2d(3, kernel = [4, 3], stride = [1, 2], padding = same)
    }

    network SameStride(input: [2, 6, 6]) -> [3, 3, 3] {
        input -> conv: conv2d(3, kernel = 3, stride = 2, padding = same)
    }

    network Valid(input: [2, 6, 7]) -> [3, 5, 5] {
        input -> conv: conv2d(3, kernel = [2, 3], padding = valid)
    }

    network Dilation(input: [2, 8, 9]) -> [3, 8, 5] {
        input -> conv: conv2d(3, kernel = 3, dilation = [2, 3], padding = [2, 1])
    }

    network Groups(input: [4, 5, 5]) -> [6, 5, 5] {
        input -> conv: conv2d(6, kernel = 3, groups = 2, padding = 1)
    }

    network Depthwise(input: [3, 5, 6]) -> [3, 3, 3] {
        input -> conv: conv2d(3, kernel = 3, groups = 3, stride = 2, padding = same)
    }

    network NoBias(input: [2, 5, 5]) -> [3, 5, 5] {
        input -> conv: conv2d(3, kernel = 3, padding = 1, bias = false)
    }

    network Relu(input: [2, 5, 5]) -> [3, 5, 5] {
        input -> conv: conv2d(3, kernel = 3, padding = 1) -> relu
    }

    network NoBiasRelu(input: [2, 5, 5]) -> [3, 5, 5] {
        input -> conv: conv2d(3, kernel = 3, padding = 1, bias = false) -> relu
    }

    network Deep(input: [3, 9, 11]) -> [2, 5, 6] {
        input
            -> first: conv2d(5, kernel = 3, padding = 1) -> relu
            -> second: conv2d(2, kernel = 3, stride = 2, padding = 1)
    }
}

#[test]
fn plain() {
    check::<Plain<f64>, Image<2, 5, 6>, _>("conv2d_plain");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Plain<f64>, Rank4<2, 2, 5, 6>, _>("conv2d_plain");
}

#[test]
fn stride() {
    check::<Stride<f64>, Image<2, 7, 8>, _>("conv2d_stride");
}

#[test]
fn a_rectangular_kernel() {
    check::<Rectangle<f64>, Image<2, 6, 5>, _>("conv2d_rectangle");
}

#[test]
fn pointwise() {
    check::<Pointwise<f64>, Image<4, 3, 3>, _>("conv2d_pointwise");
}

#[test]
fn same_padding() {
    check::<Same<f64>, Image<2, 6, 7>, _>("conv2d_same");
    check::<SameStride<f64>, Image<2, 6, 6>, _>("conv2d_same_stride");
}

#[test]
fn valid_padding() {
    check::<Valid<f64>, Image<2, 6, 7>, _>("conv2d_valid");
}

#[test]
fn dilation() {
    check::<Dilation<f64>, Image<2, 8, 9>, _>("conv2d_dilation");
}

#[test]
fn groups() {
    check::<Groups<f64>, Image<4, 5, 5>, _>("conv2d_groups");
    check::<Depthwise<f64>, Image<3, 5, 6>, _>("conv2d_depthwise");
}

#[test]
fn no_bias() {
    check::<NoBias<f64>, Image<2, 5, 5>, _>("conv2d_no_bias");
}

#[test]
fn fused_relu() {
    check::<Relu<f64>, Image<2, 5, 5>, _>("conv2d_relu");
    check::<NoBiasRelu<f64>, Image<2, 5, 5>, _>("conv2d_no_bias_relu");
}

#[test]
fn one_after_another() {
    check::<Deep<f64>, Image<3, 9, 11>, _>("conv2d_deep");
}
