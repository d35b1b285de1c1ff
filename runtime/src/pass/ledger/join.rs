//! One ledger out of those of several towers. This is all that they tell each other in a step.

use super::Ledger;
use crate::kernels::optimizer::Optimizer;
use crate::storage::{Device, Dtype};

impl<E: Dtype, D: Device<E>> Ledger<E, D> {
    /// Adds what another tower has found in the same step.
    pub(in crate::pass) fn join(&mut self, other: &Self) {
        let kernels = self.kernels();
        for (kept, other) in self.kept.iter_mut().zip(&other.kept) {
            *kept = kept.zip(*other).map(|(kept, other)| kept + other);
        }
        // All of the block at once: what belongs to no gradient and no update is not looked at.
        let all = 0..self.layout.size;
        Optimizer::add(&kernels, other.read_range(all.clone()), self.write_range(all));
    }
}
