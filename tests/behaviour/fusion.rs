//! What is fused changes no result.

use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network ConvNormRelu(input: [2, 6, 7]) -> [4, 6, 7] {
        input -> conv: conv2d(4, kernel = 3, padding = 1) -> norm: batch_norm -> relu
    }

    network ConvNorm(input: [2, 6, 7]) -> [4, 3, 4] {
        input -> conv: conv2d(4, kernel = 3, stride = 2, padding = same) -> norm: batch_norm
    }

    network NoBias(input: [2, 6, 7]) -> [4, 2, 5] {
        input -> conv: conv2d(4, kernel = 3, stride = [2, 1], bias = false) -> norm: batch_norm -> relu
    }

    // `edges` is asked for twice, so that it cannot disappear in a fused operation.
    network EndPoint(input: [2, 4, 4]) -> [3, 4, 4] {
        let edges = input -> conv: conv2d(3, kernel = 3, padding = 1) -> relu;
        let sharp = edges -> norm: batch_norm -> relu;
        edges + sharp
    }
}

#[test]
fn conv2d_batch_norm_relu() {
    check::<ConvNormRelu<f64>, Image<2, 6, 7>, _>("fused_conv2d_batch_norm_relu");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<ConvNormRelu<f64>, Rank4<3, 2, 6, 7>, _>("fused_conv2d_batch_norm_relu");
}

#[test]
fn conv2d_batch_norm() {
    check::<ConvNorm<f64>, Image<2, 6, 7>, _>("fused_conv2d_batch_norm");
}

#[test]
fn conv2d_without_bias() {
    check::<NoBias<f64>, Image<2, 6, 7>, _>("fused_no_bias");
}

#[test]
fn a_value_in_the_middle() {
    check::<EndPoint<f64>, Image<2, 4, 4>, _>("fused_end_point");
}
