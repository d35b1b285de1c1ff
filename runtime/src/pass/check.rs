//! Indices that are checked on a device without waiting for it.

use super::frame::{Frame, Part};
use super::operation::{Keeps, Operation};
use super::program::Id;
use super::{Pass, Stage};
use crate::Error;
use crate::kernels::embedding::{Bounds, Embedding as Kernel};
use crate::storage::{Device, Dtype};

/// What was found out of indices, to be read with the loss.
pub(super) struct Check {
    /// Above 0 if one of them is out of range.
    pub(super) value: Id,
    /// Which indices of the pass.
    pub(super) indices: usize,
    /// Where they have to be.
    pub(super) range: Bounds,
    /// What to say of an index that is not.
    pub(super) problem: Box<dyn Fn(usize, usize) -> Error + Send + Sync>,
}

/// Finds out whether there is an index out of range.
#[derive(PartialEq)]
pub(super) struct Outside {
    pub(super) indices: usize,
    pub(super) range: Bounds,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Outside {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [answer]) = at.lend([Part::Output(0)]);
        Kernel::note_outside(&kernels, self.range, reads.indices(self.indices), answer);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, _: &mut Frame<'_, E, D>) {
        unreachable!("it reads nothing that could have a gradient");
    }
}

impl<E: Dtype, D: Device<E>> Pass<E, D> {
    /// Checks indices on a device that has to be waited for: whoever reads the loss is told of the `problem`.
    ///
    /// `false` if they have to be checked at once, because nobody reads a loss, or it costs nothing.
    pub(crate) fn checks_later(
        &mut self,
        indices: usize,
        range: Bounds,
        problem: impl Fn(usize, usize) -> Error + Send + Sync + 'static,
    ) -> bool {
        if !self.reads_loss || !D::IS_APART {
            return false;
        }
        let value = self.apply(Outside { indices, range }, &[], &[1]);
        if let Stage::Describing(program) = &mut self.stage {
            program.checks.push(Check { value, indices, range, problem: Box::new(problem) });
        }
        true
    }
}
