use super::Reduction;
use super::pairwise::{Terms, compare};
use crate::kernels::pairwise::Operation;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// `max(0, 1 − scores · labels)`, the mean over all elements of the batch. Labels are −1 or 1.
///
/// Both values get a gradient, which is 0 at the corner.
///
/// # Errors
/// The device's, when memory runs out.
pub fn hinge<S: Batched, E: Dtype, D: Device<E>>(
    scores: &Value<S, E, D>,
    labels: &Value<S, E, D>,
    reduction: Reduction<'_, S::Batch, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    compare(Operation::Hinge, Terms::Elements, scores, labels, reduction, pass)
}
