use dfdx::shapes::{Const, Dim, HasShape};
use dfdx::tensor::{Storage, Tensor};

use super::Reduction;
use super::costs::reduce;
use crate::Error;
use crate::kernels::ctc::{Ctc as Kernel, Geometry, Targets};
use crate::layer::{check_range, log_softmax};
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Reads, Value};
use crate::storage::{Batched, Device, Dtype, Indices};

/// How many steps of each sample count.
pub struct Steps<'a, B: Dim, D: Storage<usize>>(Option<&'a Tensor<(B,), usize, D>>);

/// `−ln` of the probability that a sequence is read as its labels ([Graves et al.
/// 2006](https://www.cs.toronto.edu/~graves/icml_2006.pdf)): that of all ways to choose a class at each step which are
/// the labels when neighbours that are the same are taken as one, and then the blanks away.
///
/// The labels of a sample end before the first that is the blank. The mean divides the cost of a sample by the number
/// of its labels and averages that over the batch, as PyTorch does. The logits get a gradient. The cost of labels that
/// need more steps than there are is infinite, or with `zero_infinity` 0.
///
/// # Errors
/// The device's, when memory runs out. A label that is no class, and a length beyond the steps, fail the pass.
pub fn ctc<B: Dim, T: Dim, const C: usize, L: Batched<Batch = B>, E: Dtype, D: Device<E>>(
    logits: &Value<(B, T, Const<C>), E, D>,
    labels: &Tensor<L, usize, D>,
    steps: Steps<'_, B, D>,
    blank: usize,
    zero_infinity: bool,
    reduction: Reduction<'_, B, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    let (batch, length) = (logits.shape().0, logits.shape().1.size());
    let labels_of_pass = pass.indices(labels)?;
    check_range(labels, labels_of_pass, C, pass, |class, classes| Error::NoClass { class, classes })?;
    let lengths = match steps.0 {
        Some(lengths) => {
            let lengths_of_pass = pass.indices(lengths)?;
            let problem = |length: usize, beyond: usize| Error::Steps { length, steps: beyond - 1 };
            check_range(lengths, lengths_of_pass, length + 1, pass, problem)?;
            Some(lengths_of_pass)
        }
        None => None,
    };
    let geometry = Geometry {
        batch: batch.size(),
        steps: length,
        classes: C,
        labels: labels.shape().num_elements().checked_div(batch.size()).unwrap_or(0),
        blank,
        mean: !reduction.is_sum(),
        zero_infinity,
    };
    let logs = log_softmax(logits, pass)?;
    let operation = Ctc { geometry, labels: labels_of_pass, lengths };
    let costs = pass.apply(operation, &[logs.id()], &[geometry.batch, geometry.alphas()]);
    Ok(reduce(&Value::new(costs, (geometry.batch,)), batch, reduction, pass))
}

impl<'a, B: Dim, D: Storage<usize>> Steps<'a, B, D> {
    /// As many as these.
    pub fn of(lengths: &'a Tensor<(B,), usize, D>) -> Self {
        Self(Some(lengths))
    }

    /// All of them.
    pub fn all() -> Self {
        Self(None)
    }
}

/// The costs; what alignments have up to each step is another output.
#[derive(PartialEq)]
struct Ctc {
    geometry: Geometry,
    /// Which indices of the pass.
    labels: usize,
    lengths: Option<usize>,
}

const ALPHAS: usize = 1;

impl Ctc {
    fn targets<'a, E: Dtype, D: Device<E>>(&self, reads: &Reads<'a, E, D>) -> Targets<Indices<'a, E, D>> {
        Targets { labels: reads.indices(self.labels), lengths: self.lengths.map(|lengths| reads.indices(lengths)) }
    }
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Ctc {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [costs, alphas]) = at.lend([Part::Output(0), Part::Output(ALPHAS)]);
        Kernel::forward(&kernels, &self.geometry, reads.operand(0), self.targets(&reads), costs, alphas);
    }

    fn keeps(&self) -> Keeps {
        Keeps { operands: &[0], outputs: &[ALPHAS] }
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [dlogs]) = at.lend([Part::Gradient(0)]);
        let (logs, alphas) = (reads.operand(0), reads.output(ALPHAS));
        Kernel::backward(&kernels, &self.geometry, logs, self.targets(&reads), alphas, reads.incoming(), dlogs);
    }
}
