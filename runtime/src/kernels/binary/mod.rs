//! Functions of two values of one shape, element by element.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

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
