use netweave::prelude::*;

use crate::golden::{Sequence, check};

network! {
    network Plain(input: [3, 5]) -> [4, 7] {
        input -> conv: conv_transpose1d(4, kernel = 3)
    }

    network Double(input: [2, 5]) -> [3, 10] {
        input -> conv: conv_transpose1d(3, kernel = 4, stride = 2, padding = 1)
    }

    network OutputPadding(input: [2, 4]) -> [3, 12] {
        input -> conv: conv_transpose1d(3, kernel = 3, stride = 3, padding = 1, output_padding = 2)
    }

    network GroupsRelu(input: [4, 5]) -> [6, 9] {
        input -> conv: conv_transpose1d(6, kernel = 3, groups = 2, dilation = 2, bias = false) -> relu
    }
}

#[test]
fn plain() {
    check::<Plain<f64>, Sequence<3, 5>, _>("conv_transpose1d_plain");
}

#[test]
fn twice_the_length() {
    check::<Double<f64>, Sequence<2, 5>, _>("conv_transpose1d_double");
}

#[test]
fn output_padding() {
    check::<OutputPadding<f64>, Sequence<2, 4>, _>("conv_transpose1d_output_padding");
}

#[test]
fn groups_dilation_and_relu() {
    check::<GroupsRelu<f64>, Sequence<4, 5>, _>("conv_transpose1d_groups_relu");
}
