//! Sums and maxima over the middle axis of `[outer, reduced, inner]`.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// The sizes of a reduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// The axes before the reduced ones, multiplied; the batch is one of them.
    pub outer: usize,
    /// The reduced axes, multiplied.
    pub reduced: usize,
    /// The axes after them, multiplied.
    pub inner: usize,
}

/// Reductions over one axis, and the gradients that go back through them.
///
/// # Shapes
/// `x` and `dx` are `[outer, reduced, inner]`, `y` and `dy` are `[outer, inner]`.
pub trait Reduce<E>: Memory<E> {
    /// `y = Σ x / divisor`, added up in `f64`.
    fn sum(&self, geometry: &Geometry, divisor: f64, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `dx += dy / divisor`, the same for all that were added up.
    fn backward_sum(&self, geometry: &Geometry, divisor: f64, dy: Self::Slice<'_>, dx: Self::SliceMut<'_>);

    /// The largest; NaN if there is one.
    fn max(&self, geometry: &Geometry, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// Adds to `dx`, given the maxima `y`: those that are equal to the maximum share its gradient evenly. `dy` becomes the
    /// share of each.
    fn backward_max(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        y: Self::Slice<'_>,
        dy: Self::SliceMut<'_>,
        dx: Self::SliceMut<'_>,
    );
}
