//! The cross entropy between labels and the softmax of logits.

mod cpu;
#[cfg(test)]
mod tests;

use super::Memory;

/// The sizes of a cross entropy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Samples; the loss is the mean over them.
    pub rows: usize,
    /// Classes.
    pub columns: usize,
}

/// `loss = −1 / rows · Σᵢ Σⱼ labelsᵢⱼ · ln softmax(logitsᵢ)ⱼ`.
///
/// # Shapes
/// `logits`, `labels`, `probabilities` and `dlogits` are `[rows, columns]`; a row of `labels` is a distribution.
/// `loss` and `dloss` are one element.
pub trait CrossEntropy<E>: Memory<E> {
    /// Overwrites `loss` and `probabilities`, the softmax of the logits, which the backward pass needs.
    ///
    /// A class whose label is 0 adds nothing, even if its logit is −∞. The mean of no rows is NaN.
    fn forward(
        &self,
        geometry: &Geometry,
        logits: Self::Slice<'_>,
        labels: Self::Slice<'_>,
        loss: Self::SliceMut<'_>,
        probabilities: Self::SliceMut<'_>,
    );

    /// `dlogitsᵢⱼ += dloss / rows · (probabilitiesᵢⱼ · Σₖ labelsᵢₖ − labelsᵢⱼ)`. Labels get no gradient.
    fn backward(
        &self,
        geometry: &Geometry,
        labels: Self::Slice<'_>,
        probabilities: Self::Slice<'_>,
        dloss: Self::Slice<'_>,
        dlogits: Self::SliceMut<'_>,
    );
}
