//! Logarithms without branches or calls, so that loops over them become whole vectors.

use pulp::bytemuck::cast;

use super::super::Float;
use super::exponential::{HIGH, LOW, is_single};

/// `1 / (2k + 1)`: as many as an `f64` can tell apart from 0 beside 1 when `s ≤ 1 / 3`.
const INVERSE_ODD: [f64; 17] = {
    let mut inverse = [1.0; 17];
    let mut k = 1;
    while k < 17 {
        inverse[k] = 1.0 / (2 * k + 1) as f64;
        k += 1;
    }
    inverse
};

/// `ln((1 + s) / (1 − s)) = 2 · (s + s³ / 3 + s⁵ / 5 + ..)` by so many terms.
#[inline(always)]
fn series<E: Float>(s: E, terms: usize) -> E {
    let square = s * s;
    let sum = INVERSE_ODD[1..terms].iter().rev().fold(E::zero(), |sum, &factor| sum * square + E::of(factor));
    let twice = s + s;
    twice + twice * (sum * square)
}

/// `ln(1 + x)` of an `x` from 0 to 1, with all its digits near 0; any number of any other, NaN of NaN.
#[inline(always)]
pub(super) fn ln_1p<E: Float>(x: E) -> E {
    series(x / (x + E::of(2.0)), if is_single::<E>() { 8 } else { 17 })
}

/// `e` and `m` of a normal `x = m · 2ᵉ` with `√½ ≤ m < √2`.
#[inline(always)]
fn split<E: Float>(x: E) -> (E, E) {
    if is_single::<E>() {
        let bits = cast::<E, i32>(x);
        let e = bits.wrapping_sub(std::f32::consts::FRAC_1_SQRT_2.to_bits() as i32) >> 23;
        // The last bits of so large a number count in ones.
        let magic = E::of(1.5 * (1 << 23) as f64);
        (cast::<i32, E>(cast::<E, i32>(magic).wrapping_add(e)) - magic, cast(bits.wrapping_sub(e << 23)))
    } else {
        let bits = cast::<E, i64>(x);
        let e = bits.wrapping_sub(std::f64::consts::FRAC_1_SQRT_2.to_bits() as i64) >> 52;
        let magic = E::of(1.5 * (1_u64 << 52) as f64);
        (cast::<i64, E>(cast::<E, i64>(magic).wrapping_add(e)) - magic, cast(bits.wrapping_sub(e << 52)))
    }
}

/// The natural logarithm: −∞ of 0, NaN of what is below it and of NaN.
#[inline(always)]
pub(super) fn ln<E: Float>(x: E) -> E {
    // Numbers below the normal ones are made normal first.
    let (scale, exponent) = if is_single::<E>() { ((1_u64 << 24) as f64, 24.0) } else { ((1_u64 << 54) as f64, 54.0) };
    let tiny = x < E::min_positive_value();
    let (e, m) = split(if tiny { x * E::of(scale) } else { x });
    let e = if tiny { e - E::of(exponent) } else { e };
    let logarithm = series((m - E::one()) / (m + E::one()), if is_single::<E>() { 6 } else { 11 });
    let y = e * E::of(HIGH) + (e * E::of(LOW) + logarithm);
    let y = if x < E::infinity() { y } else { x };
    let y = if x > E::zero() { y } else { E::nan() };
    if x == E::zero() { E::neg_infinity() } else { y }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::*;

    /// The largest distance from `exact`, relative to it, over values of 0 to `range`.
    fn error<E: Float>(range: f64, f: impl Fn(E) -> E, exact: impl Fn(f64) -> f64) -> f64 {
        let x: Vec<E> = values(1, 200_000);
        x.into_iter()
            .map(|x| x.abs() * E::of(range / 2.0))
            .map(|x| {
                let exact = exact(x.to_f64().unwrap());
                ((f(x).to_f64().unwrap() - exact) / exact).abs()
            })
            .fold(0.0, f64::max)
    }

    #[test]
    fn logarithms_have_the_digits_of_their_type() {
        for range in [1e-30, 1e-3, 1.0, 2.0, 1e30] {
            assert!(error::<f32>(range, ln, f64::ln) < 3e-7, "{range}");
            assert!(error::<f64>(range, ln, f64::ln) < 5e-16, "{range}");
        }
        for range in [1e-8, 1e-3, 1.0] {
            assert!(error::<f32>(range, ln_1p, f64::ln_1p) < 3e-7, "{range}");
            assert!(error::<f64>(range, ln_1p, f64::ln_1p) < 5e-16, "{range}");
        }
    }

    #[test]
    fn logarithms_at_the_ends() {
        assert_eq!(
            [ln(0.0_f32), ln(-0.0), ln(f32::INFINITY), ln(1.0)],
            [f32::NEG_INFINITY, f32::NEG_INFINITY, f32::INFINITY, 0.0]
        );
        assert!([-1e-45_f32, -1.0, f32::NEG_INFINITY, f32::NAN].into_iter().all(|x| ln(x).is_nan()));
        assert!([-5e-324_f64, -1.0, f64::NEG_INFINITY, f64::NAN].into_iter().all(|x| ln(x).is_nan()));
        // Below the normal numbers, and at the largest.
        for x in [f32::from_bits(1), 1e-40, f32::MAX] {
            assert!((ln(x) - f64::from(x).ln() as f32).abs() < 1e-5, "{x:e}");
        }
        for x in [f64::from_bits(1), 1e-310, f64::MAX] {
            assert!((ln(x) - x.ln()).abs() < 1e-12, "{x:e}");
        }
        assert!(ln_1p(f32::NAN).is_nan());
    }
}
