use dfdx::shapes::{Const, Dim};

use super::{Labels, Reduction};
use crate::kernels::softmax_focal::{Geometry, SoftmaxFocal as Kernel};
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Device, Dtype};

/// `−Σ labels · (1 − p)^beta · ln max(p, 1e-10)` a sample with `p = softmax(logits)`, averaged over the batch.
///
/// It is the focal loss of [Lin et al. 2017](https://arxiv.org/abs/1708.02002) over classes, without their `α`. Labels
/// get no gradient.
///
/// # Errors
/// The device's, when memory runs out.
pub fn softmax_focal<B: Dim, const C: usize, E: Dtype, D: Device<E>>(
    logits: &Value<(B, Const<C>), E, D>,
    labels: &impl Labels<B, C, E, D>,
    beta: f64,
    reduction: Reduction<'_, B, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    let rows = logits.shape().0.size();
    let geometry = Geometry { rows, columns: C, scale: reduction.scale(rows as f64, pass), beta };
    let labels = labels.distributions(pass)?;
    Ok(reduction.apply(Focal { geometry }, [logits.id(), labels.id()], &[1, rows * C], pass))
}

/// The loss; the softmax of the logits is another output.
#[derive(PartialEq)]
struct Focal {
    geometry: Geometry,
}

const PROBABILITIES: usize = 1;

impl<E: Dtype, D: Device<E>> Operation<E, D> for Focal {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [loss, probabilities]) = at.lend([Part::Output(0), Part::Output(PROBABILITIES)]);
        let (logits, labels, weights) = (reads.operand(0), reads.operand(1), reads.operand_if_any(2));
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
        let (labels, weights, probabilities) = (reads.operand(1), reads.operand_if_any(2), reads.output(PROBABILITIES));
        Kernel::backward(&kernels, &self.geometry, labels, weights, probabilities, reads.incoming(), dlogits);
    }
}
