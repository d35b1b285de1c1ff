//! The axes of a tensor in another order.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::{Axes, Memory};

/// A tensor and the order that its axes are brought into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// The sizes of the axes of `x`.
    pub sizes: Axes,
    /// For each axis of `y`, which of `x` it is.
    pub order: Axes,
}

/// Brings the axes of a tensor into another order.
///
/// # Shapes
/// `x` and `dx` have the sizes of the geometry; `y` and `dy` have these in its order.
pub trait Permute<E>: Memory<E> {
    /// `y[i] = x[j]` with `j[order[k]] = i[k]` for each axis `k`.
    fn forward(&self, geometry: &Geometry, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `dx[j] += dy[i]` likewise.
    fn backward(&self, geometry: &Geometry, dy: Self::Slice<'_>, dx: Self::SliceMut<'_>);
}
