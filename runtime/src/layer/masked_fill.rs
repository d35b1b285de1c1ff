use super::broadcast::stretched;
use crate::kernels::select::Select as Kernel;
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// `number` where `mask` is above 0, and `x` elsewhere, to which gradients go.
///
/// Axes of the mask that have one element are stretched, and axes that are missing in front are added.
///
/// ```
/// use netweave::layer::masked_fill;
/// use netweave::prelude::*;
///
/// let device = Cpu::default();
/// let (x, mask) = (device.tensor([[1.0_f32, 2.0, 3.0]]), device.tensor([[0.0_f32, 1.0, 0.0]]));
/// let filled: Tensor<Rank2<1, 3>, f32, _> = Passes::default().forward(&device, 1, |pass| {
///     let (x, mask) = (pass.untraced(&x)?, pass.untraced(&mask)?);
///     masked_fill(&x, &mask, -9.0, pass)
/// })?;
/// assert_eq!(filled.array(), [[1.0, -9.0, 3.0]]);
/// # Ok::<(), dfdx::tensor::CpuError>(())
/// ```
///
/// # Errors
/// The device's, when memory runs out.
pub fn masked_fill<S: Batched, M: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    mask: &Value<M, E, D>,
    number: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let mask = stretched(mask, *x.shape(), pass);
    let y = pass.apply(Fill { number }, &[x.id(), mask.id()], &[x.shape().num_elements()]);
    Ok(Value::new(y, *x.shape()))
}

#[derive(PartialEq)]
struct Fill {
    number: f64,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Fill {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::fill(&kernels, self.number, reads.operand(1), reads.operand(0), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::operands(&[1])
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        if at.wants(0) {
            let kernels = at.kernels();
            let (reads, [dx]) = at.lend([Part::Gradient(0)]);
            Kernel::backward(&kernels, false, reads.operand(1), reads.incoming(), dx);
        }
    }
}
