//! Exponentials without branches or calls, so that loops over them become whole vectors.

use std::f64::consts::{LN_2, LOG2_E};

use pulp::bytemuck::cast;

use super::super::Float;
use super::super::arithmetic::Arithmetic;

/// The first parts of ln 2: `HIGH` has so few digits that its product with an exponent is exact, and `LOW` is the rest.
pub(super) const HIGH: f64 = 0.693_359_375;
pub(super) const LOW: f64 = -2.121_944_400_546_905_7e-4;

/// See [`exp_of_usual`].
pub(super) const USUAL: f32 = 87.0;

/// `(e^r − 1 − r) / r²` for `|r| ≤ ln 2 / 2`, fitted for the least largest error of `e^r`: 3e-9 of it.
const SINGLE: [f64; 5] =
    [0.499_999_934_477_791, 0.166_665_206_316_274, 0.041_668_388_048_839, 0.008_368_716_887_329, 0.001_381_459_847_436];

/// The same as `1 / (k + 2)!`: as many as an `f64` can tell apart from 0 beside 1.
const DOUBLE: [f64; 12] = {
    let mut inverse = [0.5; 12];
    let mut k = 1;
    while k < 12 {
        inverse[k] = inverse[k - 1] / (k + 2) as f64;
        k += 1;
    }
    inverse
};

/// `2 / (2k + 1)`.
const TWICE_INVERSE_ODD: [f64; 18] = {
    let mut inverse = [2.0; 18];
    let mut k = 1;
    while k < 18 {
        inverse[k] = 2.0 / (2 * k + 1) as f64;
        k += 1;
    }
    inverse
};

pub(super) const fn is_single<E>() -> bool {
    size_of::<E>() == size_of::<f32>()
}

/// The exponent of the number 1 as it stands in the type's bits.
const fn bias<E>() -> f64 {
    if is_single::<E>() { 127.0 } else { 1023.0 }
}

/// `x = n · ln 2 + r` with a whole `n` and `|r| ≤ ln 2 / 2`, so that `e^x = 2ⁿ + rest · 2ⁿ`. A NaN ends up in the rest.
struct Reduced<E> {
    /// `e^r − 1`.
    rest: E,
    /// The number in whose last bits stands `n` with the bias.
    shifted: E,
}

impl<E: Float> Reduced<E> {
    #[inline(always)]
    fn new(arithmetic: Arithmetic, x: E) -> Self {
        Self::of_sum(arithmetic, x, None)
    }

    /// Of `x + tail · factor`, which are the digits that `x` has no place for.
    #[inline(always)]
    fn of_sum(arithmetic: Arithmetic, x: E, tail: Option<(E, E)>) -> Self {
        // Adding so large a number rounds to a whole one.
        let magic = if is_single::<E>() { 1.5 * (1 << 23) as f64 } else { 1.5 * (1_u64 << 52) as f64 };
        let magic = E::of(magic + bias::<E>());
        let shifted = arithmetic.multiply_add(x, E::of(LOG2_E), magic);
        let whole = shifted - magic;
        let r = arithmetic.multiply_add(whole, E::of(-HIGH), x);
        let r = arithmetic.multiply_add(whole, E::of(-LOW), r);
        let r = tail.map_or(r, |(tail, factor)| arithmetic.multiply_add(tail, factor, r));
        let square = r * r;
        // The first terms need not wait for the others.
        let (first, others) = if is_single::<E>() { SINGLE.split_at(2) } else { DOUBLE.split_at(2) };
        let sum = arithmetic.multiply_add(arithmetic.polynomial(r, others), square, arithmetic.polynomial(r, first));
        Reduced { rest: arithmetic.multiply_add(sum, square, r), shifted }
    }

    /// `2^(n + lift)`: 0 for an exponent of `−bias`, infinity for `bias + 1`, and any number further out.
    #[inline(always)]
    fn power(&self, lift: i32) -> E {
        if is_single::<E>() {
            cast(cast::<E, i32>(self.shifted).wrapping_add(lift) << 23)
        } else {
            cast(cast::<E, i64>(self.shifted).wrapping_add(i64::from(lift)) << 52)
        }
    }
}

