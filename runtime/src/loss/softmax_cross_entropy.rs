use dfdx::shapes::{Const, Dim};

use super::{Labels, Reduction};
use crate::kernels::cross_entropy::{CrossEntropy as Kernel, Geometry, Weights};
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Device, Dtype};

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
    logits: &Value<(B, Const<C>), E, D>,
    labels: &impl Labels<B, C, E, D>,
    label_smoothing: f64,
    class_weights: Option<&'static [f64]>,
    reduction: Reduction<'_, B, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    if let Some(weights) = class_weights {
        assert_eq!(weights.len(), C, "there is one weight for each class: {} weights, but {C} classes", weights.len());
    }
    let rows = logits.shape().0.size();
    let scale = reduction.scale(labels.terms(class_weights, pass)?, pass);
    let geometry = Geometry { rows, columns: C, scale, smoothing: label_smoothing };
    let labels = labels.distributions(pass)?;
    let loss = CrossEntropy { geometry, class_weights };
    Ok(reduction.apply(loss, [logits.id(), labels.id()], &[1, rows * C], pass))
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
