//! Layer normalisation of 16×256×512 over the last axis.

use std::hint::black_box;

use dfdx::tensor_ops::SumTo;
use netweave::prelude::*;

use crate::{Run, Work, timed};

/// Forward, sum, and the gradients of sequence, weight and bias.
pub const FORWARD_BACKWARD: Work = Work { name: "layer_norm_forward_backward", prepare: forward_backward };

network! {
    network Normalised(sequence: [256, 512]) -> [] {
        sequence -> layer_norm -> sum
    }
}

fn forward_backward() -> Run {
    let device = Cpu::default();
    let mut net = device.build_module::<Normalised, f32>();
    let sequence: Tensor<Rank3<16, 256, 512>, f32, Cpu> = device.sample_normal();
    timed(move || {
        black_box(net.forward_mut(sequence.leaky_trace()).sum().backward());
    })
}
