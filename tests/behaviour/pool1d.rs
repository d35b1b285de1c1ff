use netweave::prelude::*;

use crate::golden::{Sequence, check};

network! {
    network Max(input: [3, 9]) -> [3, 5] {
        input -> max_pool1d(3, stride = 2, padding = 1)
    }

    network MaxDilation(input: [2, 11]) -> [2, 9] {
        input -> max_pool1d(3, stride = 1, padding = 1, dilation = 2)
    }

    network Average(input: [2, 11]) -> [2, 3] {
        input -> avg_pool1d(3)
    }

    network NotCounted(input: [2, 9]) -> [2, 5] {
        input -> avg_pool1d(3, stride = 2, padding = 1, count_padding = false)
    }

    network MaxCeil(input: [2, 7]) -> [2, 4] {
        input -> max_pool1d(2, ceil_mode = true)
    }

    network AverageCeil(input: [2, 9]) -> [2, 4] {
        input -> avg_pool1d(4, stride = 3, padding = 1, ceil_mode = true)
    }
}

#[test]
fn maxima() {
    check::<Max<f64>, Sequence<3, 9>, _>("max_pool1d_overlap");
    check::<MaxDilation<f64>, Sequence<2, 11>, _>("max_pool1d_dilation");
}

#[test]
fn averages() {
    check::<Average<f64>, Sequence<2, 11>, _>("avg_pool1d_plain");
    check::<NotCounted<f64>, Sequence<2, 9>, _>("avg_pool1d_not_counted");
}

#[test]
fn rounded_up() {
    check::<MaxCeil<f64>, Sequence<2, 7>, _>("max_pool1d_ceil");
    check::<AverageCeil<f64>, Sequence<2, 9>, _>("avg_pool1d_ceil");
}
