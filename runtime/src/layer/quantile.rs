use super::along::to_the_end;
use super::arithmetic::{add, multiply_number, sub};
use super::gather::gather_last;
use super::largest::places_of;
use super::split::columns;
use crate::kernels::largest::Geometry;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// What a quantile is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// The elements along this axis of a sample, each of the others for itself.
    Axis(usize),
    /// All elements of a sample.
    All,
}

/// The element that so large a share of those along an axis of a sample is below, or between two elements as far as that share
/// is between theirs. The axis is gone, or of size 1.
///
/// Gradients go to the one or two elements. NaN is the largest.
///
/// # Errors
/// The device's, when memory runs out.
pub fn quantile<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    share: f64,
    along: Along,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let shape: S2 = pass.shape(x.shape().batch());
    let (last, size) = match along {
        Along::Axis(axis) => (to_the_end(x.id(), x.shape(), axis, pass), x.shape().dims()[axis]),
        Along::All => (x.id(), x.shape().dims().iter().product()),
    };
    let rows = shape.num_elements();
    let place = share * (size as f64 - 1.0);
    // The largest come first, and the element below the place last.
    let below = place as usize;
    let count = size - below;
    let places = places_of(Geometry { rows, size, count }, last, pass);
    let found = gather_last(last, places, [size, count], rows * count, pass);
    let mut from_the_end = |distance: usize| {
        let column = count - distance;
        Value::<S2, E, D>::new(columns(found, [rows, count], column..column + 1, pass), shape)
    };
    let smaller = from_the_end(1);
    let between = place - below as f64;
    if between == 0.0 {
        return Ok(smaller);
    }
    let larger = from_the_end(2);
    let step = multiply_number(&sub(&larger, &smaller, pass)?, between, pass)?;
    add(&smaller, &step, pass)
}
