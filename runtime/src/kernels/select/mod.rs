//! One of two values, element by element.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// Chooses between two values by a third. All the slices have one length.
pub trait Select<E>: Memory<E> {
    /// `y = condition > 0 ? a : b`.
    fn forward(&self, condition: Self::Slice<'_>, a: Self::Slice<'_>, b: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `y = condition > 0 ? number : x`; the gradient of `x` is that of what was not chosen.
    fn fill(&self, number: f64, condition: Self::Slice<'_>, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `dx += dy` where `condition > 0` is `chosen`: the gradient of the one that was chosen there.
    fn backward(&self, chosen: bool, condition: Self::Slice<'_>, dy: Self::Slice<'_>, dx: Self::SliceMut<'_>);
}
