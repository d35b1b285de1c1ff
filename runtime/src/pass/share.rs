//! The part of a batch that a tower works on.

use std::cell::RefCell;
use std::iter::zip;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use dfdx::shapes::Shape;
use dfdx::tensor::{Tensor, UniqueId};

use super::Pass;
use super::beside::moment;
use super::enter::in_order;
use super::hand_out::HandOut;
use super::pool::Pool;
use super::settings::Shared;
use super::together::Together;
use crate::kernels::List;
use crate::storage::{self, Device, Dtype, Flat, FlatIndices, Identities, Indices};
use crate::towers::{PipelineSchedule, Reduce};

/// The samples of a batch that a tower works on.
pub(super) struct Share<E: Dtype, D: Device<E>> {
    pub(super) samples: Range<usize>,
    /// How many samples of this rank are on their way at a time.
    pub(super) at_a_time: usize,
    /// The size of the whole batch: that of all ranks.
    pub(super) batch: usize,
    /// How many samples batch norm takes together, if those of other towers are among them.
    pub(super) together: Option<usize>,
    /// Where it is done, if not on the network's device.
    pub(super) pool: Option<Arc<Pool<E, D>>>,
    /// By what variables come to the devices of all towers at once, if they do.
    pub(super) hand_out: Option<Rc<HandOut<E, D>>>,
    /// The pass that it is a part of.
    pub(super) moment: u64,
    /// Whether it goes there and back in turn with others of its tower.
    pub(super) takes_turns: bool,
    /// Whether the loss is to be that of the whole batch, and not that of these samples.
    pub(super) averages: bool,
    /// What had to be copied because it is a view, by entrance: one copy for all towers.
    pub(super) copies: Rc<RefCell<Vec<(usize, Flat<E, D>)>>>,
    /// Indices of all samples, by the identity of those of these.
    pub(super) indices: Vec<(UniqueId, FlatIndices<D>)>,
    /// The ranks that work on the whole batch, if there are several.
    pub(super) ranks: Option<Arc<Together>>,
}

impl<E: Dtype, D: Device<E>> Clone for Share<E, D> {
    fn clone(&self) -> Self {
        let (samples, copies, indices) = (self.samples.clone(), Rc::clone(&self.copies), self.indices.clone());
        let (pool, hand_out, ranks) = (self.pool.clone(), self.hand_out.clone(), self.ranks.clone());
        Self { samples, pool, hand_out, copies, indices, ranks, ..*self }
    }
}

impl<E: Dtype, D: Device<E>> Share<E, D> {
    /// The shares of a batch.
    pub(super) fn all(
        Shared { crew, parts, at_a_time, together, .. }: Shared<'_>,
        batch: usize,
        ranks: Option<&Arc<Together>>,
        hand_out: Option<HandOut<E, D>>,
    ) -> impl Iterator<Item = Self> {
        let batch = ranks.map_or(batch, |ranks| ranks.batch);
        let each = Self {
            samples: 0..0,
            at_a_time,
            batch,
            together: None,
            pool: None,
            hand_out: hand_out.map(Rc::new),
            moment: moment(),
            takes_turns: crew.schedule == PipelineSchedule::OneForwardOneBackward,
            averages: crew.reduce == Reduce::Mean,
            copies: Rc::default(),
            indices: Vec::new(),
            ranks: ranks.cloned(),
        };
        zip(parts, List::into_iter(together)).map(move |((_, samples), together)| Self {
            samples,
            together,
            ..each.clone()
        })
    }

    /// How much of the batch it is.
    pub(super) fn weight(&self) -> f64 {
        self.samples.len() as f64 / self.batch as f64
    }

    /// A tensor in the order of its shape. A view is copied once for all towers.
    pub(super) fn in_order<S: Shape>(&self, entrance: usize, tensor: &Tensor<S, E, D>) -> Result<Flat<E, D>, D::Err> {
        if D::is_contiguous(tensor) {
            return storage::flat(tensor);
        }
        let mut copies = self.copies.borrow_mut();
        if let Some((_, copy)) = copies.iter().find(|(known, _)| *known == entrance) {
            return Ok(copy.clone());
        }
        let copy = in_order(tensor, &mut None)?;
        copies.push((entrance, copy.clone()));
        Ok(copy)
    }

    /// Of these indices, those of the whole batch.
    pub(super) fn whole<S: Shape>(&self, indices: &Tensor<S, usize, D>) -> Option<&FlatIndices<D>> {
        let identity = Identities::default().of(indices);
        self.indices.iter().find(|(part, _)| *part == identity).map(|(_, whole)| whole)
    }
}

impl<E: Dtype, D: Device<E>> Pass<E, D> {
    /// How many samples batch norm takes together, if those of other towers are among them.
    pub(crate) fn together(&self) -> Option<usize> {
        self.share.as_ref()?.together
    }

    /// Whether what it finds is averaged with what other passes find of the same batch.
    pub(crate) fn is_part(&self) -> bool {
        self.share.as_ref().is_some_and(|share| share.averages)
    }

    /// What the sum over all samples of a tower is multiplied with, so that the weighted mean of these is the sum over the batch.
    pub(crate) fn sum_scale(&self) -> f64 {
        self.share.as_ref().filter(|share| share.averages).map_or(1.0, |share| share.weight().recip())
    }

    /// The sum over a batch, as a pass finds it that is for all of it: `sum` adds up over some indices. It is multiplied with
    /// the part of the batch that this pass is for.
    pub(crate) fn sum_of_batch<S: Shape>(
        &self,
        indices: &Tensor<S, usize, D>,
        sum: impl FnOnce(Indices<'_, E, D>) -> f64,
    ) -> Result<f64, D::Err> {
        let share = self.share.as_ref().filter(|share| share.averages);
        match share.and_then(|share| Some((share, share.whole(indices)?))) {
            Some((share, whole)) => Ok(share.weight() * self.sum_of_ranks(share, sum(D::read_indices(whole)))),
            None => Ok(sum(D::read_indices(&D::flat_indices(indices)?))),
        }
    }

    /// The sum over the batches of all ranks, of which this is the one of this rank.
    fn sum_of_ranks(&self, share: &Share<E, D>, own: f64) -> f64 {
        // What the loss is made of is only being described otherwise, and not on every rank.
        let Some(ranks) = share.ranks.as_ref().filter(|_| self.is_running()) else { return own };
        // The pass ends with what has gone wrong.
        ranks.sum(self.sums.replace(self.sums.get() + 1), own).unwrap_or(f64::NAN)
    }
}
