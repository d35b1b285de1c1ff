//! How what products read is rounded in mixed precision.

use super::frame::{Frame, Part};
use super::operation::{Keeps, Operation};
use crate::kernels::round::{Half, Round};
use crate::storage::{Device, Dtype};

/// Rounds its operand. The gradient goes through it as it is.
#[derive(PartialEq)]
pub(super) struct Rounding {
    pub(super) half: Half,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Rounding {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Round::round(&kernels, self.half, reads.operand(0), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn hands_on(&self) -> &'static [usize] {
        &[0]
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        at.hand_on(0);
    }
}

impl<E: Dtype, D: Device<E>> Frame<'_, E, D> {
    /// Rounds the first output, where the step is one of mixed precision and gives a product.
    pub(super) fn round_output(&mut self) {
        self.round_in_place(Part::Output(0));
    }

    /// Rounds the gradient that comes in, likewise.
    pub(super) fn round_incoming(&mut self) {
        self.round_in_place(Part::Incoming);
    }

    fn round_in_place(&mut self, part: Part) {
        if let Some(half) = self.half_of_product() {
            let kernels = self.kernels();
            let (_, [elements]) = self.lend([part]);
            Round::round_in_place(&kernels, half, elements);
        }
    }
}
