use crate::kernels::Axes;
use crate::kernels::permute::{Geometry, Permute as Kernel};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// The axes of a sample in another order: axis `k` of the result is axis `order[k]`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn permute<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    order: &[usize],
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let batch = x.shape().batch();
    let sizes = x.shape().concrete().into_iter().collect();
    // The batch stays in front.
    let order = std::iter::once(0).chain(order.iter().map(|axis| axis + 1)).collect();
    Ok(Value::new(reorder(x.id(), sizes, order, pass), pass.shape(batch)))
}

/// The axes of a tensor, the batch among them, in another order.
pub(crate) fn reorder<E: Dtype, D: Device<E>>(x: Id, sizes: Axes, order: Axes, pass: &mut Pass<E, D>) -> Id {
    let len = sizes.iter().product();
    pass.apply(Reorder { geometry: Geometry { sizes, order } }, &[x], &[len])
}

#[derive(PartialEq)]
struct Reorder {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Reorder {
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
