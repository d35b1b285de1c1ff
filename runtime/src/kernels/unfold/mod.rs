//! What lies under each position of a kernel along one axis, as channels: one axis of im2col.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// The sizes of what is unfolded: `[batch, channels, input, inner]` to `[batch, output, channels, kernel, inner]`.
///
/// Element `[o, k]` of the result is the input's at `o · stride + k · dilation − before`, or 0 if there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Samples.
    pub batch: usize,
    /// Channels.
    pub channels: usize,
    /// Places along the axis.
    pub input: usize,
    /// Positions of the kernel.
    pub output: usize,
    /// Taps of the kernel.
    pub kernel: usize,
    /// From a position to the next.
    pub stride: usize,
    /// The padding in front.
    pub before: usize,
    /// From a tap to the next.
    pub dilation: usize,
    /// The axes after it, multiplied.
    pub inner: usize,
}

/// Unfolds an axis on a device, and folds it. What is written is overwritten, or added to if `adds`.
///
/// # Shapes
/// `x` is `[batch, channels, input, inner]`, `y` is `[batch, output, channels, kernel, inner]`.
pub trait Unfold<E>: Memory<E> {
    /// `y[o, k] = x[o · stride + k · dilation − before]`.
    fn unfold(&self, geometry: &Geometry, adds: bool, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `x` is the sum of all that [`unfold`](Self::unfold) takes from there.
    fn fold(&self, geometry: &Geometry, adds: bool, y: Self::Slice<'_>, x: Self::SliceMut<'_>);
}

impl Geometry {
    /// The number of elements of `x`.
    pub fn folded(&self) -> usize {
        self.batch * self.channels * self.input * self.inner
    }

    /// The number of elements of `y`.
    pub fn unfolded(&self) -> usize {
        self.batch * self.output * self.channels * self.kernel * self.inner
    }

    /// The place that a tap sees at a position.
    fn place(&self, position: usize, tap: usize) -> Option<usize> {
        let place = (position * self.stride + tap * self.dilation).checked_sub(self.before)?;
        (place < self.input).then_some(place)
    }

    /// The position from which a tap sees a place.
    fn position(&self, place: usize, tap: usize) -> Option<usize> {
        let start = (place + self.before).checked_sub(tap * self.dilation)?;
        let position = start / self.stride;
        (start.is_multiple_of(self.stride) && position < self.output).then_some(position)
    }
}
