use std::any::Any;

use super::frame::Frame;
use crate::Error;
use crate::storage::{Device, Dtype};

/// How many parts of memory an operation may use in its backward step beside values and gradients.
pub(crate) const SCRATCH: usize = 4;

/// What one step of a pass does: settings and sizes, so that it can be done again and again.
///
/// What it reads are its operands, values and variables alike, and what it writes its outputs, of which the first is the
/// value that it makes; the others are there for its backward step, or for the time that it runs.
pub(crate) trait Operation<E: Dtype, D: Device<E>>: Any + Send + Sync {
    /// Computes the outputs; every element of them is written.
    fn forward(&self, at: &mut Frame<'_, E, D>);

    /// What it does together with the same step of other parts of the batch, if it is not done for each of them alone.
    fn meeting(&self) -> Option<&dyn Meeting<E, D>> {
        None
    }

    /// What of its operands and outputs the backward step reads. The rest may be gone by then.
    fn keeps(&self) -> Keeps;

    /// The operands that are factors of products: a pass in mixed precision has them rounded to 16 bits.
    fn factors(&self) -> &'static [usize] {
        &[]
    }

    /// Whether the first output is what such a product gives, so that it is rounded as well, and the gradient that comes in.
    fn gives_product(&self) -> bool {
        !self.factors().is_empty()
    }

    /// How many multiplications the forward step makes in products of matrices, by which it takes longer than what it reads
    /// and writes.
    fn multiply_adds(&self) -> usize {
        0
    }

    /// How many elements the backward step needs for itself.
    fn scratch(&self) -> [usize; SCRATCH] {
        [0; SCRATCH]
    }

    /// The operands to whose gradients that of the output is added as it is, by [`Frame::hand_on`], after the backward
    /// step has changed it in place.
    fn hands_on(&self) -> &'static [usize] {
        &[]
    }

    /// Whether no gradient goes back through it.
    fn stops(&self) -> bool {
        false
    }

    /// Adds to the gradients of the operands, given that of the first output. Only those are asked for that
    /// [`Frame::wants`] names.
    fn backward(&self, at: &mut Frame<'_, E, D>);
}

/// A step that is done for all parts of a batch at once, when the last of them has come to it. It is never done again.
///
/// Parts that are in other processes come to it at the same time, and `sums` adds up what these parts have found, and all others.
pub(crate) trait Meeting<E: Dtype, D: Device<E>> {
    /// Computes the outputs for all parts, each of so many samples of `whole`.
    ///
    /// # Errors
    /// Those of `sums`.
    fn forward(&self, parts: &mut [(usize, Frame<'_, E, D>)], whole: usize, sums: &Sums<'_>) -> Result<(), Error>;

    /// Adds to the gradients of the operands of all parts.
    ///
    /// # Errors
    /// Those of `sums`.
    fn backward(&self, parts: &mut [(usize, Frame<'_, E, D>)], whole: usize, sums: &Sums<'_>) -> Result<(), Error>;
}

/// Makes sums over the parts that are here those over all parts.
pub(crate) type Sums<'s> = dyn Fn(&mut [f64]) -> Result<(), Error> + 's;

/// Operands and outputs by their numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Keeps {
    pub(crate) operands: &'static [usize],
    pub(crate) outputs: &'static [usize],
}

impl Keeps {
    pub(crate) const NOTHING: Self = Self { operands: &[], outputs: &[] };

    pub(crate) const fn operands(operands: &'static [usize]) -> Self {
        Self { operands, outputs: &[] }
    }

    pub(crate) const fn outputs(outputs: &'static [usize]) -> Self {
        Self { operands: &[], outputs }
    }
}
