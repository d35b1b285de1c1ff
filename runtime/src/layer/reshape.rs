use dfdx::shapes::HasShape;
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::ReshapeTo;

use crate::pass::Pass;
use crate::storage::{Batched, Device, Dtype};

/// The elements of a sample, in the order of memory, under another shape of as many. Nothing is copied.
///
/// # Errors
/// The device's.
pub fn reshape<S: Batched, S2: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    _pass: &mut Pass<E, D>,
) -> Result<Tensor<S2, E, D>, D::Err> {
    // See `flatten` for why the gradients of both are one.
    x.clone().try_reshape_like(&S2::with_batch(x.shape().batch()))
}
