use super::Reduction;
use super::pairwise::{Terms, compare};
use crate::kernels::pairwise::Operation;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// The sigmoid cross entropy times `α_t · (1 − p_t)^gamma`, the mean over all elements of the batch
/// ([Lin et al. 2017](https://arxiv.org/abs/1708.02002)).
///
/// `p_t` is the probability of the label, and `α_t` is `alpha` for a label of 1 and `1 − alpha` for one of 0. Both values
/// get a gradient.
///
/// # Errors
/// The device's, when memory runs out.
pub fn sigmoid_focal<S: Batched, E: Dtype, D: Device<E>>(
    logits: &Value<S, E, D>,
    labels: &Value<S, E, D>,
    alpha: f64,
    gamma: f64,
    reduction: Reduction<'_, S::Batch, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    compare(Operation::SigmoidFocal { alpha, gamma }, Terms::Elements, logits, labels, reduction, pass)
}
