//! MobileNetV2 on one image of 3×224×224.

use std::hint::black_box;

use netweave::prelude::*;

use crate::{Run, Work, timed};

#[path = "../../examples/networks/mobilenet_v2.rs"]
mod network;

/// Forward with running statistics, without a tape.
pub const INFERENCE: Work = Work { name: "mobilenet_v2_inference", prepare: inference };

fn inference() -> Run {
    let device = Cpu::default();
    let net = device.build_module::<network::MobileNetV2, f32>();
    let image: Tensor<Rank4<1, 3, 224, 224>, f32, Cpu> = device.sample_normal();
    timed(move || {
        black_box(net.forward(image.clone()));
    })
}
