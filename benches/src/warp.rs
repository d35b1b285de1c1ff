//! A bilinear warp of 4×3×224×224 along a flow.

use std::hint::black_box;

use dfdx::tensor_ops::SumTo;
use netweave::prelude::*;

use crate::{Run, Work, timed};

/// Forward, sum, and the gradients of image and flow.
pub const FORWARD_BACKWARD: Work = Work { name: "warp_forward_backward", prepare: forward_backward };

network! {
    network Warp(image: [3, 224, 224], flow: [2, 224, 224]) -> [] {
        warp(image, flow) -> sum
    }
}

fn forward_backward() -> Run {
    let device = Cpu::default();
    let mut net = device.build_module::<Warp, f32>();
    let image: Tensor<Rank4<4, 3, 224, 224>, f32, Cpu> = device.sample_normal();
    let flow: Tensor<Rank4<4, 2, 224, 224>, f32, Cpu> = device.sample_normal();
    timed(move || {
        black_box(net.forward_mut((image.leaky_trace(), flow.leaky_trace())).sum().backward());
    })
}
