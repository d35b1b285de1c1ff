//! Exponentials without branches or calls, so that loops over them become whole vectors.

use pulp::bytemuck::cast;

use super::super::Float;

/// The first parts of ln 2: `HIGH` has so few digits that its product with an exponent is exact, and `LOW` is the rest.
pub(super) const HIGH: f64 = 0.693_359_375;
pub(super) const LOW: f64 = -2.121_944_400_546_905_7e-4;

/// `1 / k!`: as many as an `f64` can tell apart from 0 beside 1 when `|r| ≤ ln 2 / 2`.
const FACTORIALS: [f64; 14] = {
    let mut inverse = [1.0; 14];
    let mut k = 1;
    while k < 14 {
        inverse[k] = inverse[k - 1] / k as f64;
        k += 1;
    }
    inverse
};

pub(super) const fn is_single<E>() -> bool {
    size_of::<E>() == size_of::<f32>()
}

/// `2ⁿ` of a whole number in the range of normal numbers; any number of any other.
#[inline(always)]
fn power_of_2<E: Float>(n: i32) -> E {
    if is_single::<E>() {
        cast((n.wrapping_add(127) as u32) << 23)
    } else {
        cast((i64::from(n).wrapping_add(1023) as u64) << 52)
    }
}

/// `n` and `e^r − 1` of `x = n · ln 2 + r` with a whole `n` and `|r| ≤ ln 2 / 2`, for `|x|` up to about 800.
#[inline(always)]
fn reduce<E: Float>(x: E) -> (i32, E) {
    // Adding so large a number rounds to a whole one, which then stands in the last bits.
    let (n, whole) = if is_single::<E>() {
        let magic = E::of(1.5 * (1 << 23) as f64);
        let shifted = x * E::of(std::f64::consts::LOG2_E) + magic;
        (cast::<E, i32>(shifted).wrapping_sub(cast::<E, i32>(magic)), shifted - magic)
    } else {
        let magic = E::of(1.5 * (1_u64 << 52) as f64);
        let shifted = x * E::of(std::f64::consts::LOG2_E) + magic;
        (cast::<E, i64>(shifted).wrapping_sub(cast::<E, i64>(magic)) as i32, shifted - magic)
    };
    let r = x - whole * E::of(HIGH) - whole * E::of(LOW);
    let terms = if is_single::<E>() { 8 } else { 14 };
    let sum = FACTORIALS[2..terms].iter().rev().fold(E::zero(), |sum, &factor| sum * r + E::of(factor));
    (n, r + r * r * sum)
}

#[inline(always)]
fn clamp<E: Float>(x: E, low: f64, high: f64) -> E {
    let x = if x < E::of(low) { E::of(low) } else { x };
    if x > E::of(high) { E::of(high) } else { x }
}

/// `eˣ`: 0 and infinity where it leaves the numbers of the type, NaN of NaN.
#[inline(always)]
pub(in super::super) fn exp<E: Float>(x: E) -> E {
    let (low, high) = if is_single::<E>() { (-105.0, 90.0) } else { (-750.0, 712.0) };
    let (n, rest) = reduce(clamp(x, low, high));
    // In two steps, for the power alone may be out of range where the result is not.
    let half = n >> 1;
    (rest + E::one()) * power_of_2(half) * power_of_2(n.wrapping_sub(half))
}

/// `eˣ − 1` of an `x` of at most 0, with all its digits near 0; any number of any other `x`.
#[inline(always)]
pub(super) fn exp_m1<E: Float>(x: E) -> E {
    // From −40 on it is −1 in both types.
    let (n, rest) = reduce(clamp(x, -40.0, 0.0));
    let power = power_of_2::<E>(n);
    rest * power + (power - E::one())
}

/// `tanh x = t / (t + 2)` with `t = e^(2 |x|) − 1`, and the sign of `x`.
#[inline(always)]
pub(super) fn tanh<E: Float>(x: E) -> E {
    let (n, rest) = reduce(clamp(x.abs() + x.abs(), 0.0, 40.0));
    let power = power_of_2::<E>(n);
    let t = rest * power + (power - E::one());
    let y = t / (t + E::of(2.0));
    if x < E::zero() { -y } else { y }
}

/// `ln(1 + eˣ)` of `x ≤ 0`, by `ln(1 + t) = 2 artanh(t / (2 + t))`: right to the last digits however small it is.
#[inline(always)]
pub(in super::super) fn softplus_below_zero<E: Float>(x: E) -> E {
    let t = exp(x);
    let s = t / (t + E::of(2.0));
    // `s ≤ 1/3`, so that every term is less than a ninth of the one before.
    let terms = if is_single::<E>() { 8 } else { 18 };
    let sum = (0..terms).rev().fold(E::zero(), |sum, k| sum * (s * s) + E::of(2.0 / (2 * k + 1) as f64));
    s * sum
}

