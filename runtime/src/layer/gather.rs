use dfdx::shapes::HasShape;
use dfdx::tensor::Tensor;

use super::along::{from_the_end, to_the_end};
use super::embedding::check_range;
use super::gather_nd::gather_places;
use super::numbers::numbers;
use crate::Error;
use crate::kernels::gather_nd::Geometry;
use crate::pass::{Id, Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// The elements of `x` that `indices` name along an axis of a sample: with the second of three axes,
/// `y[i, j, k] = x[i, indices[i, j, k], k]`.
///
/// Indices are rounded down, and what lies before or after the axis is its end; NaN is 0. Gradients go to `x`.
///
/// ```
/// use netweave::layer::gather;
/// use netweave::prelude::*;
///
/// let device = Cpu::default();
/// let x = device.tensor([[10.0_f32, 20.0, 30.0]]);
/// let places = device.tensor([[2.0_f32, 0.0, 0.0, 1.0]]);
/// let found: Tensor<Rank2<1, 4>, f32, _> = Passes::default().forward(&device, 1, |pass| {
///     let (x, places) = (pass.untraced(&x)?, pass.untraced(&places)?);
///     gather(&x, &places, 0, pass)
/// })?;
/// assert_eq!(found.array(), [[30.0, 10.0, 10.0, 20.0]]);
/// # Ok::<(), dfdx::tensor::CpuError>(())
/// ```
///
/// # Errors
/// The device's, when memory runs out.
pub fn gather<S: Batched, S2: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    indices: &Value<S2, E, D>,
    axis: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let shape = *indices.shape();
    let (size, count) = (x.shape().dims()[axis], shape.dims()[axis]);
    let x = to_the_end(x.id(), x.shape(), axis, pass);
    let indices = to_the_end(indices.id(), &shape, axis, pass);
    let found = gather_last(x, indices, [size, count], shape.num_elements(), pass);
    Ok(Value::new(from_the_end(found, &shape, axis, pass), shape))
}

/// [`gather`] at indices that come in. One that is beyond the axis is kept as the error of the pass, which calls them
/// `input`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn gather_indices<S: Batched, S2: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    indices: &Tensor<S2, usize, D>,
    input: &'static str,
    axis: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let size = x.shape().dims()[axis];
    let of_pass = pass.indices(indices)?;
    check_range(indices, of_pass, size, pass, move |index, size| Error::Place { input, index, size })?;
    let places = Value::new(numbers(of_pass, indices.shape().num_elements(), pass), *indices.shape());
    gather(x, &places, axis, pass)
}

/// The elements of rows of `size` that `count` indices a row name; `elements` of all rows.
pub(super) fn gather_last<E: Dtype, D: Device<E>>(
    x: Id,
    indices: Id,
    [size, count]: [usize; 2],
    elements: usize,
    pass: &mut Pass<E, D>,
) -> Id {
    let axes = std::iter::once(size).collect();
    let geometry = Geometry { batch: elements / count, outer: 1, axes, places: count };
    gather_places(geometry, x, indices, elements, pass)
}
