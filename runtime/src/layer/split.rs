use dfdx::shapes::Dim;

use super::pad::{Border, frame_planes};
use crate::kernels::pad2d::Geometry;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// The part of a sample from this place of this axis on; how long it is follows from the result's shape.
///
/// # Errors
/// The device's, when memory runs out.
pub fn split<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axis: usize,
    from: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let shape: S2 = pass.shape(x.shape().batch());
    // A part is a band of columns of the matrix whose rows hold the axis and those after it.
    let (whole, part) = (x.shape().dims(), shape.dims());
    let rows = shape.batch().size() * whole[..axis].iter().product::<usize>();
    let columns = |sample: &[usize]| sample[axis..].iter().product::<usize>();
    let start = from * columns(&part[..]) / part[axis];
    let geometry = Geometry {
        planes: 1,
        input: [rows, columns(&whole)],
        output: [rows, columns(&part)],
        start: [0, -start.cast_signed()],
        border: Border::Zeros,
    };
    Ok(Value::new(frame_planes(geometry, x.id(), pass), shape))
}
