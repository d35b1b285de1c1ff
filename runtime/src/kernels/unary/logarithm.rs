//! Logarithms without branches or calls, so that loops over them become whole vectors.

use pulp::bytemuck::cast;

use super::super::Float;
use super::super::arithmetic::Arithmetic;
use super::exponential::{HIGH, LOW, is_single};

/// `1 / (2k + 3)`: as many as an `f64` can tell apart from 0 beside 1 when `s ≤ 1 / 3`.
const INVERSE_ODD: [f64; 16] = {
    let mut inverse = [1.0; 16];
    let mut k = 0;
    while k < 16 {
        inverse[k] = 1.0 / (2 * k + 3) as f64;
        k += 1;
    }
    inverse
};

/// `(ln(1 + f) − f) / f²` for `√½ ≤ 1 + f ≤ √2`, fitted for the least largest relative error of the logarithm: 3e-8.
const SINGLE: [f64; 8] = [
    -0.5,
    0.333_339_107_377_722,
    -0.250_013_370_372_937,
    0.199_630_637_763_607,
    -0.165_775_846_978_171,
    0.149_147_682_265_814,
    -0.142_674_867_745_189,
    0.087_004_345_268_966,
];

/// `ln((1 + s) / (1 − s)) = 2 · (s + s³ / 3 + s⁵ / 5 + ..)` by so many terms.
#[inline(always)]
fn series<E: Float>(arithmetic: Arithmetic, s: E, terms: usize) -> E {
    let square = s * s;
    let sum = arithmetic.polynomial(square, &INVERSE_ODD[..terms - 1]);
    let twice = s + s;
    arithmetic.multiply_add(twice, sum * square, twice)
}

/// `ln(1 + x)` of an `x` from 0 to 1, with all its digits near 0; any number of any other, NaN of NaN.
#[inline(always)]
pub(super) fn ln_1p<E: Float>(arithmetic: Arithmetic, x: E) -> E {
    series(arithmetic, x / (x + E::of(2.0)), if is_single::<E>() { 8 } else { 17 })
}

/// `e` and `m` of a normal `x = m · 2ᵉ` with `√½ ≤ m < √2`.
#[inline(always)]
fn split<E: Float>(x: E) -> (E, E) {
    if is_single::<E>() {
        let bits = cast::<E, i32>(x);
        let e = bits.wrapping_sub(std::f32::consts::FRAC_1_SQRT_2.to_bits() as i32) >> 23;
        (cast(e as f32), cast(bits.wrapping_sub(e << 23)))
    } else {
        let bits = cast::<E, i64>(x);
        let e = bits.wrapping_sub(std::f64::consts::FRAC_1_SQRT_2.to_bits() as i64) >> 52;
        // The last bits of so large a number count in ones.
        let magic = E::of(1.5 * (1_u64 << 52) as f64);
        (cast::<i64, E>(cast::<E, i64>(magic).wrapping_add(e)) - magic, cast(bits.wrapping_sub(e << 52)))
    }
}

/// The natural logarithm: −∞ of 0, NaN of what is below it and of NaN.
#[inline(always)]
pub(in super::super) fn ln<E: Float>(arithmetic: Arithmetic, x: E) -> E {
    // Numbers below the normal ones are made normal first.
    let (scale, exponent) = if is_single::<E>() { ((1_u64 << 24) as f64, 24.0) } else { ((1_u64 << 54) as f64, 54.0) };
    let tiny = x < E::min_positive_value();
    let (e, m) = split(if tiny { x * E::of(scale) } else { x });
    let e = if tiny { e - E::of(exponent) } else { e };
    let y = arithmetic.multiply_add(e, E::of(LOW), of_mantissa(arithmetic, m));
    let y = arithmetic.multiply_add(e, E::of(HIGH), y);
    let y = if x < E::infinity() { y } else { x };
    let y = if x > E::zero() { y } else { E::nan() };
    if x == E::zero() { E::neg_infinity() } else { y }
}

/// [`ln`] of a normal number above 0, to the same digits.
#[inline(always)]
pub(super) fn ln_of_usual<E: Float>(arithmetic: Arithmetic, x: E) -> E {
    let (e, m) = split(x);
    let y = arithmetic.multiply_add(e, E::of(LOW), of_mantissa(arithmetic, m));
    arithmetic.multiply_add(e, E::of(HIGH), y)
}

/// The logarithm of `√½ ≤ m ≤ √2`.
#[inline(always)]
fn of_mantissa<E: Float>(arithmetic: Arithmetic, m: E) -> E {
    let f = m - E::one();
    if is_single::<E>() {
        let square = f * f;
        arithmetic.multiply_add(arithmetic.polynomial_by_square(f, square, &SINGLE), square, f)
    } else {
        series(arithmetic, f / (m + E::one()), 11)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::*;

    /// The largest distance from `exact`, relative to it, over values of 0 to `range` and both kinds of arithmetic.
    fn error<E: Float>(range: f64, f: impl Fn(Arithmetic, E) -> E, exact: impl Fn(f64) -> f64) -> f64 {
        let mut largest = 0.0;
        for x in values::<E>(1, 200_000) {
            let x = x.abs() * E::of(range / 2.0);
            let exact = exact(x.to_f64().unwrap());
            for arithmetic in Arithmetic::BOTH {
                largest = ((f(arithmetic, x).to_f64().unwrap() - exact) / exact).abs().max(largest);
            }
        }
        largest
    }

    #[test]
    fn logarithms_have_the_digits_of_their_type() {
        for range in [1e-30, 1e-3, 1.0, 2.0, 1e30] {
            assert!(error::<f32>(range, ln, f64::ln) < 2e-7, "{range}");
            assert!(error::<f64>(range, ln, f64::ln) < 5e-16, "{range}");
        }
        for range in [1e-8, 1e-3, 1.0] {
            assert!(error::<f32>(range, ln_1p, f64::ln_1p) < 3e-7, "{range}");
            assert!(error::<f64>(range, ln_1p, f64::ln_1p) < 5e-16, "{range}");
        }
    }

    #[test]
    fn logarithms_at_the_ends() {
        for arithmetic in Arithmetic::BOTH {
            assert_eq!(
                [0.0_f32, -0.0, f32::INFINITY, 1.0].map(|x| ln(arithmetic, x)),
                [f32::NEG_INFINITY, f32::NEG_INFINITY, f32::INFINITY, 0.0]
            );
            assert!([-1e-45_f32, -1.0, f32::NEG_INFINITY, f32::NAN].into_iter().all(|x| ln(arithmetic, x).is_nan()));
            assert!([-5e-324_f64, -1.0, f64::NEG_INFINITY, f64::NAN].into_iter().all(|x| ln(arithmetic, x).is_nan()));
            // Below the normal numbers, and at the largest.
            for x in [f32::from_bits(1), 1e-40, f32::MAX] {
                assert!((ln(arithmetic, x) - f64::from(x).ln() as f32).abs() < 1e-5, "{x:e}");
            }
            for x in [f64::from_bits(1), 1e-310, f64::MAX] {
                assert!((ln(arithmetic, x) - x.ln()).abs() < 1e-12, "{x:e}");
            }
            assert!(ln_1p(arithmetic, f32::NAN).is_nan());
        }
    }
}
