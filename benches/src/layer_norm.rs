//! Layer normalisation of 16×256×512 over the last axis.

use std::hint::black_box;

use dfdx::tensor_ops::SumTo;
use netweave::prelude::*;

use crate::{Place, Run, Work, timed, work};

/// Forward, sum, and the gradients of sequence, weight and bias.
pub const FORWARD_BACKWARD: Work = work!("layer_norm_forward_backward", forward_backward);

network! {
    network Normalised(sequence: [256, 512]) -> [] {
        sequence -> layer_norm -> sum
    }
}

fn forward_backward(device: &impl Place) -> Run {
    let mut net = Normalised::build(device);
    let sequence = device.sample_normal::<Rank3<16, 256, 512>>();
    timed(device, move || {
        black_box(net.forward_mut(sequence.leaky_trace()).sum().backward());
    })
}
