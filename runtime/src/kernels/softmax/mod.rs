//! Softmax and its logarithm over the last axis.

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

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `yⱼ = e^xⱼ / Σₖ e^xₖ`.
    Softmax,
    /// `yⱼ = xⱼ − ln Σₖ e^xₖ`.
    LogSoftmax,
}

/// Softmax and its logarithm, of every row by itself.
///
/// # Shapes
/// All the slices are `[rows, columns]`.
pub trait Softmax<E>: Memory<E> {
    /// Overwrites `y`. The row's maximum is taken off first, so that no finite `x` overflows.
    fn forward(&self, geometry: &Geometry, operation: Operation, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// Makes the gradient of `x` of `dy`, from the result `y`: for softmax `y · (dy − Σ y · dy)`, for its logarithm
    /// `dy − e^y · Σ dy`.
    fn backward(&self, geometry: &Geometry, operation: Operation, y: Self::Slice<'_>, dy: Self::SliceMut<'_>);
}