/// `Φ(x) = (1 + erf(x / √2)) / 2`, the distribution function of the standard normal distribution.
///
/// In single precision by the fit of erfc in *Numerical Recipes* (section 6.2), which is right to 1.2e−7 of its
/// value and thus as good in the tail; in double precision by the error function itself.
#[inline(always)]
pub(super) fn normal_distribution<E: Float>(x: E) -> E {
    const FIT: [f64; 10] = [
        -1.26551223,
        1.00002368,
        0.37409196,
        0.09678418,
        -0.18628806,
        0.27886807,
        -1.13520398,
        1.48851587,
        -0.82215223,
        0.17087277,
    ];
    let z = x * E::of(std::f64::consts::FRAC_1_SQRT_2);
    let half = E::of(0.5);
    if is_single::<E>() {
        let t = E::one() / (E::one() + half * z.abs());
        let fit = FIT.iter().rev().fold(E::zero(), |sum, &factor| sum * t + E::of(factor));
        let tail = half * t * exp(fit - z * z);
        if z < E::zero() { tail } else { E::one() - tail }
    } else {
        half * (E::one() + z.erf())
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::*;

    /// The largest distance from `exact`, relative to it, over values of ±`range`.
    fn error<E: Float>(range: f64, f: impl Fn(E) -> E, exact: impl Fn(f64) -> f64) -> f64 {
        let x: Vec<E> = values(1, 200_000);
        x.into_iter()
            .map(|x| x * E::of(range / 2.0))
            .map(|x| {
                let exact = exact(x.to_f64().unwrap());
                ((f(x).to_f64().unwrap() - exact) / exact).abs()
            })
            .fold(0.0, f64::max)
    }

    #[test]
    fn exponentials_have_the_digits_of_their_type() {
        for range in [1e-3, 1.0, 80.0] {
            assert!(error::<f32>(range, exp, f64::exp) < 2.5e-7);
            assert!(error::<f64>(range, exp, f64::exp) < 5e-16);
        }
        assert!(error::<f64>(700.0, exp, f64::exp) < 5e-16);
    }

    #[test]
    fn exponentials_minus_one_have_the_digits_of_their_type() {
        for range in [1e-6, 1e-2, 1.0, 60.0] {
            assert!(error::<f32>(range, |x: f32| exp_m1(-x.abs()), |x| f64::exp_m1(-x.abs())) < 3e-7);
            assert!(error::<f64>(range, |x: f64| exp_m1(-x.abs()), |x| f64::exp_m1(-x.abs())) < 6e-16);
        }
        assert_eq!(exp_m1(f32::NEG_INFINITY), -1.0);
        assert!(exp_m1(f32::NAN).is_nan() && exp_m1(f64::NAN).is_nan());
    }

    #[test]
    fn hyperbolic_tangents_have_the_digits_of_their_type() {
        for range in [1e-6, 1e-2, 1.0, 30.0] {
            assert!(error::<f32>(range, tanh, f64::tanh) < 3e-7);
            assert!(error::<f64>(range, tanh, f64::tanh) < 6e-16);
        }
    }

    #[test]
    fn the_normal_distribution_is_right_in_its_tail() {
        let exact = |x: f64| 0.5 * libm::erfc(-x / 2.0_f64.sqrt());
        assert!(error::<f32>(1.0, normal_distribution, exact) < 5e-7);
        assert!(error::<f32>(8.0, normal_distribution, exact) < 1e-5);
    }

    #[test]
    fn softplus_has_the_digits_of_its_type() {
        for range in [1e-3, 1.0, 40.0] {
            let exact = |x: f64| (-x.abs()).exp().ln_1p();
            assert!(error::<f32>(range, |x| softplus_below_zero(-x.abs()), exact) < 5e-7);
            assert!(error::<f64>(range, |x| softplus_below_zero(-x.abs()), exact) < 1e-15);
        }
        assert_eq!(softplus_below_zero(f32::NEG_INFINITY), 0.0);
        assert!(softplus_below_zero(f64::NAN).is_nan());
    }

    #[test]
    fn exponentials_beyond_the_type() {
        for (x, y) in [(-1e30, 0.0), (f32::NEG_INFINITY, 0.0), (f32::INFINITY, f32::INFINITY), (1e30, f32::INFINITY)] {
            assert_eq!(exp(x), y);
            assert_eq!(exp(f64::from(x)), f64::from(y));
        }
        assert_eq!(exp(88.8_f32), f32::INFINITY);
        assert_eq!(exp(709.8_f64), f64::INFINITY);
        assert!(exp(88.7_f32).is_finite() && exp(709.7_f64).is_finite());
        // Below the normal numbers.
        assert_eq!(exp(-100.0_f32), (-100.0_f64).exp() as f32);
        assert_eq!(exp(0.0_f32), 1.0);
        assert!(exp(f32::NAN).is_nan() && exp(f64::NAN).is_nan());
    }

    #[test]
    fn zero_keeps_its_sign_under_the_hyperbolic_tangent() {
        assert_eq!(tanh(0.0_f32).to_bits(), 0.0_f32.to_bits());
        assert_eq!((tanh(f64::INFINITY), tanh(f64::NEG_INFINITY)), (1.0, -1.0));
        assert!(tanh(f32::NAN).is_nan());
    }
}
