//! The part of a batch that a tower works on.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use dfdx::shapes::Shape;
use dfdx::tensor::{Tensor, UniqueId};

use super::Pass;
use super::beside::moment;
use super::enter::in_order;
use super::pool::Pool;
use crate::storage::{self, Device, Dtype, Flat, FlatIndices, Identities, Indices};

/// The samples of a batch that a tower works on.
pub(super) struct Share<E: Dtype, D: Device<E>> {
    pub(super) samples: Range<usize>,
    /// The size of the whole batch.
    pub(super) batch: usize,
    /// Where it is done, if not on the network's device.
    pub(super) pool: Option<Arc<Pool<E, D>>>,
    /// The pass that it is a part of.
    pub(super) moment: u64,
    /// Whether the loss is to be that of the whole batch, and not that of these samples.
    pub(super) averages: bool,
    /// What had to be copied because it is a view, by entrance: one copy for all towers.
    pub(super) copies: Rc<RefCell<Vec<(usize, Flat<E, D>)>>>,
    /// Indices of all samples, by the identity of those of these.
    pub(super) indices: Vec<(UniqueId, FlatIndices<D>)>,
}

impl<E: Dtype, D: Device<E>> Clone for Share<E, D> {
    fn clone(&self) -> Self {
        let (samples, copies, indices) = (self.samples.clone(), Rc::clone(&self.copies), self.indices.clone());
        Self { samples, pool: self.pool.clone(), copies, indices, ..*self }
    }
}

impl<E: Dtype, D: Device<E>> Share<E, D> {
    /// The shares of a batch.
    pub(super) fn all(parts: Vec<Range<usize>>, batch: usize, averages: bool) -> impl Iterator<Item = Self> {
        let (copies, moment) = (Rc::default(), moment());
        parts.into_iter().map(move |samples| {
            let copies = Rc::clone(&copies);
            Self { samples, batch, pool: None, moment, averages, copies, indices: Vec::new() }
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
        match share.and_then(|share| Some((share.weight(), share.whole(indices)?))) {
            Some((weight, whole)) => Ok(weight * sum(D::read_indices(whole))),
            None => Ok(sum(D::read_indices(&D::flat_indices(indices)?))),
        }
    }
}
