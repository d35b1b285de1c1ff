use dfdx::nn::ModuleMut;
use dfdx::prelude::{Backward, SumTo};
use dfdx::shapes::Const;
use dfdx::tensor::{Gradients, Trace};
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Image, Sequence, Volume, check};

network! {
    network Plain1d(input: [2, 9]) -> [2, 4] {
        input -> lp_pool1d(2, kernel = 3, stride = 2)
    }

    network Euclid(input: [2, 6, 5]) -> [2, 3, 3] {
        input -> lp_pool2d(2, kernel = [2, 3], stride = [2, 1])
    }

    network Lengths3d(input: [2, 4, 2, 5]) -> [2, 2, 1, 2] {
        input -> lp_pool3d(2, kernel = 2)
    }

    network Cubes(input: [2, 4, 6]) -> [2, 2, 3] {
        input -> lp_pool2d(3, 2)
    }

    network Sums(input: [2, 4, 4]) -> [2, 2, 2] {
        input -> lp_pool2d(1, 2)
    }

    network Ceil(input: [2, 6, 6]) -> [2, 3, 3] {
        input -> lp_pool2d(2, 3, stride = 2, ceil_mode = true)
    }
}

#[test]
fn lengths() {
    check::<Plain1d<f64>, Sequence<2, 9>, _>("lp_pool1d_plain");
    check::<Euclid<f64>, Image<2, 6, 5>, _>("lp_pool2d_euclid");
    check::<Lengths3d<f64>, Volume<2, 4, 2, 5>, _>("lp_pool3d_lengths");
}

#[test]
fn other_powers() {
    check::<Cubes<f64>, Image<2, 4, 6>, _>("lp_pool2d_cubes");
    check::<Sums<f64>, Image<2, 4, 4>, _>("lp_pool2d_sums");
}

/// A window that reaches beyond the end counts as if it were whole.
#[test]
fn rounded_up() {
    check::<Ceil<f64>, Image<2, 6, 6>, _>("lp_pool2d_ceil");
}

/// Where all is 0, the root has no derivative, and PyTorch's is 0.
#[test]
fn nothing_has_a_gradient_of_0() {
    let device = Dev::default();
    let mut net = device.build_module::<Euclid, f64>();
    let image = device.tensor_from_vec(vec![0.0; 60], (1, Const::<2>, Const::<6>, Const::<5>));
    let gradients = net.forward_mut(image.clone().trace(Gradients::leaky())).sum().backward();
    assert_eq!(gradients.get(&image).as_vec(), [0.0; 60]);
}
