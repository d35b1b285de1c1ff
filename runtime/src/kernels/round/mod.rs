//! Rounding to the numbers that there are in 16 bits, as mixed precision has it done to the factors of products.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// Numbers of 16 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// bfloat16: as large and as small as those of 32 bits, with 8 bits of precision.
    Bf16,
    /// IEEE 754's binary16: 11 bits of precision, up to 65504, and from 2⁻¹⁴ down to 2⁻²⁴ with less of them.
    F16,
}

impl Half {
    /// The nearest of these numbers, of two the even one. What is too large becomes infinite.
    #[inline(always)]
    pub fn nearest(self, x: f32) -> f32 {
        match self {
            Self::Bf16 => nearest_bf16(x),
            Self::F16 => nearest_f16(x),
        }
    }
}

/// Rounds away the last bits, to the nearest and of two to the even one.
#[inline(always)]
fn without_last<const BITS: u32>(x: f32) -> f32 {
    let bits = x.to_bits();
    let half = (1 << (BITS - 1)) - 1;
    // What is carried out of the digits raises the exponent, up to infinity.
    f32::from_bits(bits.wrapping_add(half + (bits >> BITS & 1)) & !((1 << BITS) - 1))
}

#[inline(always)]
fn nearest_bf16(x: f32) -> f32 {
    if x.is_nan() { x } else { without_last::<16>(x) }
}

#[inline(always)]
fn nearest_f16(x: f32) -> f32 {
    const LARGEST: f32 = 65504.0;
    const SMALLEST_NORMAL: f32 = 1.0 / 16384.0;
    let size = x.abs();
    let normal = without_last::<13>(size);
    let normal = if normal > LARGEST { f32::INFINITY } else { normal };
    // From 0.5 to 1 numbers are 2⁻²⁴ apart, as these are.
    let small = (size + 0.5) - 0.5;
    let nearest = if size < SMALLEST_NORMAL { small } else { normal };
    if x.is_nan() { x } else { nearest.copysign(x) }
}

/// Rounds to numbers of 16 bits. Of `f64`, what is rounded is the nearest `f32`.
pub trait Round<E>: Memory<E> {
    /// Overwrites `y` with the nearest numbers to `x`.
    fn round(&self, half: Half, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// Replaces all of `x` by the nearest numbers.
    fn round_in_place(&self, half: Half, x: Self::SliceMut<'_>);

    /// The same kernels for products whose factors are such numbers already: units that know no others may do them.
    #[must_use]
    fn for_products_of(self, half: Half) -> Self;
}
