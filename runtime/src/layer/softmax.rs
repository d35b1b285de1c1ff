use crate::kernels::softmax::{Geometry, Operation, Softmax as Kernel};
use crate::pass::{self, Frame, Keeps, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// `exp(x) / Σ exp(x)` over the last axis.
///
/// # Errors
/// The device's, when memory runs out.
pub fn softmax<S: Batched, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    over_last_axis(Operation::Softmax, x, pass)
}

/// `x − ln Σ exp(x)` over the last axis.
///
/// # Errors
/// The device's, when memory runs out.
pub fn log_softmax<S: Batched, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    over_last_axis(Operation::LogSoftmax, x, pass)
}

/// `max(x − τ, 0)` over the last axis, with the `τ` by which the sum is 1
/// ([Martins and Astudillo 2016](https://arxiv.org/abs/1602.02068)).
///
/// # Errors
/// The device's, when memory runs out.
pub fn sparsemax<S: Batched, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    over_last_axis(Operation::Sparsemax, x, pass)
}

fn over_last_axis<S: Batched, E: Dtype, D: Device<E>>(
    operation: Operation,
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let shape = *x.shape();
    let columns = shape.dims().last().copied().unwrap_or(1);
    let len = shape.num_elements();
    let geometry = Geometry { rows: len / columns.max(1), columns };
    let y = pass.apply(OverLastAxis { operation, geometry }, &[x.id()], &[len]);
    Ok(Value::new(y, shape))
}

/// Softmax of each row, its logarithm, or sparsemax.
#[derive(PartialEq)]
struct OverLastAxis {
    operation: Operation,
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> pass::Operation<E, D> for OverLastAxis {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::forward(&kernels, &self.geometry, self.operation, reads.operand(0), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::outputs(&[0])
    }

    fn hands_on(&self) -> &'static [usize] {
        &[0]
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [dy]) = at.lend([Part::Incoming]);
        Kernel::backward(&kernels, &self.geometry, self.operation, reads.output(0), dy);
        at.hand_on(0);
    }
}
