//! The elements along an axis in another order: turned by so many places, or back to front.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// `[outer, size, inner]`, and which element along the middle axis comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// The axes before, multiplied; the batch is one of them.
    pub outer: usize,
    /// The axis itself.
    pub size: usize,
    /// The axes after it, multiplied.
    pub inner: usize,
    /// The first of the result; below the size.
    pub start: usize,
    /// Whether the next is the one before.
    pub reversed: bool,
}

/// Turns an axis on a device. All the slices have one length.
pub trait Turn<E>: Memory<E> {
    /// `y[j] = x[start ± j]`, from one end of the axis on to the other.
    fn forward(&self, geometry: &Geometry, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `dx[start ± j] += dy[j]`.
    fn backward(&self, geometry: &Geometry, dy: Self::Slice<'_>, dx: Self::SliceMut<'_>);
}

impl Geometry {
    /// The way back.
    fn back(&self) -> Self {
        let start = if self.reversed || self.start == 0 { self.start } else { self.size - self.start };
        Self { start, ..*self }
    }

    /// Where the element at a place comes from.
    #[inline(always)]
    fn from(&self, place: usize) -> usize {
        let from = if self.reversed { self.start + self.size - place } else { self.start + place };
        if from >= self.size { from - self.size } else { from }
    }
}
