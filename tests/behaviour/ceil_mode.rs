use dfdx::shapes::Const;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Image, check};

network! {
    network Max(input: [2, 6, 8]) -> [2, 3, 4] {
        input -> max_pool2d(3, stride = 2, ceil_mode = true)
    }

    network MaxPadding(input: [2, 4, 6]) -> [2, 3, 3] {
        input -> max_pool2d([2, 3], stride = 2, padding = [1, 0], ceil_mode = true)
    }

    network MaxSmall(input: [2, 2, 5]) -> [2, 1, 2] {
        input -> max_pool2d(3, stride = 2, ceil_mode = true)
    }

    network Average(input: [2, 6, 20]) -> [2, 4, 11] {
        input -> avg_pool2d(3, stride = 2, padding = 1, ceil_mode = true)
    }

    network NotCounted(input: [2, 6, 6]) -> [2, 4, 2] {
        input -> avg_pool2d([3, 2], stride = [2, 3], padding = [1, 0], ceil_mode = true, count_padding = false)
    }

    network Wide<width>(input: [1, 4, width]) -> [1, 2, 1] {
        input -> max_pool2d(3, stride = 2, padding = 1, ceil_mode = true) -> adaptive_avg_pool2d([2, 1])
    }
}

#[test]
fn maxima() {
    check::<Max<f64>, Image<2, 6, 8>, _>("max_pool2d_ceil");
    check::<MaxPadding<f64>, Image<2, 4, 6>, _>("max_pool2d_ceil_padding");
    check::<MaxSmall<f64>, Image<2, 2, 5>, _>("max_pool2d_ceil_small");
}

/// What lies beyond the padding counts in none of them.
#[test]
fn averages() {
    check::<Average<f64>, Image<2, 6, 20>, _>("avg_pool2d_ceil");
    check::<NotCounted<f64>, Image<2, 6, 6>, _>("avg_pool2d_ceil_not_counted");
}

/// The windows over an axis are counted when the network runs: those of PyTorch's.
#[test]
fn an_axis_is_rounded_up_when_it_runs() {
    let device = Dev::default();
    let net = device.build_module::<Wide, f64>();
    for (width, mean) in [(4, 10.0 / 3.0), (5, 11.0 / 3.0), (6, 4.5)] {
        let row = (0..width).map(|at| at as f64 + 1.0);
        let image = row.cycle().take(4 * width).collect::<Vec<_>>();
        let image = device.tensor_from_vec(image, (1, Const::<1>, Const::<4>, width));
        let means = net.forward(image).as_vec();
        assert!(means.iter().all(|found| (found - mean).abs() < 1e-12), "{width}: {means:?}");
    }
}
