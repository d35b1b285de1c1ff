//! Pooling along an axis to a given number of bins, whatever its size.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::Memory;

/// `[outer, input, inner]` to `[outer, output, inner]`.
///
/// Bin `o` is that of the places from `⌊o · input / output⌋` to before `⌈(o + 1) · input / output⌉`: PyTorch's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// The axes before, multiplied; the batch is one of them.
    pub outer: usize,
    /// The places.
    pub input: usize,
    /// The bins.
    pub output: usize,
    /// The axes after it, multiplied.
    pub inner: usize,
}

/// Maximum and average over bins.
///
/// # Shapes
/// `x` and `dx` are `[outer, input, inner]`, `y` and `dy` are `[outer, output, inner]`.
pub trait AdaptivePool<E>: Memory<E> {
    /// `y` is the largest of the bin, NaN if one is NaN.
    fn max_forward(&self, geometry: &Geometry, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// Adds each `dy` to the element of `dx` that was its bin's maximum: the first of several, and of NaNs the last.
    fn max_backward(&self, geometry: &Geometry, x: Self::Slice<'_>, dy: Self::Slice<'_>, dx: Self::SliceMut<'_>);

    /// `y` is the mean of the bin.
    fn average_forward(&self, geometry: &Geometry, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// Adds to each place of a bin in `dx` its share of `dy`.
    fn average_backward(&self, geometry: &Geometry, dy: Self::Slice<'_>, dx: Self::SliceMut<'_>);
}

impl Geometry {
    /// The numbers of elements of `x` and of `y`.
    pub fn lengths(&self) -> [usize; 2] {
        [self.input, self.output].map(|size| self.outer * size * self.inner)
    }

    /// The places of a bin.
    fn places(&self, bin: usize) -> Range<usize> {
        part(bin, self.input, self.output)
    }

    /// The bins that a place lies in.
    fn bins(&self, place: usize) -> Range<usize> {
        part(place, self.output, self.input)
    }
}

/// What a part of so many covers of `size` places.
#[inline(always)]
fn part(index: usize, size: usize, parts: usize) -> Range<usize> {
    index * size / parts..((index + 1) * size).div_ceil(parts)
}
