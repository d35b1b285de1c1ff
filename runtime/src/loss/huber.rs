use super::Reduction;
use super::pairwise::{Terms, compare};
use crate::kernels::pairwise::Operation;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// `½ (a − b)²` up to a distance of `delta`, `delta · (|a − b| − ½ delta)` beyond, the mean over all elements of the batch
/// ([Huber 1964](https://doi.org/10.1214/aoms/1177703732)).
///
/// Both values get a gradient.
///
/// # Errors
/// The device's, when memory runs out.
pub fn huber<S: Batched, E: Dtype, D: Device<E>>(
    a: &Value<S, E, D>,
    b: &Value<S, E, D>,
    delta: f64,
    reduction: Reduction<'_, S::Batch, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    compare(Operation::Huber(delta), Terms::Elements, a, b, reduction, pass)
}
