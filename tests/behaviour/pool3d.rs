use dfdx::nn::ModuleMut;
use dfdx::prelude::{Backward, SumTo};
use dfdx::shapes::Const;
use dfdx::tensor::{Gradients, Trace};
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Volume, check};

network! {
    network Max(input: [2, 4, 4, 5]) -> [2, 2, 2, 2] {
        input -> max_pool3d(2)
    }

    network MaxOverlap(input: [2, 4, 5, 6]) -> [2, 2, 3, 3] {
        input -> max_pool3d(3, stride = 2, padding = 1)
    }

    network MaxSettings(input: [2, 4, 5, 6]) -> [2, 4, 3, 6] {
        input -> max_pool3d([2, 2, 3], stride = [1, 2, 1], padding = 1, dilation = [2, 1, 1])
    }

    network MaxImages(input: [2, 3, 4, 4]) -> [2, 3, 2, 2] {
        input -> max_pool3d([1, 2, 2])
    }

    network Average(input: [2, 4, 4, 5]) -> [2, 2, 2, 2] {
        input -> avg_pool3d(2)
    }

    network AverageOverlap(input: [2, 4, 5, 6]) -> [2, 2, 3, 3] {
        input -> avg_pool3d(3, stride = 2, padding = 1)
    }

    network NotCounted(input: [2, 4, 5, 6]) -> [2, 2, 3, 3] {
        input -> avg_pool3d(3, stride = 2, padding = 1, count_padding = false)
    }

    network MaxCeil(input: [2, 3, 4, 5]) -> [2, 2, 2, 3] {
        input -> max_pool3d(2, ceil_mode = true)
    }

    network AverageCeil(input: [2, 4, 6, 5]) -> [2, 3, 4, 3] {
        input -> avg_pool3d(3, stride = 2, padding = 1, ceil_mode = true)
    }
}

#[test]
fn maxima() {
    check::<Max<f64>, Volume<2, 4, 4, 5>, _>("max_pool3d_plain");
    check::<MaxOverlap<f64>, Volume<2, 4, 5, 6>, _>("max_pool3d_overlap");
    check::<MaxSettings<f64>, Volume<2, 4, 5, 6>, _>("max_pool3d_settings");
    check::<MaxImages<f64>, Volume<2, 3, 4, 4>, _>("max_pool3d_images");
}

#[test]
fn averages() {
    check::<Average<f64>, Volume<2, 4, 4, 5>, _>("avg_pool3d_plain");
    check::<AverageOverlap<f64>, Volume<2, 4, 5, 6>, _>("avg_pool3d_overlap");
    check::<NotCounted<f64>, Volume<2, 4, 5, 6>, _>("avg_pool3d_not_counted");
}

#[test]
fn rounded_up() {
    check::<MaxCeil<f64>, Volume<2, 3, 4, 5>, _>("max_pool3d_ceil");
    check::<AverageCeil<f64>, Volume<2, 4, 6, 5>, _>("avg_pool3d_ceil");
}

/// The first in reading order, depth by depth: PyTorch's.
#[test]
fn of_equal_places_the_first_gets_the_gradient() {
    let device = Dev::default();
    let mut net = device.build_module::<Max, f64>();
    let image = device.tensor_from_vec(vec![1.0; 160], (1, Const::<2>, Const::<4>, Const::<4>, Const::<5>));
    let gradients = net.forward_mut(image.clone().trace(Gradients::leaky())).sum().backward();
    let gradients = gradients.get(&image).as_vec();
    for (at, gradient) in gradients.into_iter().enumerate() {
        let (depth, row, column) = (at / 20 % 4, at / 5 % 4, at % 5);
        let first = depth % 2 == 0 && row % 2 == 0 && column % 2 == 0 && column < 4;
        assert_eq!(gradient, f64::from(first), "{depth} {row} {column}");
    }
}
