//! The cross entropy between the indices of classes and the softmax of logits, whose classes are along any axis.

mod bands;
mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;
pub use super::cross_entropy::Weights;

/// The sizes and the settings of a sparse cross entropy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// Samples, and the axes in front of the classes, multiplied.
    pub rows: usize,
    /// Classes.
    pub classes: usize,
    /// The axes behind the classes, multiplied.
    pub places: usize,
    /// How many rows are of one sample.
    pub rows_of_sample: usize,
    /// What the sum is multiplied with; without it, it is divided by the weights of the classes of all that counts.
    pub scale: Option<f64>,
    /// ε, the share of each label that is spread evenly over all classes (Szegedy et al. 2016).
    pub smoothing: f64,
    /// What stands for no class at all: where it is, nothing counts.
    pub ignored: Option<usize>,
}

impl Geometry {
    /// The number of logits.
    pub fn logits(&self) -> usize {
        self.rows * self.classes * self.places
    }

    /// The number of indices.
    pub fn indices(&self) -> usize {
        self.rows * self.places
    }

    /// What is kept of a label, and what each class gets of it.
    fn shares(&self) -> [f64; 2] {
        [1.0 - self.smoothing, self.smoothing / self.classes.max(1) as f64]
    }
}

/// `loss = −scale · Σᵢ samplesᵢ · Σⱼ qᵢⱼ · ln softmax(logitsᵢ)ⱼ` over all that is not ignored, with
/// `qᵢⱼ = classesⱼ · ((1 − ε) · [j = indexᵢ] + ε / C)`.
///
/// # Shapes
/// `logits` and `dlogits` are `[rows, classes, places]`; `indices`, `maxima` and `logarithms` are `[rows, places]`; `loss`,
/// `scale` and `dloss` are one element. An index that is not below `classes` counts as ignored.
pub trait SparseCrossEntropy<E>: Memory<E> + Memory<usize> {
    /// Overwrites `loss` and what the backward pass needs: `scale`, the largest logit of each place, and the logarithm of what
    /// the exponentials add up to beside that.
    #[expect(clippy::too_many_arguments, reason = "what the way back reads is written apart, each as precise as it is")]
    fn forward(
        &self,
        geometry: &Geometry,
        indices: <Self as Memory<usize>>::Slice<'_>,
        logits: <Self as Memory<E>>::Slice<'_>,
        weights: Weights<'_, <Self as Memory<E>>::Slice<'_>>,
        loss: <Self as Memory<E>>::SliceMut<'_>,
        scale: <Self as Memory<E>>::SliceMut<'_>,
        maxima: <Self as Memory<E>>::SliceMut<'_>,
        logarithms: <Self as Memory<E>>::SliceMut<'_>,
    );

    /// `dlogitsᵢⱼ += dloss · scale · samplesᵢ · (softmax(logitsᵢ)ⱼ · Σₖ qᵢₖ − qᵢⱼ)` of all that is not ignored.
    #[expect(clippy::too_many_arguments, reason = "what the gradient depends on")]
    fn backward(
        &self,
        geometry: &Geometry,
        indices: <Self as Memory<usize>>::Slice<'_>,
        logits: <Self as Memory<E>>::Slice<'_>,
        weights: Weights<'_, <Self as Memory<E>>::Slice<'_>>,
        found: Found<<Self as Memory<E>>::Slice<'_>>,
        dloss: <Self as Memory<E>>::Slice<'_>,
        dlogits: <Self as Memory<E>>::SliceMut<'_>,
    );
}

/// What the forward step has found.
#[derive(Clone, Copy, Debug)]
pub struct Found<S> {
    /// One element.
    pub scale: S,
    /// `[rows, places]`
    pub maxima: S,
    /// `[rows, places]`
    pub logarithms: S,
}
