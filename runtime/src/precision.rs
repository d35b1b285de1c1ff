//! The precisions of passes.

use crate::given::Is;
use crate::kernels::round::Half;

/// bfloat16 in the products of a pass: `net.training().mixed(Bf16)`.
///
/// It has the range of `f32`, and 8 bits of precision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bf16;

/// IEEE 754's binary16 in the products of a pass: `net.training().mixed(F16)`.
///
/// It has 11 bits of precision, and ends at 65504; gradients are scaled, so that the small ones are not lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct F16;

/// What the products of a pass through a network of `E` can be computed in: [`Bf16`] or [`F16`], where that is `f32`.
#[diagnostic::on_unimplemented(
    message = "a pass of a network of `{E}` is not mixed with `{Self}`",
    label = "not a precision of its passes",
    note = "write `Bf16` or `F16`, with a network of `f32`"
)]
pub trait Precision<E>: HasHalf {
    /// Nothing: see `Given`.
    #[doc(hidden)]
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<E, T: HasHalf<Dtype: Is<E>>> Precision<E> for T {
    type Itself = ();
}

/// What numbers of 16 bits a precision has.
#[doc(hidden)]
pub trait HasHalf {
    /// What it goes with.
    type Dtype;

    /// What the factors are rounded to.
    fn half(&self) -> Half;
}

impl HasHalf for Bf16 {
    type Dtype = f32;

    fn half(&self) -> Half {
        Half::Bf16
    }
}

impl HasHalf for F16 {
    type Dtype = f32;

    fn half(&self) -> Half {
        Half::F16
    }
}
