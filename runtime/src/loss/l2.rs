use super::Reduction;
use super::pairwise::{Terms, compare};
use crate::kernels::pairwise::Operation;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// `(a − b)²`, the mean over all elements of the batch: the mean squared error.
///
/// Both values get a gradient.
///
/// # Errors
/// The device's, when memory runs out.
pub fn l2<S: Batched, E: Dtype, D: Device<E>>(
    a: &Value<S, E, D>,
    b: &Value<S, E, D>,
    reduction: Reduction<'_, S::Batch, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    compare(Operation::Squared, Terms::Elements, a, b, reduction, pass)
}
