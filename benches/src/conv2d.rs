//! One 3×3 convolution of 8×64×56×56 to 64 channels, padding 1.

use std::hint::black_box;

use dfdx::tensor_ops::SumTo;
use netweave::prelude::*;

use crate::{Place, Run, Work, timed, work};

/// The convolution alone, without a tape.
pub const FORWARD: Work = work!("conv2d_forward", forward);

/// Forward, sum, and the gradients of image, weight and bias.
pub const FORWARD_BACKWARD: Work = work!("conv2d_forward_backward", forward_backward);

network! {
    network Convolution(image: [64, 56, 56]) -> [64, 56, 56] {
        image -> conv: conv2d(64, kernel = 3, padding = 1)
    }

    network SummedConvolution(image: [64, 56, 56]) -> [] {
        image -> conv: conv2d(64, kernel = 3, padding = 1) -> sum
    }
}

fn forward(device: &impl Place) -> Run {
    let net = Convolution::build(device);
    let image = device.sample_normal::<Rank4<8, 64, 56, 56>>();
    timed(device, move || {
        black_box(net.forward(image.clone()));
    })
}

fn forward_backward(device: &impl Place) -> Run {
    let mut net = SummedConvolution::build(device);
    let image = device.sample_normal::<Rank4<8, 64, 56, 56>>();
    timed(device, move || {
        black_box(net.forward_mut(image.leaky_trace()).sum().backward());
    })
}
