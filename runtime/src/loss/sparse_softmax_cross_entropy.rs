use dfdx::shapes::{Dim, HasShape};
use dfdx::tensor::Tensor;

use super::{Classes, Reduction};
use crate::Error;
use crate::kernels::embedding::{Bounds, Embedding};
use crate::kernels::sparse_cross_entropy::{Found, Geometry, SparseCrossEntropy as Kernel, Weights};
use crate::layer::check_range;
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// [`softmax_cross_entropy`](super::softmax_cross_entropy()) with the index of a class for each place beside the axis of the
/// classes. The mean divides by the weights of the classes of all that is not ignored, as in PyTorch; where nothing counts,
/// the loss is 0.
///
/// # Panics
/// If there is not one class weight for each class, or the indices are not as many as the logits have places; `network!` sees
/// to both when the program is compiled.
///
/// # Errors
/// The device's, when memory runs out. A class that there is not fails the pass.
pub fn sparse_softmax_cross_entropy<S: Batched, L: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    logits: &Value<S, E, D>,
    labels: &Tensor<L, usize, D>,
    classes: Classes,
    reduction: Reduction<'_, S::Batch, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    let sizes = logits.shape().dims();
    let count = sizes.get(classes.axis).copied().unwrap_or(1);
    classes.check(count);
    let rows_of_sample = sizes.iter().take(classes.axis).product::<usize>();
    let rows = logits.shape().batch().size() * rows_of_sample;
    let places = sizes.iter().skip(classes.axis + 1).product::<usize>();
    assert_eq!(labels.shape().num_elements(), rows * places, "there is one index for each place");
    let indices = pass.indices(labels)?;
    let range = Bounds { below: count, or: classes.ignored };
    check_range(labels, indices, range, pass, |class, classes| Error::NoClass { class, classes })?;
    let geometry = Geometry {
        rows,
        classes: count,
        places,
        rows_of_sample,
        scale: scale(labels, &classes, count, reduction, pass)?,
        smoothing: classes.smoothing,
        ignored: classes.ignored,
    };
    let loss = CrossEntropy { geometry, class_weights: classes.weights, indices };
    Ok(reduction.apply(loss, [logits.id()], &[1, 1, rows * places, rows * places], pass))
}

/// What the sum is multiplied with, if the loss is not to find that out by itself.
fn scale<L: Batched, E: Dtype, D: Device<E>>(
    labels: &Tensor<L, usize, D>,
    classes: &Classes,
    count: usize,
    reduction: Reduction<'_, L::Batch, E, D>,
    pass: &Pass<E, D>,
) -> Result<Option<f64>, D::Err> {
    let all_count = classes.weights.is_none() && classes.ignored.is_none();
    if reduction.is_sum() || all_count {
        return Ok(Some(reduction.scale(labels.shape().num_elements() as f64, pass)));
    }
    if !pass.is_part() {
        return Ok(None);
    }
    let mut weights = classes.weights.map_or_else(|| vec![1.0; count], <[f64]>::to_vec);
    if let Some(weight) = classes.ignored.and_then(|ignored| weights.get_mut(ignored)) {
        *weight = 0.0;
    }
    let kernels = pass.kernels()?;
    let sum = pass.sum_of_batch(labels, |labels| Embedding::<E>::sum_of_numbers(&kernels, &weights, labels))?;
    Ok(Some(if sum == 0.0 { 0.0 } else { reduction.scale(sum, pass) }))
}

/// The loss; what the backward step needs are other outputs.
#[derive(PartialEq)]
struct CrossEntropy {
    geometry: Geometry,
    class_weights: Option<&'static [f64]>,
    indices: usize,
}

const SCALE: usize = 1;
const MAXIMA: usize = 2;
const LOGARITHMS: usize = 3;

impl<E: Dtype, D: Device<E>> Operation<E, D> for CrossEntropy {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let outputs = [0, SCALE, MAXIMA, LOGARITHMS].map(Part::Output);
        let (reads, [loss, scale, maxima, logarithms]) = at.lend(outputs);
        let (indices, logits) = (reads.indices(self.indices), reads.operand(0));
        let weights = Weights { samples: reads.operand_if_any(1), classes: self.class_weights };
        Kernel::forward(&kernels, &self.geometry, indices, logits, weights, loss, scale, maxima, logarithms);
    }

    fn keeps(&self) -> Keeps {
        Keeps { operands: &[0, 1], outputs: &[SCALE, MAXIMA, LOGARITHMS] }
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [dlogits]) = at.lend([Part::Gradient(0)]);
        let (indices, logits) = (reads.indices(self.indices), reads.operand(0));
        let weights = Weights { samples: reads.operand_if_any(1), classes: self.class_weights };
        let [scale, maxima, logarithms] = [SCALE, MAXIMA, LOGARITHMS].map(|output| reads.output(output));
        let found = Found { scale, maxima, logarithms };
        Kernel::backward(&kernels, &self.geometry, indices, logits, weights, found, reads.incoming(), dlogits);
    }
}
