//! The standard normal distribution.

use std::f64::consts::FRAC_1_SQRT_2;

use super::super::Float;
use super::super::arithmetic::Arithmetic;
use super::exponential::{exp_below_zero, exp_near_zero, is_single};

/// `1 / √(2π)`.
const FACTOR: f64 = 0.398_942_280_401_432_7;

/// `Φ(−x) · e^(x² / 2)` for `0 ≤ x ≤ 14.5` as one polynomial over another, fitted for the least largest relative error:
/// 6e-9. No factor is negative, so that nothing cancels.
const ABOVE: [f64; 5] =
    [0.500_000_002_953_869, 0.438_294_568_435_017, 0.183_234_806_310_655, 0.040_633_101_188_108, 0.004_116_286_875_283];
const BELOW: [f64; 6] = [
    1.0,
    1.674_474_118_044_179,
    1.202_501_869_414_939,
    0.469_469_744_319_394,
    0.101_858_527_294_530,
    0.010_317_881_327_399,
];

/// The distribution function `Φ(x) = (1 + erf(x / √2)) / 2`, and the density `φ(x) = e^(−x² / 2) / √(2π)` over `factor`.
///
/// In single precision the distribution is as good in its tail as elsewhere, down to the normal numbers; in double
/// precision it is by the error function.
struct Normal<E> {
    distribution: E,
    density: E,
}

impl<E: Float> Normal<E> {
    #[inline(always)]
    fn new(arithmetic: Arithmetic, x: E) -> Self {
        let half = E::of(0.5);
        if !is_single::<E>() {
            let distribution = half * (E::one() + (x * E::of(FRAC_1_SQRT_2)).erf());
            return Normal { distribution, density: exp_below_zero(arithmetic, x * x * -half) * E::of(FACTOR) };
        }
        // From here on, the exponential is 0.
        let size = if x.abs() > E::of(13.27) { E::of(13.27) } else { x.abs() };
        let square = size * size;
        // What rounding took from the square would be seen in the exponential of a large one.
        let lost = arithmetic.multiply_add(size, size, -square);
        let exponential = exp_near_zero(arithmetic, square * -half, lost, -half);
        let ratio = arithmetic.polynomial_by_square(size, square, &ABOVE)
            / arithmetic.polynomial_by_square(size, square, &BELOW);
        let tail = exponential * ratio;
        let distribution = if x < E::zero() { tail } else { E::one() - tail };
        Normal { distribution, density: exponential * E::of(FACTOR) }
    }
}

/// `x · Φ(x)`.
#[inline(always)]
pub(super) fn gelu<E: Float>(arithmetic: Arithmetic, x: E) -> E {
    x * Normal::new(arithmetic, x).distribution
}

/// `dy · (Φ(x) + x · φ(x))`.
#[inline(always)]
pub(super) fn gelu_gradient<E: Float>(arithmetic: Arithmetic, x: E, dy: E) -> E {
    let Normal { distribution, density } = Normal::new(arithmetic, x);
    dy * arithmetic.multiply_add(x, density, distribution)
}

#[cfg(test)]
mod tests {
    use std::iter::zip;

    use super::super::super::check::values;
    use super::*;

    fn exact(x: f32) -> f64 {
        0.5 * libm::erfc(f64::from(-x) * FRAC_1_SQRT_2)
    }

    #[test]
    fn the_distribution_is_right_in_its_tail() {
        // Without a fused operation, the square has no more digits than its type.
        for (arithmetic, far) in zip(Arithmetic::BOTH, [4e-6, 4e-7]) {
            for (range, limit) in [(1.0, 3.5e-7), (8.0, far), (13.0, 3.0 * far)] {
                for x in values::<f32>(1, 200_000) {
                    let x = x * range / 2.0;
                    let error = (f64::from(Normal::new(arithmetic, x).distribution) / exact(x) - 1.0).abs();
                    assert!(error < limit, "{error:e} at {x}");
                }
            }
        }
    }

    #[test]
    fn the_gradient_has_the_digits_of_single_precision() {
        for arithmetic in Arithmetic::BOTH {
            for x in values::<f32>(2, 200_000).into_iter().map(|x| 4.0 * x) {
                let wide = f64::from(x);
                let expected = exact(x) + wide * (-0.5 * wide * wide).exp() * FACTOR;
                let error = (f64::from(gelu_gradient(arithmetic, x, 1.0)) - expected).abs();
                assert!(error < 2e-7, "{error:e} at {x}");
            }
        }
    }

    #[test]
    fn the_ends_of_single_precision() {
        for arithmetic in Arithmetic::BOTH {
            assert_eq!([-1e30, -14.5, 0.0, 14.5, 1e30].map(|x| gelu(arithmetic, x)), [0.0, 0.0, 0.0, 14.5_f32, 1e30]);
            let gradients = [-1e30, -14.5, 0.0, 14.5, 1e30].map(|x| gelu_gradient(arithmetic, x, 1.0_f32));
            assert_eq!(gradients, [0.0, 0.0, 0.5, 1.0, 1.0]);
            assert!(gelu(arithmetic, f32::NAN).is_nan() && gelu_gradient(arithmetic, f32::NAN, 1.0).is_nan());
        }
    }
}