#[inline(always)]
fn clamp<E: Float>(x: E, low: f64, high: f64) -> E {
    let x = if x < E::of(low) { E::of(low) } else { x };
    if x > E::of(high) { E::of(high) } else { x }
}

/// `eˣ`: 0 and infinity where it leaves the numbers of the type, NaN of NaN.
#[inline(always)]
pub(in super::super) fn exp<E: Float>(arithmetic: Arithmetic, x: E) -> E {
    // The power alone may be out of range where the result is not: it is taken half as large, or so much larger.
    let (low, high, tiny, lift) =
        if is_single::<E>() { (-104.5, 89.0, -80.0, 64) } else { (-746.0, 710.0, -700.0, 128) };
    let x = clamp(x, low, high);
    let tiny = x < E::of(tiny);
    let reduced = Reduced::new(arithmetic, x);
    let power = reduced.power(if tiny { lift } else { -1 });
    let scale = E::of(if tiny { (-f64::from(lift)).exp2() } else { 2.0 });
    arithmetic.multiply_add(reduced.rest, power, power) * scale
}

/// [`exp`] of a single `|x| ≤ USUAL`, to the same digits: there, neither `eˣ` nor the power leaves the normal numbers.
#[inline(always)]
pub(super) fn exp_of_usual<E: Float>(arithmetic: Arithmetic, x: E) -> E {
    product(arithmetic, Reduced::new(arithmetic, x))
}

/// `eˣ` of `x ≤ 0`, and 0 where it is below the normal numbers of the type; any number of any other `x`, NaN of NaN.
#[inline(always)]
pub(in super::super) fn exp_below_zero<E: Float>(arithmetic: Arithmetic, x: E) -> E {
    // From here on, the exponent is that of 0.
    let low = E::of(-bias::<E>() * LN_2);
    product(arithmetic, Reduced::new(arithmetic, if x < low { low } else { x }))
}

/// `e^(x + tail · factor)` of a single `−88.1 ≤ x ≤ 0`, of which the rest is small beside 1.
#[inline(always)]
pub(super) fn exp_near_zero<E: Float>(arithmetic: Arithmetic, x: E, tail: E, factor: E) -> E {
    product(arithmetic, Reduced::of_sum(arithmetic, x, Some((tail, factor))))
}

/// The exponential where neither it nor the power leaves the normal numbers, but for 0.
#[inline(always)]
fn product<E: Float>(arithmetic: Arithmetic, reduced: Reduced<E>) -> E {
    let power = reduced.power(0);
    arithmetic.multiply_add(reduced.rest, power, power)
}

/// `1 + e^x`: 1 or infinity where `e^x` is out of range.
#[inline(always)]
fn one_and_exp<E: Float>(arithmetic: Arithmetic, x: E) -> E {
    let bias = bias::<E>();
    let reduced = Reduced::new(arithmetic, clamp(x, (1.0 - bias) * LN_2, (bias + 1.4) * LN_2));
    // Half of it is never out of range, and twice that is.
    let power = reduced.power(-1);
    arithmetic.multiply_add(arithmetic.multiply_add(reduced.rest, power, power), E::of(2.0), E::one())
}

/// `1 / (1 + e⁻ˣ)`.
#[inline(always)]
pub(in super::super) fn sigmoid<E: Float>(arithmetic: Arithmetic, x: E) -> E {
    E::one() / one_and_exp(arithmetic, -x)
}

/// `x / (1 + e⁻ˣ)`.
#[inline(always)]
pub(super) fn silu<E: Float>(arithmetic: Arithmetic, x: E) -> E {
    x / one_and_exp(arithmetic, -x)
}

/// `eˣ − 1` of an `x` of at most 0, with all its digits near 0; any number of any other `x`.
#[inline(always)]
pub(super) fn exp_m1<E: Float>(arithmetic: Arithmetic, x: E) -> E {
    // From −40 on it is −1 in both types.
    let reduced = Reduced::new(arithmetic, clamp(x, -40.0, 0.0));
    let power = reduced.power(0);
    arithmetic.multiply_add(reduced.rest, power, power - E::one())
}

