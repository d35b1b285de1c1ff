use dfdx::shapes::Shape;

use crate::kernels::select::Select as Kernel;
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Device, Dtype};

/// `a` where `condition` is above 0, and `b` elsewhere; NaN is not above 0.
///
/// Gradients go to the one that was chosen, and none to the condition. What was not chosen has no part in the result or
/// the gradients, even if it is NaN.
///
/// ```
/// use netweave::layer::select;
/// use netweave::prelude::*;
///
/// let device = Cpu::default();
/// let condition = device.tensor([1.0_f32, 0.0, -1.0]);
/// let (a, b) = (device.tensor([1.0, 2.0, 3.0]), device.tensor([-1.0, -2.0, -3.0]));
/// let chosen: Tensor<Rank1<3>, f32, _> = Passes::default().forward(&device, 1, |pass| {
///     let (condition, a, b) = (pass.untraced(&condition)?, pass.untraced(&a)?, pass.untraced(&b)?);
///     select(&condition, &a, &b, pass)
/// })?;
/// assert_eq!(chosen.array(), [1.0, -2.0, -3.0]);
/// # Ok::<(), dfdx::tensor::CpuError>(())
/// ```
///
/// # Errors
/// The device's, when memory runs out.
pub fn select<S: Shape, E: Dtype, D: Device<E>>(
    condition: &Value<S, E, D>,
    a: &Value<S, E, D>,
    b: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let len = a.shape().num_elements();
    let y = pass.apply(Choose, &[condition.id(), a.id(), b.id()], &[len]);
    Ok(Value::new(y, *a.shape()))
}

#[derive(PartialEq)]
struct Choose;

impl<E: Dtype, D: Device<E>> Operation<E, D> for Choose {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::forward(&kernels, reads.operand(0), reads.operand(1), reads.operand(2), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::operands(&[0])
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        for (operand, chosen) in [(1, true), (2, false)] {
            if at.wants(operand) {
                let (reads, [dx]) = at.lend([Part::Gradient(operand)]);
                Kernel::backward(&kernels, chosen, reads.operand(0), reads.incoming(), dx);
            }
        }
    }
}
