//! The cross entropy between labels and the softmax of logits.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// The sizes and the settings of a cross entropy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// Samples, and their axes beside that of the classes, multiplied.
    pub rows: usize,
    /// Classes.
    pub columns: usize,
    /// How many rows are of one sample.
    pub rows_of_sample: usize,
    /// What the sum is multiplied with.
    pub scale: f64,
    /// ε, the share of each label that is spread evenly over all classes (Szegedy et al. 2016).
    pub smoothing: f64,
}

/// The weights of a cross entropy; all are 1 where none are given.
#[derive(Clone, Copy, Debug)]
pub struct Weights<'a, S> {
    /// `[rows / rows_of_sample]`
    pub samples: Option<S>,
    /// `[columns]`: a setting, and so in no memory of the device.
    pub classes: Option<&'a [f64]>,
}

/// `loss = −scale · Σᵢ samplesᵢ · Σⱼ qᵢⱼ · ln softmax(logitsᵢ)ⱼ` with
/// `qᵢⱼ = classesⱼ · ((1 − ε) · labelsᵢⱼ + ε / columns)`.
///
/// # Shapes
/// `logits`, `labels`, `probabilities` and `dlogits` are `[rows, columns]`; a row of `labels` is a distribution.
/// `loss` and `dloss` are one element.
pub trait CrossEntropy<E>: Memory<E> {
    /// Overwrites `loss` and `probabilities`, the softmax of the logits, which the backward pass needs.
    ///
    /// A class whose `q` is 0 adds nothing, even if its logit is −∞. The mean of no rows is NaN.
    fn forward(
        &self,
        geometry: &Geometry,
        logits: Self::Slice<'_>,
        labels: Self::Slice<'_>,
        weights: Weights<'_, Self::Slice<'_>>,
        loss: Self::SliceMut<'_>,
        probabilities: Self::SliceMut<'_>,
    );

    /// `dlogitsᵢⱼ += dloss · scale · samplesᵢ · (probabilitiesᵢⱼ · Σₖ qᵢₖ − qᵢⱼ)`. Labels get no gradient.
    fn backward(
        &self,
        geometry: &Geometry,
        labels: Self::Slice<'_>,
        weights: Weights<'_, Self::Slice<'_>>,
        probabilities: Self::Slice<'_>,
        dloss: Self::Slice<'_>,
        dlogits: Self::SliceMut<'_>,
    );
}
