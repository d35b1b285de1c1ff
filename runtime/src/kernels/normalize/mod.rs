//! A fixed offset and a fixed factor for each channel, whose order may be turned around.

mod channels;
mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

pub use channels::Channels;

use super::Memory;

/// What is done to each channel of a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Geometry {
    /// Samples.
    pub batch: usize,
    /// The axes after the first axis of a sample, multiplied.
    pub spatial: usize,
    /// Whether the first channel of `y` is the last one of `x`, and so on.
    pub reversed: bool,
    /// The channels of `y`, in order.
    pub channels: Channels,
}

/// `y = (x − shift) · factor`
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Channel {
    /// What is subtracted.
    pub shift: f64,
    /// What is multiplied by.
    pub factor: f64,
}

/// An offset and a factor that are not trained.
///
/// # Shapes
/// `x`, `y` and their gradients are `[batch, channels, spatial]`.
pub trait Normalize<E>: Memory<E> {
    /// `y[c] = (x[c] − shift[c]) · factor[c]`, or from `x[channels − 1 − c]` where the order is turned around.
    fn forward(&self, geometry: &Geometry, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `dx[c] += factor[c] · dy[c]`, or to `dx[channels − 1 − c]`.
    fn backward(&self, geometry: &Geometry, dy: Self::Slice<'_>, dx: Self::SliceMut<'_>);
}
