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
}

impl Float for f32 {
    fn of(value: f64) -> Self {
        value as f32
    }

    fn erf(self) -> Self {
        libm::erff(self)
    }
}

impl Float for f64 {
    fn of(value: f64) -> Self {
        value
    }

    fn erf(self) -> Self {
        libm::erf(self)
    }
}
