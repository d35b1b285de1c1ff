//! Root-mean-square normalisation: rows divided by the root of the mean of their squares, each by itself.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// The sizes and the setting of a normalisation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// All axes but the last, multiplied.
    pub rows: usize,
    /// The last axis.
    pub columns: usize,
    /// Added to the mean of the squares before its root is taken.
    pub epsilon: f64,
}

/// `y = x / √(Σ x² / columns + ε) · γ`, of every row by itself.
///
/// # Shapes
/// `x`, `y` and `dy` are `[rows, columns]`, `weight` (γ) and `dweight` are `[columns]`, `scales` is `[rows]`.
pub trait RmsNorm<E>: Memory<E> {
    /// Overwrites `y`, and `scales` with what rows are multiplied with: `1 / √(Σ x² / columns + ε)`.
    fn forward(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        weight: Self::Slice<'_>,
        y: Self::SliceMut<'_>,
        scales: Self::SliceMut<'_>,
    );

    /// Turns `dy` into the gradient of `x`, and adds to that of the weight.
    fn backward(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        weight: Self::Slice<'_>,
        scales: Self::Slice<'_>,
        dy: Self::SliceMut<'_>,
        dweight: Self::SliceMut<'_>,
    );
}
