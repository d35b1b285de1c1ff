//! Functions of two values of one shape, element by element.

pub(super) mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::{Comparison, Memory};

/// A function of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `a + b`.
    Add,
    /// `a − b`.
    Subtract,
    /// `a · b`.
    Multiply,
    /// `a / b`.
    Divide,
    /// The larger one; NaN if either is. Those that are equal share the gradient evenly.
    Maximum,
    /// The smaller one; NaN if either is. Those that are equal share the gradient evenly.
    Minimum,
    /// 1 where it is true, and 0 elsewhere; no gradient goes back.
    Compare(Comparison),
}

impl Operation {
    /// Whether the derivatives depend on the operands.
    pub fn bends(self) -> bool {
        matches!(self, Self::Multiply | Self::Divide | Self::Maximum | Self::Minimum)
    }
}

/// Applies an [`Operation`] to every pair of elements. All the slices have one length.
pub trait Binary<E>: Memory<E> {
    /// `y = f(a, b)`.
    fn forward(&self, operation: Operation, a: Self::Slice<'_>, b: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `da += dy · ∂f/∂a` and `db += dy · ∂f/∂b`, of those that are wanted.
    ///
    /// Where `a` and `b` share one gradient (`x · x`), ask for them one after the other.
    fn backward(
        &self,
        operation: Operation,
        a: Self::Slice<'_>,
        b: Self::Slice<'_>,
        dy: Self::Slice<'_>,
        da: Option<Self::SliceMut<'_>>,
        db: Option<Self::SliceMut<'_>>,
    );
}
