//! Layer, group and instance normalisation: rows brought to mean 0 and variance 1, each by itself.
//!
//! A row is a group of channels of a sample. For layer normalisation it is all of them, and a channel is one element;
//! for instance normalisation it is one channel.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
mod features;
mod planes;
#[cfg(test)]
mod tests;

use super::Memory;
use super::batch_norm::Affine;

/// The sizes and the setting of a normalisation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// Samples times groups.
    pub rows: usize,
    /// Groups of a sample.
    pub groups: usize,
    /// Channels of a group.
    pub channels: usize,
    /// Elements of a channel.
    pub spatial: usize,
    /// Added to the variance before its root is taken.
    pub epsilon: f64,
}

impl Geometry {
    /// The elements of a row.
    pub fn columns(&self) -> usize {
        self.channels * self.spatial
    }

    /// The weights of a row, among those of all channels.
    fn weights(&self, row: usize) -> std::ops::Range<usize> {
        let first = row % self.groups * self.channels;
        first..first + self.channels
    }
}

/// The statistics of the rows, each `[rows]`.
#[derive(Clone, Copy, Debug)]
pub struct Statistics<S> {
    /// μ.
    pub mean: S,
    /// `1 / √(σ² + ε)`, where σ² is divided by the number of elements.
    pub scale: S,
}

/// `y = (x − μ) / √(σ² + ε) · γ + β`, with μ and σ² of the row and γ and β of the channel.
///
/// # Shapes
/// `x`, `y` and `dy` are `[rows, channels, spatial]`, γ and β are `[groups, channels]`.
pub trait LayerNorm<E>: Memory<E> {
    /// Overwrites `y` and the statistics. Without γ and β, they are 1 and 0.
    fn forward(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        affine: Option<Affine<Self::Slice<'_>>>,
        y: Self::SliceMut<'_>,
        statistics: Statistics<Self::SliceMut<'_>>,
    );

    /// Turns `dy` into the gradient with respect to `x`. `affine` are γ and the gradients with respect to γ and β, which
    /// are added to.
    fn backward(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        statistics: Statistics<Self::Slice<'_>>,
        dy: Self::SliceMut<'_>,
        affine: Option<(Self::Slice<'_>, Affine<Self::SliceMut<'_>>)>,
    );
}
