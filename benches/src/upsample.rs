//! Bilinear upsampling of 8×64×56×56 to twice the size.

use std::hint::black_box;

use dfdx::tensor_ops::SumTo;
use netweave::prelude::*;

use crate::{Place, Run, Work, timed, work};

/// Forward, sum, and the gradient of the image.
pub const FORWARD_BACKWARD: Work = work!("upsample_forward_backward", forward_backward);

network! {
    network Upsampling(image: [64, 56, 56]) -> [] {
        image -> upsample(scale = 2, mode = bilinear) -> sum
    }
}

fn forward_backward(device: &impl Place) -> Run {
    let mut net = Upsampling::build(device);
    let image = device.sample_normal::<Rank4<8, 64, 56, 56>>();
    timed(device, move || {
        black_box(net.forward_mut(image.leaky_trace()).sum().backward());
    })
}
