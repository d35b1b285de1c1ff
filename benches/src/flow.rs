//! The example `flow`: unsupervised optical flow in 96×96 pixels.

use std::hint::black_box;

use netweave::prelude::*;

use crate::{Place, Run, Work, timed, work};

#[path = "../../examples/flow/network.rs"]
mod network;

use network::Flow;

/// Forward, loss, backward and Adam, on one pair of frames.
pub const TRAINING_STEP: Work = work!("flow_training_step", training_step);

fn training_step(device: &impl Place) -> Run {
    let mut net = Flow::build(device);
    let first = device.sample_uniform::<Rank4<1, 3, 96, 96>>();
    let second = device.sample_uniform::<Rank4<1, 3, 96, 96>>();
    let mut adam = Adam::new(2e-3);
    timed(device, move || {
        let pass = net.training().unsupervised(&first, &second).expect("a pass");
        black_box(pass.value());
        let gradients = adam.compute_gradients(pass).expect("gradients");
        adam.apply_gradients(&mut net, gradients).expect("a step");
    })
}
