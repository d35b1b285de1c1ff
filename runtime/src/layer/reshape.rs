use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// The elements of a sample, in the order of memory, under another shape of as many. Nothing is copied.
///
/// # Errors
/// The device's.
pub fn reshape<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    Ok(x.with_shape(pass.shape(x.shape().batch())))
}
