//! Self attention of 8 heads over 8×128×256.

use std::hint::black_box;

use dfdx::tensor_ops::SumTo;
use netweave::prelude::*;

use crate::{Place, Run, Work, timed, work};

/// Forward, sum, and the gradients of sequence and variables.
pub const FORWARD_BACKWARD: Work = work!("attention_forward_backward", forward_backward);

network! {
    network Attending(sequence: [128, 256]) -> [] {
        sequence -> attention(heads = 8) -> sum
    }
}

fn forward_backward(device: &impl Place) -> Run {
    let mut net = Attending::build(device);
    let sequence = device.sample_normal::<Rank3<8, 128, 256>>();
    timed(device, move || {
        black_box(net.forward_mut(sequence.leaky_trace()).sum().backward());
    })
}
