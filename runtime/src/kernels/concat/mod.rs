//! One part of a concatenation.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// Where a part lies in the whole.
///
/// With `inner` the product of the axes after the concatenated one, `part` and `whole` are the lengths of that axis
/// in the part and in the whole, times `inner`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// The axes before the concatenated one, multiplied; the batch is one of them.
    pub outer: usize,
    /// Elements of a row of the part.
    pub part: usize,
    /// Elements of a row of the whole.
    pub whole: usize,
    /// Elements before the part in a row of the whole.
    pub offset: usize,
}

/// Moves one part into a whole, and its gradient out.
///
/// # Shapes
/// The part, `x` and `dx`, is `[outer, part]`; the whole, `y` and `dy`, is `[outer, whole]`.
pub trait Concat<E>: Memory<E> {
    /// `y[.., offset..offset + part] = x`, and nothing else of `y`.
    fn forward(&self, geometry: &Geometry, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `dx += dy[.., offset..offset + part]`.
    fn backward(&self, geometry: &Geometry, dy: Self::Slice<'_>, dx: Self::SliceMut<'_>);
}
