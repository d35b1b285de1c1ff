use dfdx::shapes::Dim;

use super::Reduction;
use super::costs::{reduce, sums};
use crate::layer;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// `1 − (2 Σ p · q + smooth) / (Σ p + Σ q + smooth)` of each class of a sample, averaged over these and the batch.
///
/// The elements of a sample are parted into so many classes, one after the other
/// ([Milletari, Navab and Ahmadi 2016](https://arxiv.org/abs/1606.04797) with plain sums). Both values get a gradient.
///
/// # Errors
/// The device's, when memory runs out.
pub fn dice<S: Batched, E: Dtype, D: Device<E>>(
    p: &Value<S, E, D>,
    q: &Value<S, E, D>,
    classes: usize,
    smooth: f64,
    reduction: Reduction<'_, S::Batch, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    let batch = p.shape().batch();
    let rows = batch.size() * classes;
    let common = sums(&layer::mul(p, q, pass)?, rows, pass);
    let common = layer::add_number(&layer::multiply_number(&common, 2.0, pass)?, smooth, pass)?;
    let [of_p, of_q] = [p, q].map(|value| sums(value, rows, pass));
    let all = layer::add_number(&layer::add(&of_p, &of_q, pass)?, smooth, pass)?;
    let costs = layer::number_minus(1.0, &layer::div(&common, &all, pass)?, pass)?;
    Ok(reduce(&costs, batch, reduction, pass))
}
