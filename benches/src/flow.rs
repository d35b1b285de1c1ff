//! The example `flow`: unsupervised optical flow in 96×96 pixels.

use std::hint::black_box;

use netweave::prelude::*;

use crate::{Run, Work, timed};

#[path = "../../examples/flow/network.rs"]
mod network;

use network::Flow;

/// Forward, loss, backward and Adam, on one pair of frames.
pub const TRAINING_STEP: Work = Work { name: "flow_training_step", prepare: training_step };

fn training_step() -> Run {
    let device = Cpu::default();
    let mut net = device.build_module::<Flow, f32>();
    let first: Tensor<Rank4<1, 3, 96, 96>, f32, Cpu> = device.sample_uniform();
    let second: Tensor<Rank4<1, 3, 96, 96>, f32, Cpu> = device.sample_uniform();
    let mut adam = Adam::new(2e-3);
    timed(move || {
        let pass = net.training().unsupervised(&first, &second).expect("a pass");
        black_box(pass.value());
        let gradients = adam.compute_gradients(pass).expect("gradients");
        adam.apply_gradients(&mut net, gradients).expect("a step");
    })
}
