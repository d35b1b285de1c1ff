use super::along::{along, from_the_end, to_the_end};
use super::gather::gather_last;
use crate::kernels::largest::{Geometry, Largest as Kernel};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// Where the largest element along an axis of a sample is, as a number: the first, if there are several. NaN is the largest.
/// The axis is gone, or of size 1. No gradient goes back.
///
/// # Errors
/// The device's, when memory runs out.
pub fn argmax<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axis: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let last = to_the_end(x.id(), x.shape(), axis, pass);
    let y = places(last, x.shape(), axis, 1, pass);
    Ok(Value::new(y, pass.shape(x.shape().batch())))
}

/// The largest elements along an axis of a sample, the largest first; how many follows from the result's shape.
///
/// # Errors
/// The device's, when memory runs out.
pub fn topk<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axis: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let shape: S2 = pass.shape(x.shape().batch());
    let (size, count) = (x.shape().dims()[axis], shape.dims()[axis]);
    let last = to_the_end(x.id(), x.shape(), axis, pass);
    let places = places(last, x.shape(), axis, count, pass);
    let found = gather_last(last, places, [size, count], shape.num_elements(), pass);
    Ok(Value::new(from_the_end(found, &shape, axis, pass), shape))
}

/// Where the elements of [`topk`] are along the axis, as numbers. No gradient goes back.
///
/// # Errors
/// The device's, when memory runs out.
pub fn topk_indices<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axis: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let shape: S2 = pass.shape(x.shape().batch());
    let last = to_the_end(x.id(), x.shape(), axis, pass);
    let places = places(last, x.shape(), axis, shape.dims()[axis], pass);
    Ok(Value::new(from_the_end(places, &shape, axis, pass), shape))
}

/// The places of so many of the largest elements of rows that lie along this axis of a shape, which is the last of `x`.
fn places<E: Dtype, D: Device<E>>(x: Id, shape: &impl Batched, axis: usize, count: usize, pass: &mut Pass<E, D>) -> Id {
    let along = along(shape, axis);
    places_of(Geometry { rows: along.outer * along.inner, size: along.reduced, count }, x, pass)
}

/// The places of the largest elements of rows.
pub(super) fn places_of<E: Dtype, D: Device<E>>(geometry: Geometry, x: Id, pass: &mut Pass<E, D>) -> Id {
    pass.apply(Places { geometry }, &[x], &[geometry.rows * geometry.count])
}

#[derive(PartialEq)]
struct Places {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Places {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::places(&kernels, &self.geometry, reads.operand(0), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn stops(&self) -> bool {
        true
    }

    fn backward(&self, _: &mut Frame<'_, E, D>) {
        unreachable!("places have no gradient");
    }
}
