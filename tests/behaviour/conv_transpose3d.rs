use netweave::prelude::*;

use crate::golden::{Volume, check};

network! {
    network Plain(input: [3, 3, 2, 3]) -> [2, 4, 4, 5] {
        input -> conv: conv_transpose3d(2, kernel = [2, 3, 3])
    }

    network Double(input: [2, 2, 3, 3]) -> [3, 4, 6, 6] {
        input -> conv: conv_transpose3d(3, kernel = 4, stride = 2, padding = 1)
    }

    network OutputPadding(input: [2, 2, 3, 2]) -> [3, 4, 3, 6] {
        input -> conv: conv_transpose3d(3, kernel = 3, stride = [2, 1, 3], padding = 1, output_padding = [1, 0, 2])
    }

    network GroupsRelu(input: [4, 3, 3, 2]) -> [6, 5, 4, 3] {
        input -> conv: conv_transpose3d(6, kernel = [3, 2, 2], groups = 2, dilation = [2, 1, 1], padding = [1, 0, 0]) -> relu
    }

    network NoBias(input: [2, 3, 2, 2]) -> [2, 3, 4, 4] {
        input -> conv: conv_transpose3d(2, kernel = [1, 3, 3], bias = false)
    }
}

#[test]
fn plain() {
    check::<Plain<f64>, Volume<3, 3, 2, 3>, _>("conv_transpose3d_plain");
}

#[test]
fn twice_the_size() {
    check::<Double<f64>, Volume<2, 2, 3, 3>, _>("conv_transpose3d_double");
}

#[test]
fn output_padding() {
    check::<OutputPadding<f64>, Volume<2, 2, 3, 2>, _>("conv_transpose3d_output_padding");
}

#[test]
fn groups_dilation_and_relu() {
    check::<GroupsRelu<f64>, Volume<4, 3, 3, 2>, _>("conv_transpose3d_groups_relu");
}

#[test]
fn without_a_bias() {
    check::<NoBias<f64>, Volume<2, 3, 2, 2>, _>("conv_transpose3d_no_bias");
}
