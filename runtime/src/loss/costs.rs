//! Losses that are put together from other operations: a cost for each sample, or several, and then their mean.

use dfdx::shapes::{Dim, Shape};

use super::Reduction;
use super::pairwise::compare_rows;
use crate::kernels::pairwise::Operation;
use crate::layer::{self, sum_of_rows};
use crate::pass::{Pass, Value};
use crate::storage::{Device, Dtype};

/// A number for each of so many rows.
pub(super) type Column<E, D> = Value<(usize,), E, D>;

/// What is added to each difference, as PyTorch does, so that a distance of 0 has a gradient.
const EPSILON: f64 = 1e-6;

/// The sum of each of so many rows.
pub(super) fn sums<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    rows: usize,
    pass: &mut Pass<E, D>,
) -> Column<E, D> {
    let columns = x.shape().num_elements().checked_div(rows).unwrap_or(0);
    Value::new(sum_of_rows(x.id(), rows, columns, pass), (rows,))
}

/// `‖a − b + 1e-6‖` of each of so many rows.
pub(super) fn distances<S: Shape, E: Dtype, D: Device<E>>(
    a: &Value<S, E, D>,
    b: &Value<S, E, D>,
    rows: usize,
    pass: &mut Pass<E, D>,
) -> Result<Column<E, D>, D::Err> {
    let difference = layer::sub(a, b, pass)?;
    let squares = layer::square(&layer::add_number(&difference, EPSILON, pass)?, pass)?;
    layer::sqrt(&sums(&squares, rows, pass), pass)
}

/// The mean of the costs, as many for each sample, or their sum.
pub(super) fn reduce<B: Dim, E: Dtype, D: Device<E>>(
    costs: &Column<E, D>,
    batch: B,
    reduction: Reduction<'_, B, E, D>,
    pass: &mut Pass<E, D>,
) -> Value<(), E, D> {
    let (rows, all) = (batch.size(), costs.shape().0);
    let columns = all.checked_div(rows).unwrap_or(0);
    compare_rows(Operation::Cost, [costs.id(); 2], [rows, columns], all, reduction, pass)
}
