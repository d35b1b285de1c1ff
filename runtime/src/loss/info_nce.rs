use dfdx::shapes::{Const, Dim};

use super::{Reduction, classes, softmax_cross_entropy};
use crate::kernels::linear::Geometry;
use crate::layer::{self, identity, project_rows, sum_of_rows};
use crate::pass::{Pass, Value};
use crate::storage::{Device, Dtype};

/// What a square of a length is at least, as PyTorch's `normalize` has it.
const SHORTEST: f64 = 1e-24;

/// `−ln softmax(aᵢ · P / temperature)ᵢ` a sample, averaged over the batch, where `aᵢ` is its anchor and the columns of
/// `P` are the positives of all samples, all of length 1 ([van den Oord, Li and Vinyals
/// 2018](https://arxiv.org/abs/1807.03748), by cosines as in [Chen et al. 2020](https://arxiv.org/abs/2002.05709)).
///
/// Both get a gradient. On towers, the others are those of the tower's part of the batch.
///
/// # Errors
/// The device's, when memory runs out.
pub fn info_nce<B: Dim, const N: usize, E: Dtype, D: Device<E>>(
    anchors: &Value<(B, Const<N>), E, D>,
    positives: &Value<(B, Const<N>), E, D>,
    temperature: f64,
    reduction: Reduction<'_, B, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    let (batch, size) = (anchors.shape().0, anchors.shape().0.size());
    let anchors = layer::multiply_number(&unit(anchors, pass)?, 1.0 / temperature, pass)?;
    let positives = unit(positives, pass)?;
    let geometry = Geometry { batch: size, inputs: N, outputs: size };
    let logits = project_rows(geometry, anchors.id(), positives.id(), None, pass);
    let [logits, own] = [logits, identity(size, pass)].map(|id| Value::new(id, (batch, size)));
    softmax_cross_entropy(&logits, &own, classes(0), reduction, pass)
}

/// Each vector, divided by its length.
fn unit<B: Dim, const N: usize, E: Dtype, D: Device<E>>(
    x: &Value<(B, Const<N>), E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(B, Const<N>), E, D>, D::Err> {
    let batch = x.shape().0;
    let squares = layer::square(x, pass)?;
    let sums = Value::new(sum_of_rows(squares.id(), batch.size(), N, pass), (batch,));
    // Before the root, whose slope at 0 is infinite.
    let lengths = layer::sqrt(&layer::clamp_min(&sums, SHORTEST, pass)?, pass)?;
    layer::broadcast_div(x, &lengths, pass)
}
