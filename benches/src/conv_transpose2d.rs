//! One transposed convolution of 8×64×28×28 to 32 channels of twice the size, 4×4, stride 2, padding 1.

use std::hint::black_box;

use dfdx::tensor_ops::SumTo;
use netweave::prelude::*;

use crate::{Place, Run, Work, timed, work};

/// Forward, sum, and the gradients of image, weight and bias.
pub const FORWARD_BACKWARD: Work = work!("conv_transpose2d_forward_backward", forward_backward);

network! {
    network Transposed(image: [64, 28, 28]) -> [] {
        image -> up: conv_transpose2d(32, kernel = 4, stride = 2, padding = 1) -> sum
    }
}

fn forward_backward(device: &impl Place) -> Run {
    let mut net = Transposed::build(device);
    let image = device.sample_normal::<Rank4<8, 64, 28, 28>>();
    timed(device, move || {
        black_box(net.forward_mut(image.leaky_trace()).sum().backward());
    })
}
