//! Axes whose size is known when a network runs.
//!
//! Outside of a pass, such an axis is a `usize` of dfdx's. In a pass it has a type of its own, so that rustc tells two of
//! them apart as `network!` does, and so do sizes that are computed from it. The pass knows how large the axes are.

mod formula;
mod sizes;

pub use formula::{Ceiling, Difference, Product, Quotient, Slide, SlideRoundedUp, Sum};
pub use sizes::{Sizes, asked, fits, size};

use dfdx::shapes::{Const, Dim, Shape};
use dfdx::tensor::{Storage, Tensor};
use dfdx::tensor_ops::RealizeTo;

use crate::storage::InPass;

/// A dimension of a value of a pass, whose size follows from those of the axes.
pub trait Extent: Dim {
    /// The same dimension of a tensor outside of the pass.
    type Outside: Dim;

    /// The dimension for axes of these sizes.
    fn of(sizes: &Sizes) -> Self;
}

impl<const N: usize> Extent for Const<N> {
    type Outside = Self;

    fn of(_: &Sizes) -> Self {
        Const
    }
}

/// The axis of this number among those of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis<const NUMBER: usize>(usize);

impl<const NUMBER: usize> Dim for Axis<NUMBER> {
    fn size(&self) -> usize {
        self.0
    }

    fn from_size(size: usize) -> Option<Self> {
        Some(Self(size))
    }
}

impl<const NUMBER: usize> Extent for Axis<NUMBER> {
    type Outside = usize;

    fn of(sizes: &Sizes) -> Self {
        Self(sizes.of(NUMBER))
    }
}

/// A tensor that has left a pass as its caller gets it.
pub fn outside<S, E, D>(tensor: Tensor<S, E, D>) -> Tensor<S::Outside, E, D>
where
    S: InPass,
    S::Outside: Shape<Concrete = S::Concrete>,
    D: Storage<E>,
{
    match tensor.try_realize() {
        Ok(tensor) => tensor,
        Err(_) => unreachable!("what is known to the compiler is the same outside"),
    }
}
