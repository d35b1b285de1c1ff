use dfdx::tensor::Tensor;

use super::Reduction;
use super::pairwise::{Terms, compare};
use crate::kernels::pairwise::Operation;
use crate::pass::Pass;
use crate::storage::{Batched, Device, Dtype};

/// `−labels · ln σ(logits) − (1 − labels) · ln σ(−logits)`, the mean over all elements of the batch: the binary cross
/// entropy with logits.
///
/// Labels are from 0 to 1. Both values get a gradient.
///
/// # Errors
/// The device's, when memory runs out.
pub fn sigmoid_cross_entropy<S: Batched, E: Dtype, D: Device<E>>(
    logits: &Tensor<S, E, D>,
    labels: &Tensor<S, E, D>,
    reduction: Reduction<'_, S::Batch, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(), E, D>, D::Err> {
    compare(Operation::SigmoidCrossEntropy, Terms::Elements, logits, labels, reduction, pass)
}
