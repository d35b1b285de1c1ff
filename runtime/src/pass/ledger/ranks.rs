//! What a ledger is for several ranks.

use std::ops::Range;

use super::Ledger;
use crate::kernels::optimizer::Optimizer;
use crate::storage::{Device, Dtype};

impl<E: Dtype, D: Device<E>> Ledger<E, D> {
    /// Where what is going to be added to running statistics lies.
    pub(in crate::pass) fn statistics(&self) -> Range<usize> {
        let statistics = (0..self.layout.fields.len()).filter(|field| !self.layout.fields[*field].trainable);
        statistics.map(|field| self.layout.start(field)).min().unwrap_or(self.layout.size)..self.layout.size
    }

    /// By field: which part of a running statistic stays, and a 1 if it is going to change.
    pub(in crate::pass) fn kept(&self) -> impl Iterator<Item = [f64; 2]> {
        self.kept.iter().map(|kept| kept.map_or([0.0; 2], |kept| [kept, 1.0]))
    }

    /// Takes over what all ranks together have found in [`kept`](Self::kept).
    pub(in crate::pass) fn keep(&mut self, all: &[f64]) {
        for (own, [kept, changes]) in self.kept.iter_mut().zip(all.as_chunks().0) {
            *own = (*changes > 0.0).then_some(*kept);
        }
    }

    /// Becomes that of no samples: zeros.
    pub(in crate::pass) fn fill_with_zeros(&mut self) {
        self.kernels().fill(0.0, self.write_range(0..self.layout.size));
    }
}
