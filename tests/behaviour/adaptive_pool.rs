use netweave::prelude::*;

use crate::golden::{Image, Sequence, Volume, check};

network! {
    network Average1d(input: [3, 10]) -> [3, 4] {
        input -> adaptive_avg_pool1d(4)
    }

    network Even(input: [2, 6, 8]) -> [2, 3, 2] {
        input -> adaptive_avg_pool2d([3, 2])
    }

    network Uneven(input: [2, 7, 9]) -> [2, 3, 4] {
        input -> adaptive_avg_pool2d([3, 4])
    }

    network Larger(input: [2, 3, 5]) -> [2, 7, 7] {
        input -> adaptive_avg_pool2d(7)
    }

    network Average3d(input: [2, 3, 5, 6]) -> [2, 2, 3, 4] {
        input -> adaptive_avg_pool3d([2, 3, 4])
    }

    network Max1d(input: [3, 10]) -> [3, 4] {
        input -> adaptive_max_pool1d(4)
    }

    network Max(input: [2, 7, 9]) -> [2, 3, 4] {
        input -> adaptive_max_pool2d([3, 4])
    }

    network Max3d(input: [2, 3, 5, 6]) -> [2, 2, 3, 4] {
        input -> adaptive_max_pool3d([2, 3, 4])
    }
}

#[test]
fn averages() {
    check::<Average1d<f64>, Sequence<3, 10>, _>("adaptive_avg_pool1d_uneven");
    check::<Even<f64>, Image<2, 6, 8>, _>("adaptive_avg_pool2d_even");
    check::<Uneven<f64>, Image<2, 7, 9>, _>("adaptive_avg_pool2d_uneven");
    check::<Larger<f64>, Image<2, 3, 5>, _>("adaptive_avg_pool2d_larger");
    check::<Average3d<f64>, Volume<2, 3, 5, 6>, _>("adaptive_avg_pool3d_uneven");
}

#[test]
fn maxima() {
    check::<Max1d<f64>, Sequence<3, 10>, _>("adaptive_max_pool1d_uneven");
    check::<Max<f64>, Image<2, 7, 9>, _>("adaptive_max_pool2d_uneven");
    check::<Max3d<f64>, Volume<2, 3, 5, 6>, _>("adaptive_max_pool3d_uneven");
}
