use std::fmt::Debug;
use std::iter::Sum;

use super::gemm::Lanes;

/// The element types of the kernels: `f32` and `f64`.
pub trait Float:
    Lanes
    + num_traits::Float
    + num_traits::NumAssign
    + num_traits::FromPrimitive
    + Default
    + Debug
    + Sum
    + Send
    + Sync
    + 'static
{
    /// The nearest value to `value`.
    fn of(value: f64) -> Self;

    /// The Gauss error function.
    fn erf(self) -> Self;

    /// The whole number towards zero, or the nearest that there is; NaN is 0.
    fn truncated(self) -> i32;
}

impl Float for f32 {
    fn of(value: f64) -> Self {
        value as f32
    }

    fn erf(self) -> Self {
        libm::erff(self)
    }

    fn truncated(self) -> i32 {
        self as i32
    }
}

impl Float for f64 {
    fn of(value: f64) -> Self {
        value
    }

    fn erf(self) -> Self {
        libm::erf(self)
    }

    fn truncated(self) -> i32 {
        self as i32
    }
}
