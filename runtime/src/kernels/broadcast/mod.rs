//! Functions of two values of different shapes: axes of one element are stretched to the size of the other's.

mod axes;
mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::{Axes, Memory, binary};

use axes::Strides;

/// A function of two values `a` and `b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `a` itself, stretched to the shape of `b`, which is not read.
    First,
    /// One of those of two values of one shape.
    Of(binary::Operation),
}

/// Two shapes, and that of what is made of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Axes that are stretched alike are one here, and those of one element are left out.
    sizes: Axes,
    strides: [Strides; 2],
}

/// Applies a [`Function`] to every pair of elements.
pub trait Broadcast<E>: Memory<E> {
    /// `y = f(a, b)`.
    fn forward(
        &self,
        geometry: &Geometry,
        function: Function,
        a: Self::Slice<'_>,
        b: Self::Slice<'_>,
        y: Self::SliceMut<'_>,
    );

    /// Adds the gradient with respect to `a`, or to `b` if `operand` is 1: the sum of `dy · ∂f` over what it is stretched
    /// along. What the derivative does not depend on may be any slice.
    #[allow(clippy::too_many_arguments)]
    fn backward(
        &self,
        geometry: &Geometry,
        function: Function,
        operand: usize,
        a: Self::Slice<'_>,
        b: Self::Slice<'_>,
        dy: Self::Slice<'_>,
        gradient: Self::SliceMut<'_>,
    );
}

impl Function {
    /// Whether the derivative depends on the operands.
    pub fn bends(self) -> bool {
        matches!(self, Self::Of(operation) if operation.bends())
    }
}
