//! Indices that are checked on a device without waiting for it.

use super::frame::{Frame, Part};
use super::operation::{Keeps, Operation};
use super::program::Id;
use crate::Error;
use crate::kernels::embedding::{Embedding as Kernel, Geometry};
use crate::storage::{Device, Dtype};

/// What was found out of indices, to be read with the loss.
pub(super) struct Check {
    /// Above 0 if one of them is out of range.
    pub(super) value: Id,
    /// Which indices of the pass.
    pub(super) indices: usize,
    /// They have to be below this.
    pub(super) bound: usize,
    /// What to say of an index that is not.
    pub(super) problem: Box<dyn Fn(usize, usize) -> Error + Send + Sync>,
}

/// Finds out whether there is an index out of range.
#[derive(PartialEq)]
pub(super) struct Outside {
    pub(super) indices: usize,
    pub(super) bound: usize,
}

impl Outside {
    pub(super) fn geometry(bound: usize) -> Geometry {
        Geometry { vocabulary: bound, width: 1 }
    }
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Outside {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [answer]) = at.lend([Part::Output(0)]);
        Kernel::note_outside(&kernels, &Self::geometry(self.bound), reads.indices(self.indices), answer);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, _: &mut Frame<'_, E, D>) {
        unreachable!("it reads nothing that could have a gradient");
    }
}
