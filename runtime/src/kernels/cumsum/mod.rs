//! Sums of all elements along an axis up to each of them.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;
use super::reduce::Geometry;

/// Running sums on a device, along the middle axis of `[outer, reduced, inner]`, which all the slices are.
pub trait Cumsum<E>: Memory<E> {
    /// `y[j] = Σ_{i ≤ j} x[i]`, added up in `f64`.
    fn forward(&self, geometry: &Geometry, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `dx[i] += Σ_{j ≥ i} dy[j]`.
    fn backward(&self, geometry: &Geometry, dy: Self::Slice<'_>, dx: Self::SliceMut<'_>);
}
