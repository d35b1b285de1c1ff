//! Pooling over windows of `[batch, channels, height, width]`.

mod average;
mod cells;
mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
mod max;
#[cfg(test)]
mod tests;

use super::Memory;

/// The sizes of a pooling; pairs are `[vertical, horizontal]`.
///
/// A window's cell `[i, j]` of output `[r, c]` is the input's element
/// `[r · stride₀ + i · dilation₀ − padding₀₀, c · stride₁ + j · dilation₁ − padding₁₀]`, or padding if there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Samples.
    pub batch: usize,
    /// Channels.
    pub channels: usize,
    /// Height and width of the input.
    pub input: [usize; 2],
    /// Height and width of the output.
    pub output: [usize; 2],
    /// Height and width of a window, in cells.
    pub kernel: [usize; 2],
    /// From a window to the next.
    pub stride: [usize; 2],
    /// `[[top, bottom], [left, right]]`.
    pub padding: [[usize; 2]; 2],
    /// From a cell of a window to the next.
    pub dilation: [usize; 2],
    /// Whether the cells that are padding count in an average, as zeros. What lies beyond the padding never counts.
    pub counts_padding: bool,
}

/// Maximum and average over windows.
///
/// # Shapes
/// `x` and `dx` are `[batch, channels, input]`, `y` and `dy` are `[batch, channels, output]`.
pub trait Pool2d<E>: Memory<E> {
    /// `y` is the largest cell of the window that is not padding, NaN if one is NaN, and −∞ if all are padding.
    fn max_forward(&self, geometry: &Geometry, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// Adds each `dy` to the element of `dx` that was its window's maximum: the first of several in reading order.
    ///
    /// Of NaNs it is the last, as in PyTorch. A window of padding alone passes nothing.
    fn max_backward(&self, geometry: &Geometry, x: Self::Slice<'_>, dy: Self::Slice<'_>, dx: Self::SliceMut<'_>);

    /// `y` is the window's sum divided by the number of its cells, of those that count.
    ///
    /// A window that is the whole input makes it the global average.
    fn average_forward(&self, geometry: &Geometry, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// Adds to each cell of a window in `dx` its share of `dy`.
    fn average_backward(&self, geometry: &Geometry, dy: Self::Slice<'_>, dx: Self::SliceMut<'_>);
}
