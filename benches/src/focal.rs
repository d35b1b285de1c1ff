//! The focal loss of 4096 samples of 100 classes.

use std::hint::black_box;

use dfdx::tensor::{OwnedTape, PutTape};
use netweave::loss;
use netweave::prelude::*;

use crate::{Place, Run, Work, labels, timed, work};

/// Forward, and the gradient of the logits.
pub const FORWARD_BACKWARD: Work = work!("softmax_focal_forward_backward", forward_backward);

fn forward_backward<D: Place>(device: &D) -> Run {
    let logits = device.sample_normal::<Rank2<4096, 100>>();
    let labels = labels::<4096, 100, _>(device);
    let (passes, own) = (Passes::default(), device.clone());
    timed(device, move || {
        let pass = passes.forward_mut(&(), &own, 4096, OwnedTape::default(), |pass| {
            let (logits, labels) = (pass.traced(&logits)?, pass.untraced(&labels)?);
            loss::softmax_focal(&logits, &labels, 2.0, loss::mean(), pass)
        });
        let (loss, tape, _): (Tensor<Rank0, f32, D>, _, _) = pass.expect("a loss");
        black_box(loss.put_tape(tape).backward());
    })
}
