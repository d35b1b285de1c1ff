//! One transposed convolution of 8×64×28×28 to 32 channels of twice the size, 4×4, stride 2, padding 1.

use std::hint::black_box;

use dfdx::tensor_ops::SumTo;
use netweave::prelude::*;

use crate::{Run, Work, timed};

/// Forward, sum, and the gradients of image, weight and bias.
pub const FORWARD_BACKWARD: Work = Work { name: "conv_transpose2d_forward_backward", prepare: forward_backward };

network! {
    network Transposed(image: [64, 28, 28]) -> [] {
        image -> up: conv_transpose2d(32, kernel = 4, stride = 2, padding = 1) -> sum
    }
}

fn forward_backward() -> Run {
    let device = Cpu::default();
    let mut net = device.build_module::<Transposed, f32>();
    let image: Tensor<Rank4<8, 64, 28, 28>, f32, Cpu> = device.sample_normal();
    timed(move || {
        black_box(net.forward_mut(image.leaky_trace()).sum().backward());
    })
}
