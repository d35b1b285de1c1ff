use super::Reduction;
use super::pairwise::{Terms, compare};
use crate::kernels::pairwise::Operation;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// `½ (a − b)² / beta` below a distance of `beta`, `|a − b| − ½ beta` from there on, the mean over all elements of the
/// batch ([Girshick 2015](https://arxiv.org/abs/1504.08083)).
///
/// Both values get a gradient.
///
/// # Errors
/// The device's, when memory runs out.
pub fn smooth_l1<S: Batched, E: Dtype, D: Device<E>>(
    a: &Value<S, E, D>,
    b: &Value<S, E, D>,
    beta: f64,
    reduction: Reduction<'_, S::Batch, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    compare(Operation::SmoothAbsolute(beta), Terms::Elements, a, b, reduction, pass)
}
