//! MobileNetV2 on one image of 3×224×224.

use std::hint::black_box;

use netweave::prelude::*;

use crate::{Place, Run, Work, timed, work};

#[path = "../../examples/networks/mobilenet_v2.rs"]
mod network;

/// Forward with running statistics, without a tape.
pub const INFERENCE: Work = work!("mobilenet_v2_inference", inference);

fn inference(device: &impl Place) -> Run {
    let net = network::MobileNetV2::build(device);
    let image = device.sample_normal::<Rank4<1, 3, 224, 224>>();
    timed(device, move || {
        black_box(net.forward(image.clone()));
    })
}
