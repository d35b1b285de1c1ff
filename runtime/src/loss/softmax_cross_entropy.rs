use dfdx::shapes::{Const, Dim, HasShape};
use dfdx::tensor::Tensor;

use super::reduction::value;
use super::{Labels, Reduction};
use crate::kernels::cross_entropy::{CrossEntropy as Kernel, Geometry, Weights};
use crate::pass::Pass;
use crate::storage::{self, Device, Dtype, Flat, Slice};

/// `−Σ class_weights · labels · log_softmax(logits)` a sample, averaged over the batch; where labels are indices, over the
/// weights of their classes.
///
/// Labels get no gradient. The share `label_smoothing` of each
/// is spread evenly over all classes first ([Szegedy et al. 2016](https://arxiv.org/abs/1512.00567)).
///
/// # Panics
/// If there is not one class weight for each class; `network!` sees to it when the program is compiled.
///
/// # Errors
/// The device's, when memory runs out.
pub fn softmax_cross_entropy<B: Dim, const C: usize, E: Dtype, D: Device<E>>(
    logits: &Tensor<(B, Const<C>), E, D>,
    labels: &impl Labels<B, C, E, D>,
    label_smoothing: f64,
    class_weights: Option<&[f64]>,
    reduction: Reduction<'_, B, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(), E, D>, D::Err> {
    let rows = logits.shape().0.size();
    let geometry =
        Geometry { rows, columns: C, scale: reduction.scale(labels.terms(class_weights)), smoothing: label_smoothing };
    let (logits, labels) = (storage::flat(logits)?, labels.distributions(pass)?);
    let device = logits.device().clone();
    let classes = class_weights.map(|weights| {
        let weights = weights.iter().copied().map(E::of).collect();
        device.try_tensor_from_vec(weights, (C,))
    });
    let weights = Weights { samples: reduction.flat_weights()?, classes: classes.transpose()? };
    let mut loss = device.try_zeros_like(&(1,))?;
    let mut probabilities = storage::buffer(&device, rows * C)?;
    Kernel::forward(
        &device.kernels(),
        &geometry,
        D::read(&logits),
        D::read(&labels),
        read(&weights),
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
                read(&weights),
                D::read_buffer(&probabilities),
                D::read_buffer(&dloss),
                D::write_buffer(gradients.get_or_alloc_mut(&logits)?),
            );
            Ok(())
        });
    }
    value(loss, tracked, pass)
}

fn read<E: Dtype, D: Device<E>>(weights: &Weights<Flat<E, D>>) -> Weights<Slice<'_, E, D>> {
    let Weights { samples, classes } = weights;
    Weights {
        samples: samples.as_ref().map(|weights| D::read(weights)),
        classes: classes.as_ref().map(|weights| D::read(weights)),
    }
}
