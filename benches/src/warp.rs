//! A bilinear warp of 4×3×224×224 along a flow.

use std::hint::black_box;

use dfdx::tensor_ops::SumTo;
use netweave::prelude::*;

use crate::{Place, Run, Work, timed, work};

/// Forward, sum, and the gradients of image and flow.
pub const FORWARD_BACKWARD: Work = work!("warp_forward_backward", forward_backward);

network! {
    network Warp(image: [3, 224, 224], flow: [2, 224, 224]) -> [] {
        warp(image, flow) -> sum
    }
}

fn forward_backward(device: &impl Place) -> Run {
    let mut net = Warp::build(device);
    let image = device.sample_normal::<Rank4<4, 3, 224, 224>>();
    let flow = device.sample_normal::<Rank4<4, 2, 224, 224>>();
    timed(device, move || {
        black_box(net.forward_mut((image.leaky_trace(), flow.leaky_trace())).sum().backward());
    })
}
