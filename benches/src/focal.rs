//! The focal loss of 4096 samples of 100 classes.

use std::hint::black_box;

use dfdx::tensor::{OwnedTape, PutTape};
use netweave::loss;
use netweave::prelude::*;

use crate::{Run, Work, labels, timed};

/// Forward, and the gradient of the logits.
pub const FORWARD_BACKWARD: Work = Work { name: "softmax_focal_forward_backward", prepare: forward_backward };

fn forward_backward() -> Run {
    let device = Cpu::default();
    let logits: Tensor<Rank2<4096, 100>, f32, Cpu> = device.sample_normal();
    let labels = labels::<4096, 100>(&device);
    let passes = Passes::default();
    timed(move || {
        let pass = passes.forward_mut(&(), &device, 4096, OwnedTape::default(), |pass| {
            let (logits, labels) = (pass.traced(&logits)?, pass.untraced(&labels)?);
            loss::softmax_focal(&logits, &labels, 2.0, loss::mean(), pass)
        });
        let (loss, tape, _): (Tensor<Rank0, f32, Cpu>, _, _) = pass.expect("a loss");
        black_box(loss.put_tape(tape).backward());
    })
}
