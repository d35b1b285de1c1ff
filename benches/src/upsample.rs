//! Bilinear upsampling of 8×64×56×56 to twice the size.

use std::hint::black_box;

use dfdx::tensor_ops::SumTo;
use netweave::prelude::*;

use crate::{Run, Work, timed};

/// Forward, sum, and the gradient of the image.
pub const FORWARD_BACKWARD: Work = Work { name: "upsample_forward_backward", prepare: forward_backward };

network! {
    network Upsampling(image: [64, 56, 56]) -> [] {
        image -> upsample(scale = 2, mode = bilinear) -> sum
    }
}

fn forward_backward() -> Run {
    let device = Cpu::default();
    let mut net = device.build_module::<Upsampling, f32>();
    let image: Tensor<Rank4<8, 64, 56, 56>, f32, Cpu> = device.sample_normal();
    timed(move || {
        black_box(net.forward_mut(image.leaky_trace()).sum().backward());
    })
}
