use std::ops::Range;

use dfdx::shapes::Dim;

use super::pad::{Border, frame_planes};
use crate::kernels::pad2d::Geometry;
use crate::pass::{Id, Pass, Value};
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
    let (width, own) = (columns(&whole), columns(&part));
    let start = from * own / part[axis];
    Ok(Value::new(self::columns(x.id(), [rows, width], start..start + own, pass), shape))
}

/// The elements of a sample from this one on; how many they are follows from the result's shape.
///
/// # Errors
/// The device's, when memory runs out.
pub fn segment<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    from: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let shape: S2 = pass.shape(x.shape().batch());
    let [whole, part] = [x.shape().dims(), shape.dims()].map(|sample| sample.iter().product::<usize>());
    let y = columns(x.id(), [shape.batch().size(), whole], from..from + part, pass);
    Ok(Value::new(y, shape))
}

/// Some columns of a matrix.
pub(super) fn columns<E: Dtype, D: Device<E>>(
    x: Id,
    [rows, width]: [usize; 2],
    part: Range<usize>,
    pass: &mut Pass<E, D>,
) -> Id {
    let geometry = Geometry {
        planes: 1,
        input: [rows, width],
        output: [rows, part.len()],
        start: [0, -part.start.cast_signed()],
        border: Border::Zeros,
    };
    frame_planes(geometry, x, pass)
}
