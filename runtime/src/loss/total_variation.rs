use dfdx::shapes::{Const, Dim, HasShape};
use dfdx::tensor::Tensor;

use super::Reduction;
use super::reduction::value;
use crate::kernels::total_variation::{Geometry, TotalVariation};
use crate::pass::Pass;
use crate::storage::{self, Device, Dtype};

/// `Σ |x[i + 1, j] − x[i, j]| + Σ |x[i, j + 1] − x[i, j]|` over the channels and pixels of a sample, averaged over the
/// batch ([Rudin et al. 1992](https://doi.org/10.1016/0167-2789(92)90242-F), anisotropic).
///
/// # Errors
/// The device's, when memory runs out.
pub fn total_variation<B: Dim, const C: usize, const H: usize, const W: usize, E: Dtype, D: Device<E>>(
    x: &Tensor<(B, Const<C>, Const<H>, Const<W>), E, D>,
    reduction: Reduction<'_, B, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(), E, D>, D::Err> {
    let batch = x.shape().0.size();
    let geometry = Geometry { batch, channels: C, size: [H, W], scale: reduction.scale(batch as f64) };
    let x = storage::flat(x)?;
    let weights = reduction.flat_weights()?;
    let device = x.device().clone();
    let mut loss = device.try_zeros_like(&(1,))?;
    let read = weights.as_ref().map(|weights| D::read(weights));
    TotalVariation::forward(&device.kernels(), &geometry, D::read(&x), read, D::write(&mut loss));
    let tracked = pass.tracks(&x);
    if tracked {
        let loss = loss.ghost();
        pass.record(move |gradients| {
            let dloss = storage::take(gradients.get_or_alloc_mut(&loss)?, &device)?;
            TotalVariation::backward(
                &device.kernels(),
                &geometry,
                D::read(&x),
                weights.as_ref().map(|weights| D::read(weights)),
                D::read_buffer(&dloss),
                D::write_buffer(gradients.get_or_alloc_mut(&x)?),
            );
            Ok(())
        });
    }
    value(loss, tracked, pass)
}
