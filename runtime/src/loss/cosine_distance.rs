use dfdx::shapes::{Const, Dim, HasShape};
use dfdx::tensor::Tensor;

use super::Reduction;
use super::reduction::value;
use crate::kernels::cosine::{Cosine, Geometry};
use crate::pass::Pass;
use crate::storage::{self, Device, Dtype};

/// `1 − a · b / (‖a‖ ‖b‖)` a sample, averaged over the batch. A vector shorter than 1e-8 counts as that long.
///
/// Both values get a gradient.
///
/// # Errors
/// The device's, when memory runs out.
pub fn cosine_distance<B: Dim, const N: usize, E: Dtype, D: Device<E>>(
    a: &Tensor<(B, Const<N>), E, D>,
    b: &Tensor<(B, Const<N>), E, D>,
    reduction: Reduction<'_, B, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(), E, D>, D::Err> {
    let rows = a.shape().0.size();
    let geometry = Geometry { rows, columns: N, scale: reduction.scale(rows as f64) };
    let (a, b) = (storage::flat(a)?, storage::flat(b)?);
    let weights = reduction.flat_weights()?;
    let device = a.device().clone();
    let mut loss = device.try_zeros_like(&(1,))?;
    let read = weights.as_ref().map(|weights| D::read(weights));
    Cosine::forward(&device.kernels(), &geometry, D::read(&a), D::read(&b), read, D::write(&mut loss));
    let (tracks_a, tracks_b) = (pass.tracks(&a), pass.tracks(&b));
    if tracks_a || tracks_b {
        let loss = loss.ghost();
        pass.record(move |gradients| {
            let dloss = storage::take(gradients.get_or_alloc_mut(&loss)?, &device)?;
            for (tracked, to, other) in [(tracks_a, &a, &b), (tracks_b, &b, &a)] {
                if tracked {
                    Cosine::backward(
                        &device.kernels(),
                        &geometry,
                        D::read(to),
                        D::read(other),
                        weights.as_ref().map(|weights| D::read(weights)),
                        D::read_buffer(&dloss),
                        D::write_buffer(gradients.get_or_alloc_mut(to)?),
                    );
                }
            }
            Ok(())
        });
    }
    value(loss, tracks_a || tracks_b, pass)
}
