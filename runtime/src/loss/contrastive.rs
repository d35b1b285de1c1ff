use dfdx::shapes::{Const, Dim};

use super::Reduction;
use super::costs::{distances, reduce};
use crate::layer;
use crate::pass::{Pass, Value};
use crate::storage::{Device, Dtype};

/// `same · d² + (1 − same) · max(0, margin − d)²` a sample with `d = ‖a − b‖`, averaged over the batch
/// ([Hadsell, Chopra and LeCun 2006](http://yann.lecun.com/exdb/publis/pdf/hadsell-chopra-lecun-06.pdf), twice as much).
///
/// Both vectors get a gradient. 1e-6 is added to each difference.
///
/// # Errors
/// The device's, when memory runs out.
pub fn contrastive<B: Dim, const N: usize, E: Dtype, D: Device<E>>(
    a: &Value<(B, Const<N>), E, D>,
    b: &Value<(B, Const<N>), E, D>,
    same: &Value<(B,), E, D>,
    margin: f64,
    reduction: Reduction<'_, B, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    let batch = a.shape().0;
    let same = same.with_shape((batch.size(),));
    let distances = distances(a, b, batch.size(), pass)?;
    let near = layer::mul(&same, &layer::square(&distances, pass)?, pass)?;
    let missing = layer::relu(&layer::number_minus(margin, &distances, pass)?, pass)?;
    let other = layer::number_minus(1.0, &same, pass)?;
    let far = layer::mul(&other, &layer::square(&missing, pass)?, pass)?;
    let costs = layer::add(&near, &far, pass)?;
    Ok(reduce(&costs, batch, reduction, pass))
}