/// `tanh x = t / (t + 2)` with `t = e^(2 |x|) − 1`, and the sign of `x`.
#[inline(always)]
pub(in super::super) fn tanh<E: Float>(arithmetic: Arithmetic, x: E) -> E {
    let twice = x.abs() + x.abs();
    let reduced = Reduced::new(arithmetic, if twice > E::of(40.0) { E::of(40.0) } else { twice });
    let power = reduced.power(0);
    let t = arithmetic.multiply_add(reduced.rest, power, power - E::one());
    (t / (t + E::of(2.0))).copysign(x)
}

/// `ln(1 + eˣ)` of `x ≤ 0`, by `ln(1 + t) = 2 artanh(t / (2 + t))`: right to the last digits however small it is.
#[inline(always)]
pub(in super::super) fn softplus_below_zero<E: Float>(arithmetic: Arithmetic, x: E) -> E {
    let t = exp(arithmetic, x);
    let s = t / (t + E::of(2.0));
    // `s ≤ 1/3`, so that every term is less than a ninth of the one before.
    let terms = if is_single::<E>() { 8 } else { 18 };
    s * arithmetic.polynomial(s * s, &TWICE_INVERSE_ODD[..terms])
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::*;

    /// The largest distance from `exact`, relative to it, over values of ±`range` and both kinds of arithmetic.
    fn error<E: Float>(range: f64, f: impl Fn(Arithmetic, E) -> E, exact: impl Fn(f64) -> f64) -> f64 {
        let mut largest = 0.0;
        for x in values::<E>(1, 200_000) {
            let x = x * E::of(range / 2.0);
            let exact = exact(x.to_f64().unwrap());
            for arithmetic in Arithmetic::BOTH {
                largest = ((f(arithmetic, x).to_f64().unwrap() - exact) / exact).abs().max(largest);
            }
        }
        largest
    }

    #[test]
    fn exponentials_have_the_digits_of_their_type() {
        for range in [1e-3, 1.0, 80.0] {
            assert!(error::<f32>(range, exp, f64::exp) < 1.5e-7);
            assert!(error::<f64>(range, exp, f64::exp) < 5e-16);
            let exact = |x: f64| (-x.abs()).exp();
            assert!(error::<f32>(range, |arithmetic, x| exp_below_zero(arithmetic, -x.abs()), exact) < 1.5e-7);
            assert!(error::<f64>(range, |arithmetic, x| exp_below_zero(arithmetic, -x.abs()), exact) < 5e-16);
        }
        assert!(error::<f64>(700.0, exp, f64::exp) < 5e-16);
    }

    #[test]
    fn exponentials_minus_one_have_the_digits_of_their_type() {
        for range in [1e-6, 1e-2, 1.0, 60.0] {
            let exact = |x: f64| f64::exp_m1(-x.abs());
            assert!(error::<f32>(range, |arithmetic, x| exp_m1(arithmetic, -x.abs()), exact) < 3e-7);
            assert!(error::<f64>(range, |arithmetic, x| exp_m1(arithmetic, -x.abs()), exact) < 6e-16);
        }
        for arithmetic in Arithmetic::BOTH {
            assert_eq!(exp_m1(arithmetic, f32::NEG_INFINITY), -1.0);
            assert!(exp_m1(arithmetic, f32::NAN).is_nan() && exp_m1(arithmetic, f64::NAN).is_nan());
        }
    }

    #[test]
    fn hyperbolic_tangents_have_the_digits_of_their_type() {
        for range in [1e-6, 1e-2, 1.0, 30.0] {
            assert!(error::<f32>(range, tanh, f64::tanh) < 3e-7);
            assert!(error::<f64>(range, tanh, f64::tanh) < 6e-16);
        }
    }

    #[test]
    fn sigmoids_have_the_digits_of_their_type() {
        let exact = |x: f64| 1.0 / (1.0 + (-x).exp());
        for range in [1e-3, 1.0, 80.0] {
            assert!(error::<f32>(range, sigmoid, exact) < 2.5e-7);
            assert!(error::<f64>(range, sigmoid, exact) < 7e-16);
            assert!(error::<f32>(range, silu, |x| x * exact(x)) < 2.5e-7);
            assert!(error::<f64>(range, silu, |x| x * exact(x)) < 7e-16);
        }
        for arithmetic in Arithmetic::BOTH {
            let ends = [f32::NEG_INFINITY, -1e30, -89.0, 0.0, 89.0, 1e30, f32::INFINITY];
            assert_eq!(ends.map(|x| sigmoid(arithmetic, x)), [0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 1.0]);
            assert_eq!(ends.map(|x| sigmoid(arithmetic, 8.1 * f64::from(x))), [0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 1.0]);
            assert_eq!(silu(arithmetic, f32::MAX), f32::MAX);
            assert!(sigmoid(arithmetic, f32::NAN).is_nan() && silu(arithmetic, f64::NAN).is_nan());
        }
    }

    #[test]
    fn softplus_has_the_digits_of_its_type() {
        for range in [1e-3, 1.0, 40.0] {
            let exact = |x: f64| (-x.abs()).exp().ln_1p();
            assert!(error::<f32>(range, |arithmetic, x| softplus_below_zero(arithmetic, -x.abs()), exact) < 5e-7);
            assert!(error::<f64>(range, |arithmetic, x| softplus_below_zero(arithmetic, -x.abs()), exact) < 1e-15);
        }
        for arithmetic in Arithmetic::BOTH {
            assert_eq!(softplus_below_zero(arithmetic, f32::NEG_INFINITY), 0.0);
            assert!(softplus_below_zero(arithmetic, f64::NAN).is_nan());
        }
    }

    #[test]
    fn exponentials_beyond_the_type() {
        let far = [(-1e30, 0.0), (f32::NEG_INFINITY, 0.0), (f32::INFINITY, f32::INFINITY), (1e30, f32::INFINITY)];
        for arithmetic in Arithmetic::BOTH {
            for (x, y) in far {
                assert_eq!(exp(arithmetic, x), y);
                assert_eq!(exp(arithmetic, f64::from(x)), f64::from(y));
            }
            assert_eq!(exp(arithmetic, 88.8_f32), f32::INFINITY);
            assert_eq!(exp(arithmetic, 709.8_f64), f64::INFINITY);
            assert!(exp(arithmetic, 88.7_f32).is_finite() && exp(arithmetic, 709.7_f64).is_finite());
            // Below the normal numbers.
            for x in [-87.0_f32, -88.0, -100.0, -103.0] {
                let exact = f64::from(x).exp() as f32;
                assert!(exp(arithmetic, x).to_bits().abs_diff(exact.to_bits()) <= 1, "{x}");
            }
            assert_eq!(exp(arithmetic, -745.0), (-745.0_f64).exp());
            assert_eq!(exp(arithmetic, 0.0_f32), 1.0);
            for x in [-87.7_f32, -88.0, -89.0, -1e30, f32::NEG_INFINITY] {
                assert_eq!((exp_below_zero(arithmetic, x), exp_below_zero(arithmetic, 8.1 * f64::from(x))), (0.0, 0.0));
            }
        }
    }

    /// All that share the reduction, with a NaN whose last bits would make an exponent.
    #[test]
    fn the_exponential_of_nan_is_nan() {
        for (arithmetic, nan) in Arithmetic::BOTH.into_iter().flat_map(|arithmetic| {
            [0x7fc0_0000, 0x7fc0_0081, 0xffff_ffff].map(|bits| (arithmetic, f32::from_bits(bits)))
        }) {
            for f in [exp, exp_below_zero, sigmoid, silu, tanh, exp_m1] {
                assert!(f(arithmetic, nan).is_nan());
            }
            for f in [exp, exp_below_zero, sigmoid, silu, tanh, exp_m1] {
                assert!(f(arithmetic, f64::from(nan)).is_nan());
            }
        }
    }

    #[test]
    fn zero_keeps_its_sign_under_the_hyperbolic_tangent() {
        for arithmetic in Arithmetic::BOTH {
            assert_eq!(tanh(arithmetic, 0.0_f32).to_bits(), 0.0_f32.to_bits());
            assert_eq!(tanh(arithmetic, -0.0_f32).to_bits(), (-0.0_f32).to_bits());
            assert_eq!((tanh(arithmetic, f64::INFINITY), tanh(arithmetic, f64::NEG_INFINITY)), (1.0, -1.0));
        }
    }
}
