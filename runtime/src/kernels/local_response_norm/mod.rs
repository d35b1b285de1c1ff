//! Local response normalisation: each element divided by a power of the mean square of its neighbours across the channels.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::Memory;

/// The sizes and the settings of a normalisation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// Samples.
    pub batch: usize,
    /// Channels of a sample.
    pub channels: usize,
    /// Elements of a channel.
    pub spatial: usize,
    /// How many channels are neighbours; of an even number, one more comes before than after.
    pub size: usize,
    /// What the mean square is multiplied with.
    pub alpha: f64,
    /// The power.
    pub beta: f64,
    /// What is added before the power is taken.
    pub k: f64,
}

impl Geometry {
    /// The elements of either value.
    pub fn elements(&self) -> usize {
        self.batch * self.channels * self.spatial
    }

    /// The channels whose squares count for this one.
    fn neighbours(&self, channel: usize) -> Range<usize> {
        channel.saturating_sub(self.size / 2)..(channel + self.size.div_ceil(2)).min(self.channels)
    }

    /// The channels that the square of this one counts for.
    fn reached(&self, channel: usize) -> Range<usize> {
        channel.saturating_sub(self.size.div_ceil(2) - 1)..(channel + self.size / 2 + 1).min(self.channels)
    }

    /// What a square is multiplied with.
    fn factor(&self) -> f64 {
        self.alpha / self.size as f64
    }
}

/// `y = x · s^(−β)` with `s = k + α / size · Σ x²` over the neighbouring channels.
///
/// # Shapes
/// All are `[batch, channels, spatial]`.
pub trait LocalResponseNorm<E>: Memory<E> {
    /// Overwrites `y` and `s`.
    fn forward(&self, geometry: &Geometry, x: Self::Slice<'_>, y: Self::SliceMut<'_>, s: Self::SliceMut<'_>);

    /// Adds to `dx`. `slopes` is memory for `dy · x · s^(−β − 1)`.
    fn backward(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        s: Self::Slice<'_>,
        dy: Self::Slice<'_>,
        slopes: Self::SliceMut<'_>,
        dx: Self::SliceMut<'_>,
    );
}
