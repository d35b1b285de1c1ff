//! One 3×3 convolution of 8×64×56×56 to 64 channels, padding 1.

use std::hint::black_box;

use dfdx::tensor_ops::SumTo;
use netweave::prelude::*;

use crate::{Run, Work, timed};

/// The convolution alone, without a tape.
pub const FORWARD: Work = Work { name: "conv2d_forward", prepare: forward };

/// Forward, sum, and the gradients of image, weight and bias.
pub const FORWARD_BACKWARD: Work = Work { name: "conv2d_forward_backward", prepare: forward_backward };

network! {
    network Convolution(image: [64, 56, 56]) -> [64, 56, 56] {
        image -> conv: conv2d(64, kernel = 3, padding = 1)
    }

    network SummedConvolution(image: [64, 56, 56]) -> [] {
        image -> conv: conv2d(64, kernel = 3, padding = 1) -> sum
    }
}

fn forward() -> Run {
    let device = Cpu::default();
    let net = device.build_module::<Convolution, f32>();
    let image: Tensor<Rank4<8, 64, 56, 56>, f32, Cpu> = device.sample_normal();
    timed(move || {
        black_box(net.forward(image.clone()));
    })
}

fn forward_backward() -> Run {
    let device = Cpu::default();
    let mut net = device.build_module::<SummedConvolution, f32>();
    let image: Tensor<Rank4<8, 64, 56, 56>, f32, Cpu> = device.sample_normal();
    timed(move || {
        black_box(net.forward_mut(image.leaky_trace()).sum().backward());
    })
}
