use std::fmt::Debug;
use std::iter::Sum;

use super::gemm::Lanes;
use super::round::Half;

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

    /// The nearest number of 16 bits.
    fn rounded(self, half: Half) -> Self;
}

/// [`Float::truncated`], given the largest value that fits. The compiler makes vectors of this, and not of `as`.
macro_rules! truncated {
    ($value:expr, $largest:literal) => {{
        let value = if $value.is_nan() { 0.0 } else { $value };
        let value = if value < i32::MIN as Self { i32::MIN as Self } else { value };
        let value = if value > $largest { $largest } else { value };
        // SAFETY: a number from `i32::MIN` to the largest.
        unsafe { value.to_int_unchecked() }
    }};
}

impl Float for f32 {
    fn of(value: f64) -> Self {
        value as f32
    }

    fn erf(self) -> Self {
        libm::erff(self)
    }

    #[inline(always)]
    fn truncated(self) -> i32 {
        truncated!(self, 2_147_483_520.0)
    }

    #[inline(always)]
    fn rounded(self, half: Half) -> Self {
        half.nearest(self)
    }
}

impl Float for f64 {
    fn of(value: f64) -> Self {
        value
    }

    fn erf(self) -> Self {
        libm::erf(self)
    }

    #[inline(always)]
    fn truncated(self) -> i32 {
        truncated!(self, 2_147_483_647.0)
    }

    #[inline(always)]
    fn rounded(self, half: Half) -> Self {
        Self::from(half.nearest(self as f32))
    }
}

#[cfg(test)]
mod tests {
    use super::Float;

    #[test]
    fn whole_numbers_are_those_of_a_cast() {
        let ends = [f64::from(i32::MIN), f64::from(i32::MAX), f64::MIN, f64::MAX, f64::INFINITY, f64::NEG_INFINITY];
        for value in ends.into_iter().chain([f64::NAN, 0.0, -0.0, 2.9, -2.9, 16_777_217.0, 2_147_483_646.5]) {
            assert_eq!(value.truncated(), value as i32, "{value}");
        }
        for value in [f32::NAN, f32::MAX, f32::MIN, f32::INFINITY, -0.9, 7.5, -2_147_483_648.0, 2_147_483_520.0] {
            // The largest `f32` that an `i32` holds is not the largest `i32`.
            assert_eq!(value.truncated(), (value as i32).min(2_147_483_520), "{value}");
        }
    }
}
