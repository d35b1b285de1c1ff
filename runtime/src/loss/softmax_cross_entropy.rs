use dfdx::shapes::Dim;

use super::{Classes, Reduction};
use crate::kernels::Axes;
use crate::kernels::cross_entropy::{CrossEntropy as Kernel, Geometry, Weights};
use crate::layer::reorder;
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// `−Σ class_weights · labels · log_softmax(logits)` over the classes, averaged over the batch and all axes beside that of
/// the classes. Labels are distributions, and get no gradient.
///
/// # Panics
/// If there is not one class weight for each class; `network!` sees to it when the program is compiled.
///
/// # Errors
/// The device's, when memory runs out.
pub fn softmax_cross_entropy<S: Batched, E: Dtype, D: Device<E>>(
    logits: &Value<S, E, D>,
    labels: &Value<S, E, D>,
    classes: Classes,
    reduction: Reduction<'_, S::Batch, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    let sizes = logits.shape().dims();
    let columns = sizes.get(classes.axis).copied().unwrap_or(1);
    classes.check(columns);
    let rows_of_sample = sizes.iter().product::<usize>().checked_div(columns).unwrap_or(0);
    let rows = logits.shape().batch().size() * rows_of_sample;
    let scale = reduction.scale(rows as f64, pass);
    let geometry = Geometry { rows, columns, rows_of_sample, scale, smoothing: classes.smoothing };
    let operands = [logits, labels].map(|value| last(value, classes.axis, pass));
    let loss = CrossEntropy { geometry, class_weights: classes.weights };
    Ok(reduction.apply(loss, operands, &[1, rows * columns], pass))
}

/// The value with this axis behind all others.
fn last<S: Batched, E: Dtype, D: Device<E>>(value: &Value<S, E, D>, axis: usize, pass: &mut Pass<E, D>) -> Id {
    let sizes: Axes = value.shape().concrete().into_iter().collect();
    // The batch is in front.
    let (axis, rank) = (axis + 1, sizes.len());
    if axis + 1 == rank {
        return value.id();
    }
    let order = (0..rank).filter(|other| *other != axis).chain([axis]).collect();
    reorder(value.id(), sizes, order, pass)
}

/// The loss; the softmax of the logits is another output.
#[derive(PartialEq)]
struct CrossEntropy {
    geometry: Geometry,
    class_weights: Option<&'static [f64]>,
}

const PROBABILITIES: usize = 1;

impl<E: Dtype, D: Device<E>> Operation<E, D> for CrossEntropy {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [loss, probabilities]) = at.lend([Part::Output(0), Part::Output(PROBABILITIES)]);
        let weights = Weights { samples: reads.operand_if_any(2), classes: self.class_weights };
        let (logits, labels) = (reads.operand(0), reads.operand(1));
        Kernel::forward(&kernels, &self.geometry, logits, labels, weights, loss, probabilities);
    }

    fn keeps(&self) -> Keeps {
        Keeps { operands: &[1, 2], outputs: &[PROBABILITIES] }
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        if !at.wants(0) {
            return;
        }
        let kernels = at.kernels();
        let (reads, [dlogits]) = at.lend([Part::Gradient(0)]);
        let weights = Weights { samples: reads.operand_if_any(2), classes: self.class_weights };
        let (labels, probabilities) = (reads.operand(1), reads.output(PROBABILITIES));
        Kernel::backward(&kernels, &self.geometry, labels, weights, probabilities, reads.incoming(), dlogits);
    }
}
