use dfdx::shapes::Shape;

use crate::kernels::optimizer::Optimizer;
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Device, Dtype};

/// `x` itself, and no gradient goes back.
///
/// # Errors
/// The device's, when memory runs out.
pub fn stop_gradient<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let y = pass.apply(Stop, &[x.id()], &[x.shape().num_elements()]);
    Ok(Value::new(y, *x.shape()))
}

#[derive(PartialEq)]
struct Stop;

impl<E: Dtype, D: Device<E>> Operation<E, D> for Stop {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Optimizer::copy(&kernels, reads.operand(0), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn stops(&self) -> bool {
        true
    }

    fn backward(&self, _: &mut Frame<'_, E, D>) {
        unreachable!("it stops the gradient");
    }
}
