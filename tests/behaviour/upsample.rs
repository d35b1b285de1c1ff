use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network Nearest(input: [3, 3, 4]) -> [3, 6, 8] {
        input -> upsample(scale = 2)
    }

    network NearestSize(input: [2, 5, 4]) -> [2, 7, 3] {
        input -> upsample(size = [7, 3])
    }

    network Bilinear(input: [3, 3, 4]) -> [3, 6, 8] {
        input -> upsample(scale = 2, mode = bilinear)
    }

    network BilinearSize(input: [2, 5, 4]) -> [2, 7, 3] {
        input -> upsample(size = [7, 3], mode = bilinear)
    }

    network Fraction(input: [2, 4, 6]) -> [2, 6, 9] {
        input -> upsample(scale = 1.5, mode = bilinear)
    }

    network Half(input: [2, 4, 6]) -> [2, 2, 3] {
        input -> upsample(scale = 0.5, mode = bilinear)
    }

    network Aligned(input: [3, 3, 4]) -> [3, 6, 8] {
        input -> upsample(scale = [2, 2], mode = bilinear, align_corners = true)
    }

    network AlignedSize(input: [2, 5, 4]) -> [2, 1, 9] {
        input -> upsample(size = [1, 9], mode = bilinear, align_corners = true)
    }
}

#[test]
fn nearest() {
    check::<Nearest<f64>, Image<3, 3, 4>, _>("upsample_nearest");
    check::<NearestSize<f64>, Image<2, 5, 4>, _>("upsample_nearest_size");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Nearest<f64>, Rank4<2, 3, 3, 4>, _>("upsample_nearest");
}

#[test]
fn bilinear() {
    check::<Bilinear<f64>, Image<3, 3, 4>, _>("upsample_bilinear");
    check::<BilinearSize<f64>, Image<2, 5, 4>, _>("upsample_bilinear_size");
}

#[test]
fn fractions() {
    check::<Fraction<f64>, Image<2, 4, 6>, _>("upsample_bilinear_fraction");
    check::<Half<f64>, Image<2, 4, 6>, _>("upsample_bilinear_half");
}

#[test]
fn aligned_corners() {
    check::<Aligned<f64>, Image<3, 3, 4>, _>("upsample_bilinear_aligned");
    check::<AlignedSize<f64>, Image<2, 5, 4>, _>("upsample_bilinear_aligned_size");
}
