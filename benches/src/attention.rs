//! Self attention of 8 heads over 8×128×256.

use std::hint::black_box;

use dfdx::tensor_ops::SumTo;
use netweave::prelude::*;

use crate::{Run, Work, timed};

/// Forward, sum, and the gradients of sequence and variables.
pub const FORWARD_BACKWARD: Work = Work { name: "attention_forward_backward", prepare: forward_backward };

network! {
    network Attending(sequence: [128, 256]) -> [] {
        sequence -> attention(heads = 8) -> sum
    }
}

fn forward_backward() -> Run {
    let device = Cpu::default();
    let mut net = device.build_module::<Attending, f32>();
    let sequence: Tensor<Rank3<8, 128, 256>, f32, Cpu> = device.sample_normal();
    timed(move || {
        black_box(net.forward_mut(sequence.leaky_trace()).sum().backward());
    })
}
