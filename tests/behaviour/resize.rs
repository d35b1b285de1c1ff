use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Image, check};

network! {
    network Larger(input: [3, 3, 4]) -> [3, 7, 9] {
        input -> resize([7, 9])
    }

    network Smaller(input: [2, 9, 11]) -> [2, 4, 3] {
        input -> resize(size = [4, 3], mode = bilinear)
    }

    network Both(input: [2, 8, 3]) -> [2, 5, 10] {
        resize(input, [5, 10])
    }

    network Pixel(input: [3, 4, 5]) -> [3, 1, 1] {
        input -> resize(1)
    }

    network Aligned(input: [2, 9, 5]) -> [2, 4, 7] {
        input -> resize([4, 7], align_corners = true)
    }

    network Nearest(input: [2, 9, 5]) -> [2, 4, 7] {
        input -> resize([4, 7], mode = nearest)
    }

    network Same(input: [3, 3, 4]) -> [3, 3, 4] {
        input -> resize([3, 4])
    }
}

#[test]
fn larger() {
    check::<Larger<f64>, Image<3, 3, 4>, _>("resize_larger");
    check::<Larger<f64>, Rank4<2, 3, 3, 4>, _>("resize_larger");
}

#[test]
fn smaller() {
    check::<Smaller<f64>, Image<2, 9, 11>, _>("resize_smaller");
    check::<Pixel<f64>, Image<3, 4, 5>, _>("resize_pixel");
}

#[test]
fn smaller_down_and_larger_across() {
    check::<Both<f64>, Image<2, 8, 3>, _>("resize_both");
}

#[test]
fn aligned_corners() {
    check::<Aligned<f64>, Image<2, 9, 5>, _>("resize_aligned");
}

#[test]
fn nearest() {
    check::<Nearest<f64>, Image<2, 9, 5>, _>("resize_nearest");
}

#[test]
fn to_its_own_size() {
    let device = Dev::default();
    let net = device.build_module::<Same, f32>();
    let image: Tensor<Rank4<2, 3, 3, 4>, f32, _> = device.sample_normal();
    assert_eq!(net.forward(image.clone()).array(), image.array());
}
