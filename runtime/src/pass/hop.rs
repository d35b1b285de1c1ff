//! How a value goes from one device to another, and its gradient back.

use super::frame::{Frame, Part};
use super::operation::{Keeps, Operation};
use crate::kernels::peer::Peer;
use crate::storage::{Device, Dtype};

/// Brings its operand from one device to another.
#[derive(PartialEq)]
pub(super) struct Hop {
    pub(super) from: usize,
    pub(super) to: usize,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Hop {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let [from, to] = [self.from, self.to].map(|place| at.kernels_of(place));
        let (reads, [there]) = at.lend([Part::Output(0)]);
        to.follow(&from);
        to.bring(reads.operand(0), &from, there);
        // The memory of the operand may be used for something else then.
        from.follow(&to);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        if !at.wants(0) {
            return;
        }
        let [from, to] = [self.from, self.to].map(|place| at.kernels_of(place));
        let (reads, [gradient]) = at.lend([Part::Gradient(0)]);
        from.follow(&to);
        from.bring_and_add(reads.incoming(), &to, gradient);
        to.follow(&from);
    }
}
