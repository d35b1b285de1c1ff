use dfdx::shapes::{Const, Dim, HasShape};
use dfdx::tensor::Tensor;

use crate::kernels::cross_entropy::{CrossEntropy as Kernel, Geometry};
use crate::pass::Pass;
use crate::storage::{self, Device, Dtype};

/// `−Σ labels · log_softmax(logits)` a sample, averaged over the batch.
///
/// Labels are a distribution over the classes, one-hot or soft; they get no gradient.
///
/// # Errors
/// The device's, when memory runs out.
pub fn softmax_cross_entropy<B: Dim, const C: usize, E: Dtype, D: Device<E>>(
    logits: &Tensor<(B, Const<C>), E, D>,
    labels: &Tensor<(B, Const<C>), E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(), E, D>, D::Err> {
    let geometry = Geometry { rows: logits.shape().0.size(), columns: C };
    let (logits, labels) = (storage::flat(logits)?, storage::flat(labels)?);
    let device = logits.device().clone();
    let mut loss = device.try_zeros_like(&(1,))?;
    let mut probabilities = storage::buffer(&device, geometry.rows * C)?;
    Kernel::forward(
        &device.kernels(),
        &geometry,
        D::read(&logits),
        D::read(&labels),
        D::write(&mut loss),
        D::write_buffer(&mut probabilities),
    );
    if pass.tracks(&logits) {
        let (logits, loss) = (logits.ghost(), loss.ghost());
        pass.record(move |gradients| {
            let dloss = storage::take(gradients.get_or_alloc_mut(&loss)?, &device)?;
            Kernel::backward(
                &device.kernels(),
                &geometry,
                D::read(&labels),
                D::read_buffer(&probabilities),
                D::read_buffer(&dloss),
                D::write_buffer(gradients.get_or_alloc_mut(&logits)?),
            );
            Ok(())
        });
    } else {
        pass.mark_constant(&loss);
    }
    storage::shaped(loss, ())
}
