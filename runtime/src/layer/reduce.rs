use super::arithmetic::negate;
use super::permute::reorder;
use crate::kernels::Axes;
use crate::kernels::reduce::{Geometry, Reduce as Kernel};
use crate::pass::{self, Frame, Id, Keeps, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// The mean over these axes of a sample, which are gone or of size 1 in the result.
///
/// # Errors
/// The device's, when memory runs out.
pub fn mean<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axes: &[usize],
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    over(Operation::Mean, x, axes, pass)
}

/// The sum over these axes of a sample, which are gone or of size 1 in the result.
///
/// # Errors
/// The device's, when memory runs out.
pub fn sum<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axes: &[usize],
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    over(Operation::Sum, x, axes, pass)
}

/// The maximum over these axes of a sample, which are gone or of size 1 in the result. Elements that are equal to the
/// maximum share its gradient evenly.
///
/// # Errors
/// The device's, when memory runs out.
pub fn max<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axes: &[usize],
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    over(Operation::Max, x, axes, pass)
}

/// The minimum over these axes of a sample, which are gone or of size 1 in the result. Elements that are equal to the
/// minimum share its gradient evenly.
///
/// # Errors
/// The device's, when memory runs out.
pub fn min<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axes: &[usize],
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let largest = max(&negate(x, pass)?, axes, pass)?;
    negate(&largest, pass)
}

#[derive(Clone, Copy, PartialEq)]
enum Operation {
    Mean,
    Sum,
    Max,
}

fn over<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    operation: Operation,
    x: &Value<S, E, D>,
    axes: &[usize],
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let sizes = x.shape().concrete().into_iter().collect();
    let y = reduced(operation, x.id(), sizes, axes, pass);
    Ok(Value::new(y, pass.shape(x.shape().batch())))
}

/// The sum over these axes of a sample, of a tensor of these sizes, the batch among them.
pub(super) fn sum_over<E: Dtype, D: Device<E>>(x: Id, sizes: Axes, axes: &[usize], pass: &mut Pass<E, D>) -> Id {
    reduced(Operation::Sum, x, sizes, axes, pass)
}

fn reduced<E: Dtype, D: Device<E>>(
    operation: Operation,
    x: Id,
    sizes: Axes,
    axes: &[usize],
    pass: &mut Pass<E, D>,
) -> Id {
    let (x, geometry) = lay_out(x, sizes, axes, pass);
    pass.apply(Over { operation, geometry }, &[x], &[geometry.outer * geometry.inner])
}

/// The sum of each of so many rows.
pub(crate) fn sum_of_rows<E: Dtype, D: Device<E>>(x: Id, rows: usize, columns: usize, pass: &mut Pass<E, D>) -> Id {
    let geometry = Geometry { outer: rows, reduced: columns, inner: 1 };
    pass.apply(Over { operation: Operation::Sum, geometry }, &[x], &[rows])
}

/// Brings the reduced axes side by side, if they are not, for the kernel knows one reduced axis.
fn lay_out<E: Dtype, D: Device<E>>(x: Id, sizes: Axes, axes: &[usize], pass: &mut Pass<E, D>) -> (Id, Geometry) {
    // The batch is the first of the sizes. An axis of one element may as well be kept.
    let is_reduced = |axis: usize| axis > 0 && axes.contains(&(axis - 1)) && sizes[axis] != 1;
    let reduced: Axes = (0..sizes.len()).filter(|&axis| is_reduced(axis)).collect();
    let kept: Axes = (0..sizes.len()).filter(|&axis| !is_reduced(axis)).collect();
    let product = |axes: &mut dyn Iterator<Item = usize>| axes.map(|axis| sizes[axis]).product();
    let (Some(&first), Some(&last)) = (reduced.first(), reduced.last()) else {
        let inner = product(&mut (0..sizes.len()));
        return (x, Geometry { outer: 1, reduced: 1, inner });
    };
    let size = product(&mut reduced.iter().copied());
    if kept.iter().all(|&axis| sizes[axis] == 1 || axis < first || axis > last) {
        let (outer, inner) = (product(&mut (0..first)), product(&mut (last + 1..sizes.len())));
        return (x, Geometry { outer, reduced: size, inner });
    }
    let outer = product(&mut kept.iter().copied());
    let order = kept.iter().chain(&*reduced).copied().collect();
    (reorder(x, sizes, order, pass), Geometry { outer, reduced: size, inner: 1 })
}

#[derive(PartialEq)]
struct Over {
    operation: Operation,
    geometry: Geometry,
}

impl Over {
    fn divisor(&self) -> f64 {
        match self.operation {
            Operation::Mean => self.geometry.reduced as f64,
            Operation::Sum | Operation::Max => 1.0,
        }
    }
}

impl<E: Dtype, D: Device<E>> pass::Operation<E, D> for Over {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        let x = reads.operand(0);
        match self.operation {
            Operation::Mean | Operation::Sum => Kernel::sum(&kernels, &self.geometry, self.divisor(), x, y),
            Operation::Max => Kernel::max(&kernels, &self.geometry, x, y),
        }
    }

    fn keeps(&self) -> Keeps {
        match self.operation {
            Operation::Mean | Operation::Sum => Keeps::NOTHING,
            Operation::Max => Keeps { operands: &[0], outputs: &[0] },
        }
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        match self.operation {
            Operation::Mean | Operation::Sum => {
                let (reads, [dx]) = at.lend([Part::Gradient(0)]);
                Kernel::backward_sum(&kernels, &self.geometry, self.divisor(), reads.incoming(), dx);
            }
            Operation::Max => {
                let (reads, [dy, dx]) = at.lend([Part::Incoming, Part::Gradient(0)]);
                Kernel::backward_max(&kernels, &self.geometry, reads.operand(0), reads.output(0), dy, dx);
            }
        }
    }
}
