//! Elements read at places that other values say, and written there.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::{Axes, Memory};

/// The sizes of a gathering, or of a scattering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Samples.
    pub batch: usize,
    /// The axes that no index leads along, multiplied.
    pub outer: usize,
    /// The axes that the indices lead along.
    pub axes: Axes,
    /// The places that a sample names.
    pub places: usize,
}

/// Gathering and scattering: each is the other's gradient.
///
/// # Shapes
/// The indices are `[batch, axes.len(), places]`: of each place the index along each of the axes, in their order. What
/// they lead into, the `x` of a gathering and the `y` of a scattering, is `[batch, outer, axes..]`; the other is
/// `[batch, outer, places]`.
///
/// # Indices
/// Indices are rounded down, and what lies before or after an axis is its end. NaN is 0.
pub trait GatherNd<E>: Memory<E> {
    /// Adds to `y` the elements of `x` at the places.
    fn gather(&self, geometry: &Geometry, x: Self::Slice<'_>, indices: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// Adds `x` to the elements of `y` at the places.
    fn scatter(&self, geometry: &Geometry, x: Self::Slice<'_>, indices: Self::Slice<'_>, y: Self::SliceMut<'_>);
}
