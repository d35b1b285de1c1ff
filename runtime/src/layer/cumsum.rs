use super::along::along;
use crate::kernels::cumsum::Cumsum as Kernel;
use crate::kernels::reduce::Geometry;
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// The sums along an axis of a sample of all elements up to each.
///
/// # Errors
/// The device's, when memory runs out.
pub fn cumsum<S: Batched, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axis: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let sums = RunningSums { geometry: along(x.shape(), axis) };
    let y = pass.apply(sums, &[x.id()], &[x.shape().num_elements()]);
    Ok(Value::new(y, *x.shape()))
}

#[derive(PartialEq)]
struct RunningSums {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for RunningSums {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::forward(&kernels, &self.geometry, reads.operand(0), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [dx]) = at.lend([Part::Gradient(0)]);
        Kernel::backward(&kernels, &self.geometry, reads.incoming(), dx);
    }
}
