//! Softmax, its logarithm, and sparsemax over the last axis.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;
pub(super) use cpu::{Logarithm, softmax};

/// The sizes of a softmax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// All axes but the last, multiplied.
    pub rows: usize,
    /// The last axis.
    pub columns: usize,
}

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `yⱼ = e^xⱼ / Σₖ e^xₖ`.
    Softmax,
    /// `yⱼ = xⱼ − ln Σₖ e^xₖ`.
    LogSoftmax,
    /// `yⱼ = max(xⱼ − τ, 0)`, with the `τ` by which they add up to 1.
    Sparsemax,
}

/// Softmax, its logarithm and sparsemax, of every row by itself.
///
/// # Shapes
/// All the slices are `[rows, columns]`.
pub trait Softmax<E>: Memory<E> {
    /// Overwrites `y`. The row's maximum is taken off first, so that no finite `x` overflows.
    fn forward(&self, geometry: &Geometry, operation: Operation, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// Makes the gradient of `x` of `dy`, from the result `y`: for softmax `y · (dy − Σ y · dy)`, for its logarithm
    /// `dy − e^y · Σ dy`, and for sparsemax `dy` without its mean where `y` is above 0, and 0 elsewhere.
    fn backward(&self, geometry: &Geometry, operation: Operation, y: Self::Slice<'_>, dy: Self::SliceMut<'_>);
}
