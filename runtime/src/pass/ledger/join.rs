//! One ledger out of those of several towers. This is all that they tell each other in a step.

use super::Ledger;
use crate::kernels::optimizer::Optimizer;
use crate::memory::Block;
use crate::storage::{Device, Dtype};

impl<E: Dtype, D: Device<E>> Ledger<E, D> {
    /// Has what becomes of running statistics count by a weight, among those of all towers.
    pub(in crate::pass) fn weigh_updates(&mut self, weight: f64) {
        if weight == 1.0 {
            return;
        }
        let kernels = self.kernels();
        for field in 0..self.kept.len() {
            if let Some(kept) = &mut self.kept[field] {
                *kept *= weight;
                kernels.scale(weight, self.write(field));
            }
        }
    }

    /// Adds what another tower has found in the same step.
    pub(in crate::pass) fn join(&mut self, other: &Self) {
        let kernels = self.kernels();
        for (kept, other) in self.kept.iter_mut().zip(&other.kept) {
            *kept = kept.zip(*other).map(|(kept, other)| kept + other);
        }
        let mut field = 0;
        while field < self.kept.len() {
            // Fields that follow each other are added as one.
            let used = |field: &usize| self.has_gradient[*field] || self.kept[*field].is_some();
            let run = (field..self.kept.len()).take_while(used).count();
            if run > 0 {
                let (start, end) = (self.range(field).start, self.range(field + run - 1).end);
                // SAFETY: within blocks of one layout; `self` is borrowed mutably, and `other` is another ledger.
                let (more, sum) =
                    unsafe { (other.block.read(start, end - start), self.block.write(start, end - start)) };
                Optimizer::add(&kernels, more, sum);
            }
            field += run + 1;
        }
    }
}
