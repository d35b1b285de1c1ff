use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Image, check};

network! {
    network Plain(input: [3, 6, 4]) -> [3, 3, 2] {
        input -> avg_pool2d(kernel = 2)
    }

    network Overlap(input: [2, 7, 7]) -> [2, 4, 4] {
        input -> avg_pool2d(kernel = 3, stride = 2, padding = 1)
    }

    network Rectangle(input: [2, 6, 8]) -> [2, 7, 3] {
        input -> avg_pool2d(kernel = [2, 3], stride = [1, 2], padding = [1, 0])
    }

    network Same(input: [2, 5, 6]) -> [2, 3, 3] {
        input -> avg_pool2d(kernel = 2, stride = 2, padding = same)
    }

    network SameWide(input: [2, 5, 9]) -> [2, 5, 9] {
        input -> avg_pool2d(kernel = 3, stride = 1, padding = same)
    }

    network SameCounted(input: [2, 5, 6]) -> [2, 3, 3] {
        input -> avg_pool2d(kernel = 3, stride = 2, padding = same, count_padding = true)
    }

    network Corner(image: [1, 2, 2]) -> [1, 2, 2] {
        image -> avg_pool2d(3, stride = 1, padding = same)
    }

    network NotCounted(input: [2, 7, 19]) -> [2, 4, 10] {
        input -> avg_pool2d(kernel = 3, stride = 2, padding = 1, count_padding = false)
    }
}

#[test]
fn plain() {
    check::<Plain<f64>, Image<3, 6, 4>, _>("avg_pool2d_plain");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Plain<f64>, Rank4<2, 3, 6, 4>, _>("avg_pool2d_plain");
}

/// The zeros of the padding count as values.
#[test]
fn overlapping_windows() {
    check::<Overlap<f64>, Image<2, 7, 7>, _>("avg_pool2d_overlap");
}

#[test]
fn a_rectangular_kernel() {
    check::<Rectangle<f64>, Image<2, 6, 8>, _>("avg_pool2d_rectangle");
}

/// TensorFlow's: what is added does not count.
#[test]
fn same_padding() {
    check::<Same<f64>, Image<2, 5, 6>, _>("avg_pool2d_same");
    check::<SameWide<f64>, Image<2, 5, 9>, _>("avg_pool2d_same_wide");
    check::<SameCounted<f64>, Image<2, 5, 6>, _>("avg_pool2d_same_counted");
}

#[test]
fn padding_that_does_not_count() {
    check::<NotCounted<f64>, Image<2, 7, 19>, _>("avg_pool2d_not_counted");
}

/// Each window has all four elements, and Keras has 2.5 everywhere.
#[test]
fn windows_larger_than_the_image() {
    let device = Dev::default();
    let image = device.tensor([[[[1.0, 2.0], [3.0, 4.0]]]]);
    assert_eq!(Corner::<f64, Dev>::build(&device).forward(image).as_vec(), [2.5; 4]);
}
