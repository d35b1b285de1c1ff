use crate::axis::Extent;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// Any shape of `N` elements as `[N]`, in the order of memory. Nothing is copied.
///
/// # Errors
/// The device's.
pub fn flatten<S: Batched, N: Extent, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(S::Batch, N), E, D>, D::Err> {
    Ok(x.with_shape(pass.shape(x.shape().batch())))
}
