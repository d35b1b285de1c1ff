use dfdx::shapes::{Const, Dim, HasShape};
use dfdx::tensor::Tensor;

use super::reduction::value;
use super::{Labels, Reduction};
use crate::kernels::softmax_focal::{Geometry, SoftmaxFocal as Kernel};
use crate::pass::Pass;
use crate::storage::{self, Device, Dtype};

/// `−Σ labels · (1 − p)^beta · ln max(p, 1e-10)` a sample with `p = softmax(logits)`, averaged over the batch.
///
/// It is the focal loss of [Lin et al. 2017](https://arxiv.org/abs/1708.02002) over classes, without their `α`. Labels
/// get no gradient.
///
/// # Errors
/// The device's, when memory runs out.
pub fn softmax_focal<B: Dim, const C: usize, E: Dtype, D: Device<E>>(
    logits: &Tensor<(B, Const<C>), E, D>,
    labels: &impl Labels<B, C, E, D>,
    beta: f64,
    reduction: Reduction<'_, B, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(), E, D>, D::Err> {
    let rows = logits.shape().0.size();
    let geometry = Geometry { rows, columns: C, scale: reduction.scale(labels.terms(None)), beta };
    let (logits, labels) = (storage::flat(logits)?, labels.distributions(pass)?);
    let weights = reduction.flat_weights()?;
    let device = logits.device().clone();
    let mut loss = device.try_zeros_like(&(1,))?;
    let mut probabilities = storage::buffer(&device, rows * C)?;
    Kernel::forward(
        &device.kernels(),
        &geometry,
        D::read(&logits),
        D::read(&labels),
        weights.as_ref().map(|weights| D::read(weights)),
        D::write(&mut loss),
        D::write_buffer(&mut probabilities),
    );
    let tracked = pass.tracks(&logits);
    if tracked {
        let (logits, loss) = (logits.ghost(), loss.ghost());
        pass.record(move |gradients| {
            let dloss = storage::take(gradients.get_or_alloc_mut(&loss)?, &device)?;
            Kernel::backward(
                &device.kernels(),
                &geometry,
                D::read(&labels),
                weights.as_ref().map(|weights| D::read(weights)),
                D::read_buffer(&probabilities),
                D::read_buffer(&dloss),
                D::write_buffer(gradients.get_or_alloc_mut(&logits)?),
            );
            Ok(())
        });
    }
    value(loss, tracked, pass)
}
