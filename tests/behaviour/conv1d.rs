use dfdx::shapes::Const;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Sequence, check};

network! {
    network Plain(input: [3, 11]) -> [4, 9] {
        input -> conv: conv1d(4, kernel = 3)
    }

    network Stride(input: [2, 12]) -> [3, 5] {
        input -> conv: conv1d(3, kernel = 4, stride = 3, padding = 2)
    }

    network Same(input: [2, 10]) -> [3, 5] {
        input -> conv: conv1d(3, kernel = 4, stride = 2, padding = same)
    }

    network Causal(input: [2, 13]) -> [3, 13] {
        input -> conv: conv1d(3, kernel = 3, dilation = 2, padding = causal)
    }

    network CausalStride(input: [2, 10]) -> [3, 4] {
        input -> conv: conv1d(3, kernel = 2, stride = 3, padding = causal)
    }

    network Dilation(input: [2, 12]) -> [3, 8] {
        input -> conv: conv1d(3, kernel = 3, dilation = [3], padding = [1])
    }

    network Groups(input: [4, 9]) -> [6, 9] {
        input -> conv: conv1d(6, kernel = 3, padding = 1, groups = 2)
    }

    network Depthwise(input: [3, 9]) -> [3, 9] {
        input -> conv: conv1d(3, kernel = 5, padding = 2, groups = 3)
    }

    network NoBiasRelu(input: [2, 8]) -> [3, 6] {
        input -> conv: conv1d(3, kernel = 3, bias = false) -> relu
    }

    network Pointwise(input: [3, 7]) -> [5, 7] {
        input -> conv: conv1d(5, kernel = 1)
    }

    network Fused(input: [2, 9]) -> [4, 9] {
        input -> conv: conv1d(4, kernel = 3, padding = 1) -> norm: batch_norm -> relu
    }

    network Wave<time>(input: [2, time]) -> [1, time] {
        input -> conv: conv1d(1, kernel = 3, dilation = 2, padding = causal)
    }
}

#[test]
fn plain() {
    check::<Plain<f64>, Sequence<3, 11>, _>("conv1d_plain");
}

#[test]
fn stride_and_padding() {
    check::<Stride<f64>, Sequence<2, 12>, _>("conv1d_stride");
}

#[test]
fn same_padding() {
    check::<Same<f64>, Sequence<2, 10>, _>("conv1d_same");
}

/// No place sees one after it.
#[test]
fn causal_padding() {
    check::<Causal<f64>, Sequence<2, 13>, _>("conv1d_causal");
    check::<CausalStride<f64>, Sequence<2, 10>, _>("conv1d_causal_stride");
}

#[test]
fn dilation() {
    check::<Dilation<f64>, Sequence<2, 12>, _>("conv1d_dilation");
}

#[test]
fn groups() {
    check::<Groups<f64>, Sequence<4, 9>, _>("conv1d_groups");
    check::<Depthwise<f64>, Sequence<3, 9>, _>("conv1d_depthwise");
}

#[test]
fn without_a_bias_and_with_relu() {
    check::<NoBiasRelu<f64>, Sequence<2, 8>, _>("conv1d_no_bias_relu");
}

#[test]
fn a_kernel_of_one_place() {
    check::<Pointwise<f64>, Sequence<3, 7>, _>("conv1d_pointwise");
}

#[test]
fn fused_with_batch_norm() {
    check::<Fused<f64>, Sequence<2, 9>, _>("fused_conv1d_batch_norm_relu");
}

/// What comes later changes nothing before, whatever the length.
#[test]
fn a_causal_convolution_looks_back_alone() {
    let device = Dev::default();
    let net = device.build_module::<Wave, f64>();
    for length in [1, 4, 9] {
        let wave = (0..2 * length).map(|at| (at as f64).sin()).collect::<Vec<_>>();
        let run = |wave: &[f64]| net.forward(device.tensor_from_vec(wave.to_vec(), (1, Const::<2>, length))).as_vec();
        let y = run(&wave);
        assert_eq!(y.len(), length);
        let mut later = wave.clone();
        later[length - 1] += 1.0;
        let changed = run(&later);
        assert_eq!(y[..length - 1], changed[..length - 1]);
        assert!(y[length - 1] != changed[length - 1]);
    }
}
