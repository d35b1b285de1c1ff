//! The focal loss of the softmax of logits.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// The smallest probability whose logarithm is taken.
pub const SMALLEST: f64 = 1e-10;

/// The sizes of a focal loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// Samples.
    pub rows: usize,
    /// Classes.
    pub columns: usize,
    /// What the sum is multiplied with.
    pub scale: f64,
    /// β, how much a likely class is spared.
    pub beta: f64,
}

/// `loss = −scale · Σᵢ weightsᵢ · Σⱼ labelsᵢⱼ · (1 − pᵢⱼ)^β · ln max(pᵢⱼ, 1e-10)` with `p = softmax(logits)`
/// (Lin et al. 2017, over classes).
///
/// # Shapes
/// `logits`, `labels`, `probabilities` and `dlogits` are `[rows, columns]`; `weights` is `[rows]` or left out for ones,
/// `loss` and `dloss` are one element.
pub trait SoftmaxFocal<E>: Memory<E> {
    /// Overwrites `loss` and `probabilities`, which the backward pass needs.
    fn forward(
        &self,
        geometry: &Geometry,
        logits: Self::Slice<'_>,
        labels: Self::Slice<'_>,
        weights: Option<Self::Slice<'_>>,
        loss: Self::SliceMut<'_>,
        probabilities: Self::SliceMut<'_>,
    );

    /// Adds to `dlogits`. A probability below 1e-10 is not raised by its logarithm, which is constant there. Labels get
    /// no gradient.
    fn backward(
        &self,
        geometry: &Geometry,
        labels: Self::Slice<'_>,
        weights: Option<Self::Slice<'_>>,
        probabilities: Self::Slice<'_>,
        dloss: Self::Slice<'_>,
        dlogits: Self::SliceMut<'_>,
    );
}
