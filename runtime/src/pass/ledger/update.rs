//! What a pass makes of running statistics.

use std::iter::zip;

use super::Ledger;
use crate::kernels::List;
use crate::kernels::batch_norm::{BatchNorm, Blend};
use crate::kernels::optimizer::Optimizer;
use crate::memory::Block;
use crate::pass::program::Update;
use crate::storage::{Device, Dtype, Slice};

impl<E: Dtype, D: Device<E>> Ledger<E, D> {
    /// Notes `running ← (1 − momentum) · running + momentum · factor · statistic` of each, one after the other. What comes of
    /// it counts by a weight, among what other parts of the batch make of the same statistics. All of them are on one device.
    pub(in crate::pass) fn update<'a>(
        &'a mut self,
        weight: f64,
        updates: impl DoubleEndedIterator<Item = (usize, Update, Slice<'a, E, D>)>,
    ) {
        let mut updates = updates.rev().peekable();
        let Some((first, ..)) = updates.peek() else { return };
        let kernels = self.kernels_of(&self.range(*first));
        let mut blends = List::new();
        let mut noted = List::new();
        // By field: what later updates leave of an earlier one.
        let mut left: List<Option<f64>> = self.kept.iter().map(|_| None).collect();
        for (field, Update { momentum, factor, .. }, statistic) in updates {
            if noted.contains(&field) {
                // What is changed twice is not changed at once.
                kernels.blend(&mut blends);
                (blends, noted) = (List::new(), List::new());
            }
            noted.push(field);
            let range = self.range(field);
            // SAFETY: within the block; the ledger is borrowed mutably, and no field is in the list twice.
            let running = || unsafe { self.block.write(range.start, range.len()) };
            if self.kept[field].is_none() && left[field].is_none() && !Self::LAUNCHES {
                kernels.fill(0.0, running());
            }
            let later = left[field].unwrap_or(1.0);
            left[field] = Some(later * (1.0 - momentum));
            blends.push(Blend { kept: 1.0, running: running(), weight: weight * momentum * factor * later, statistic });
        }
        kernels.blend(&mut blends);
        for (kept, left) in zip(&mut self.kept, &left) {
            if let Some(left) = left {
                *kept = Some(kept.unwrap_or(0.0) + weight * left);
            }
        }
    }
}
