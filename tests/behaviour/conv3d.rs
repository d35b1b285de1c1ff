use netweave::prelude::*;

use crate::golden::{Volume, check};

network! {
    network Plain(input: [2, 4, 5, 6]) -> [3, 3, 3, 4] {
        input -> conv: conv3d(3, kernel = [2, 3, 3])
    }

    network Stride(input: [2, 5, 6, 7]) -> [3, 3, 3, 3] {
        input -> conv: conv3d(3, kernel = 3, stride = [2, 2, 3], padding = [1, 1, 2])
    }

    network Stem(input: [3, 4, 9, 8]) -> [2, 4, 5, 4] {
        input -> conv: conv3d(2, kernel = [3, 7, 7], stride = [1, 2, 2], padding = [1, 3, 3], bias = false)
    }

    network Same(input: [2, 5, 4, 6]) -> [2, 3, 4, 3] {
        input -> conv: conv3d(2, kernel = [2, 3, 4], stride = [2, 1, 2], padding = same)
    }

    network Depths(input: [3, 6, 3, 4]) -> [4, 3, 3, 4] {
        input -> conv: conv3d(4, kernel = [3, 1, 1], stride = [2, 1, 1], padding = [1, 0, 0])
    }

    network Images(input: [3, 3, 5, 5]) -> [4, 3, 5, 5] {
        input -> conv: conv3d(4, kernel = [1, 3, 3], padding = [0, 1, 1])
    }

    network PointwiseStride(input: [3, 4, 5, 6]) -> [4, 2, 3, 3] {
        input -> conv: conv3d(4, kernel = 1, stride = 2, bias = false)
    }

    network OneDepth(input: [2, 3, 4, 4]) -> [3, 1, 4, 4] {
        input -> conv: conv3d(3, kernel = 3, padding = [0, 1, 1])
    }

    network Dilation(input: [2, 6, 7, 7]) -> [2, 6, 6, 7] {
        input -> conv: conv3d(2, kernel = [3, 2, 2], dilation = [2, 3, 2], padding = [2, 1, 1])
    }

    network Groups(input: [4, 3, 4, 4]) -> [6, 4, 4, 4] {
        input -> conv: conv3d(6, kernel = [2, 3, 3], padding = 1, groups = 2)
    }

    network Depthwise(input: [3, 3, 4, 5]) -> [3, 3, 4, 5] {
        input -> conv: conv3d(3, kernel = 3, padding = 1, groups = 3)
    }

    network Relu(input: [2, 3, 4, 4]) -> [3, 3, 4, 4] {
        input -> conv: conv3d(3, kernel = 3, padding = 1) -> relu
    }

    network Fused(input: [2, 3, 4, 5]) -> [4, 3, 4, 5] {
        input -> conv: conv3d(4, kernel = 3, padding = 1) -> norm: batch_norm -> relu
    }

    network Norm(input: [3, 2, 3, 4]) -> [3, 2, 3, 4] {
        input -> norm: batch_norm
    }
}

#[test]
fn plain() {
    check::<Plain<f64>, Volume<2, 4, 5, 6>, _>("conv3d_plain");
}

#[test]
fn strides_and_padding() {
    check::<Stride<f64>, Volume<2, 5, 6, 7>, _>("conv3d_stride");
    check::<Stem<f64>, Volume<3, 4, 9, 8>, _>("conv3d_stem");
}

#[test]
fn same_padding() {
    check::<Same<f64>, Volume<2, 5, 4, 6>, _>("conv3d_same");
}

#[test]
fn over_depths_alone() {
    check::<Depths<f64>, Volume<3, 6, 3, 4>, _>("conv3d_depths");
}

#[test]
fn over_images_alone() {
    check::<Images<f64>, Volume<3, 3, 5, 5>, _>("conv3d_images");
}

#[test]
fn a_kernel_of_one_place() {
    check::<PointwiseStride<f64>, Volume<3, 4, 5, 6>, _>("conv3d_pointwise_stride");
}

#[test]
fn down_to_one_depth() {
    check::<OneDepth<f64>, Volume<2, 3, 4, 4>, _>("conv3d_one_depth");
}

#[test]
fn dilation() {
    check::<Dilation<f64>, Volume<2, 6, 7, 7>, _>("conv3d_dilation");
}

#[test]
fn groups() {
    check::<Groups<f64>, Volume<4, 3, 4, 4>, _>("conv3d_groups");
    check::<Depthwise<f64>, Volume<3, 3, 4, 5>, _>("conv3d_depthwise");
}

#[test]
fn with_relu() {
    check::<Relu<f64>, Volume<2, 3, 4, 4>, _>("conv3d_relu");
}

#[test]
fn fused_with_batch_norm() {
    check::<Fused<f64>, Volume<2, 3, 4, 5>, _>("fused_conv3d_batch_norm_relu");
}

#[test]
fn batch_norm_over_volumes() {
    check::<Norm<f64>, Volume<3, 2, 3, 4>, _>("batch_norm_volume");
}
