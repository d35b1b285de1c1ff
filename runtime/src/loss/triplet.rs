use dfdx::shapes::{Const, Dim};

use super::Reduction;
use super::costs::{distances, reduce};
use crate::layer;
use crate::pass::{Pass, Value};
use crate::storage::{Device, Dtype};

/// `max(0, ‖anchor − positive‖ − ‖anchor − negative‖ + margin)` a sample, averaged over the batch
/// ([Schroff, Kalenichenko and Philbin 2015](https://arxiv.org/abs/1503.03832) without their squares, as PyTorch has it).
///
/// All three vectors get a gradient. 1e-6 is added to each difference.
///
/// # Errors
/// The device's, when memory runs out.
pub fn triplet<B: Dim, const N: usize, E: Dtype, D: Device<E>>(
    anchor: &Value<(B, Const<N>), E, D>,
    positive: &Value<(B, Const<N>), E, D>,
    negative: &Value<(B, Const<N>), E, D>,
    margin: f64,
    reduction: Reduction<'_, B, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    let batch = anchor.shape().0;
    let [near, far] = [positive, negative].map(|other| distances(anchor, other, batch.size(), pass));
    let missing = layer::add_number(&layer::sub(&near?, &far?, pass)?, margin, pass)?;
    Ok(reduce(&layer::relu(&missing, pass)?, batch, reduction, pass))
}
