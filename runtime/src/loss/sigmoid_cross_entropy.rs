use super::Reduction;
use super::pairwise::{Terms, compare};
use crate::kernels::pairwise::Operation;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// `−labels · ln σ(logits) − (1 − labels) · ln σ(−logits)`, the mean over all elements of the batch: the binary cross
/// entropy with logits.
///
/// Labels are from 0 to 1. Both values get a gradient.
///
/// # Errors
/// The device's, when memory runs out.
pub fn sigmoid_cross_entropy<S: Batched, E: Dtype, D: Device<E>>(
    logits: &Value<S, E, D>,
    labels: &Value<S, E, D>,
    reduction: Reduction<'_, S::Batch, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    compare(Operation::SigmoidCrossEntropy, Terms::Elements, logits, labels, reduction, pass)
}
