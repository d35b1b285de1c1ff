//! Batch normalisation of `[batch, channels, spatial]`, with the `relu` that follows it.

mod columns;
mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
mod planes;
#[cfg(test)]
mod tests;

use super::Memory;

/// The sizes and the settings of a batch normalisation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// Samples.
    pub batch: usize,
    /// Channels; each has its own statistics.
    pub channels: usize,
    /// Elements of a channel in a sample: 1, the length, or height · width.
    pub spatial: usize,
    /// Added to the variance before its root is taken.
    pub epsilon: f64,
    /// Whether the result passes through `relu`.
    pub relu: bool,
}

/// What a channel is multiplied by and what is added to it, each `[channels]`; or their gradients.
#[derive(Clone, Copy, Debug)]
pub struct Affine<S> {
    /// γ.
    pub weight: S,
    /// β.
    pub bias: S,
}

/// The statistics of the channels, each `[channels]`.
#[derive(Clone, Copy, Debug)]
pub struct Statistics<S> {
    /// μ.
    pub mean: S,
    /// σ², of the batch the biased one: divided by `batch · spatial`.
    pub variance: S,
}

/// `y = (x − μ) / √(σ² + ε) · γ + β`, and `max(y, 0)` of it with `relu`, channel by channel.
///
/// # Shapes
/// `x`, `y` and `dy` are `[batch, channels, spatial]`.
pub trait BatchNorm<E>: Memory<E> + Sized {
    /// Normalises with the statistics of the batch, which it writes to `statistics`.
    ///
    /// The statistics of no elements are NaN.
    fn forward_training(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        affine: Affine<Self::Slice<'_>>,
        y: Self::SliceMut<'_>,
        statistics: Statistics<Self::SliceMut<'_>>,
    );

    /// The gradients of [`forward_training`](Self::forward_training), whose `statistics` it is given.
    ///
    /// `dy` becomes the gradient to `x` in place; the gradients to the weight and the bias are added to `gradients`.
    fn backward_training(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        affine: Affine<Self::Slice<'_>>,
        statistics: Statistics<Self::Slice<'_>>,
        dy: Self::SliceMut<'_>,
        gradients: Affine<Self::SliceMut<'_>>,
    );

    /// The mean and the biased variance of each channel, `[2, channels]`. Those of no elements are NaN.
    fn moments(&self, geometry: &Geometry, x: Self::Slice<'_>, moments: Self::SliceMut<'_>);

    /// Adds to `dx` what comes from a `gradient` to the moments, both `[2, channels]`: `(dμ + 2 · dσ² · (x − μ)) / n`, of `n`
    /// elements of a channel.
    fn backward_moments(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        moments: Self::Slice<'_>,
        gradient: Self::Slice<'_>,
        dx: Self::SliceMut<'_>,
    );

    /// Normalises with the running statistics.
    fn forward_inference(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        affine: Affine<Self::Slice<'_>>,
        running: Statistics<Self::Slice<'_>>,
        y: Self::SliceMut<'_>,
    );

    /// The gradients of [`forward_inference`](Self::forward_inference): of a batch norm that is frozen.
    ///
    /// `dy` becomes the gradient to `x` in place; the gradients to the weight and the bias are added to `gradients`, and
    /// those to the statistics, `[2, channels]`, to `moments`, if they are asked for.
    #[expect(clippy::too_many_arguments, reason = "what the forward step reads, and its gradients")]
    fn backward_inference(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        affine: Affine<Self::Slice<'_>>,
        running: Statistics<Self::Slice<'_>>,
        dy: Self::SliceMut<'_>,
        gradients: Affine<Self::SliceMut<'_>>,
        moments: Option<Self::SliceMut<'_>>,
    );

    /// Folds the normalisation with running statistics into the convolution or linear layer before it.
    ///
    /// With `s = γ / √(σ² + ε)`, the folded weight is `s · weight` and the folded bias `(bias − μ) · s + β`.
    ///
    /// # Shapes
    /// `weight` is `[channels, …]`, `bias` is `[channels]` and counts as zero if there is none; `folded` has the shapes of both.
    fn fold(
        &self,
        epsilon: f64,
        weight: Self::Slice<'_>,
        bias: Option<Self::Slice<'_>>,
        affine: Affine<Self::Slice<'_>>,
        running: Statistics<Self::Slice<'_>>,
        folded: Affine<Self::SliceMut<'_>>,
    );

    /// `running = kept · running + weight · statistic` of each: one update of running statistics, or several composed.
    fn blend(&self, blends: &mut [Blend<'_, E, Self>]);
}

/// Running statistics, and what they are blended with; both are of one length.
pub struct Blend<'a, E, M: Memory<E>> {
    /// Which part of them stays.
    pub kept: f64,
    /// What is changed.
    pub running: M::SliceMut<'a>,
    /// How much of the other comes to them.
    pub weight: f64,
    /// What is added.
    pub statistic: M::Slice<'a>,
}
