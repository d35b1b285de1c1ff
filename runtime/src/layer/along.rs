use super::permute::reorder;
use crate::kernels::{Axes, reduce};
use crate::pass::{Id, Pass};
use crate::storage::{Batched, Device, Dtype};

/// An axis of a sample between those before it, the batch among them, and those after it.
pub(super) fn along(shape: &impl Batched, axis: usize) -> reduce::Geometry {
    let sizes = shape.dims();
    let product = |sizes: &[usize]| sizes.iter().product::<usize>();
    let outer = dfdx::shapes::Dim::size(&shape.batch()) * product(&sizes[..axis]);
    reduce::Geometry { outer, reduced: sizes[axis], inner: product(&sizes[axis + 1..]) }
}

/// A value of this shape with an axis of a sample as the last one, and the others in their order.
pub(super) fn to_the_end<E: Dtype, D: Device<E>>(
    x: Id,
    shape: &impl Batched,
    axis: usize,
    pass: &mut Pass<E, D>,
) -> Id {
    let sizes: Axes = shape.concrete().into_iter().collect();
    if axis + 2 == sizes.len() {
        return x;
    }
    let others = (0..sizes.len()).filter(|other| *other != axis + 1);
    let order = others.chain([axis + 1]).collect();
    reorder(x, sizes, order, pass)
}

/// What has been brought to the end of this shape, at its own place again.
pub(super) fn from_the_end<E: Dtype, D: Device<E>>(
    x: Id,
    shape: &impl Batched,
    axis: usize,
    pass: &mut Pass<E, D>,
) -> Id {
    let own: Axes = shape.concrete().into_iter().collect();
    let last = own.len() - 1;
    if axis + 1 == last {
        return x;
    }
    let others = (0..own.len()).filter(|other| *other != axis + 1);
    let sizes = others.chain([axis + 1]).map(|axis| own[axis]).collect();
    // What lies after the axis has moved one to the front.
    let order = (0..own.len()).map(|place| match place.cmp(&(axis + 1)) {
        std::cmp::Ordering::Less => place,
        std::cmp::Ordering::Equal => last,
        std::cmp::Ordering::Greater => place - 1,
    });
    reorder(x, sizes, order.collect(), pass)
}
