//! What the losses that compare two values place by place have in common.

use dfdx::shapes::{Dim, HasShape};
use dfdx::tensor::Tensor;

use super::Reduction;
use super::reduction::value;
use crate::kernels::pairwise::{Geometry, Operation, Pairwise};
use crate::pass::Pass;
use crate::storage::{self, Batched, Device, Dtype};

/// What a mean is over.
#[derive(Clone, Copy)]
pub(super) enum Terms {
    /// All elements of all samples.
    Elements,
    /// The samples; the elements of one are added up.
    Samples,
}

/// Compares `x` with `y`; both get a gradient, unless nobody asks for it.
pub(super) fn compare<S: Batched, E: Dtype, D: Device<E>>(
    operation: Operation,
    terms: Terms,
    x: &Tensor<S, E, D>,
    y: &Tensor<S, E, D>,
    reduction: Reduction<'_, S::Batch, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(), E, D>, D::Err> {
    let rows = x.shape().batch().size();
    let columns = x.shape().sample().iter().product();
    let count = match terms {
        Terms::Elements => rows * columns,
        Terms::Samples => rows,
    };
    let geometry = Geometry { rows, columns, scale: reduction.scale(count as f64) };
    let (x, y) = (storage::flat(x)?, storage::flat(y)?);
    let weights = reduction.flat_weights()?;
    let device = x.device().clone();
    let kernels = device.kernels();
    let mut loss = device.try_zeros_like(&(1,))?;
    let read = weights.as_ref().map(|weights| D::read(weights));
    Pairwise::forward(&kernels, &geometry, operation, D::read(&x), D::read(&y), read, D::write(&mut loss));
    let (tracks_x, tracks_y) = (pass.tracks(&x), pass.tracks(&y));
    if tracks_x || tracks_y {
        let loss = loss.ghost();
        pass.record(move |gradients| {
            let kernels = device.kernels();
            let dloss = storage::take(gradients.get_or_alloc_mut(&loss)?, &device)?;
            let dloss = D::read_buffer(&dloss);
            let weights = weights.as_ref().map(|weights| D::read(weights));
            // One after the other: a value may be compared with itself.
            if tracks_x {
                let dx = D::write_buffer(gradients.get_or_alloc_mut(&x)?);
                Pairwise::backward_x(&kernels, &geometry, operation, D::read(&x), D::read(&y), weights, dloss, dx);
            }
            if tracks_y {
                let dy = D::write_buffer(gradients.get_or_alloc_mut(&y)?);
                Pairwise::backward_y(&kernels, &geometry, operation, D::read(&x), D::read(&y), weights, dloss, dy);
            }
            Ok(())
        });
    }
    value(loss, tracks_x || tracks_y, pass)
}
