use std::iter::zip;

use pulp::bytemuck::cast;

use super::super::arithmetic::Arithmetic;
use super::super::comparison::{by_comparison, truth};
use super::super::parallel::{compute_each, for_each};
use super::super::{Cpu, Float};
use super::exponential::{USUAL, exp, exp_m1, exp_of_usual, is_single, sigmoid, silu, tanh};
use super::logarithm::{ln, ln_1p, ln_of_usual};
use super::normal::{gelu, gelu_gradient};
use super::{Operation, Unary};

/// The sign of a number in single precision.
const SIGN: u32 = 1 << 31;

/// The values of which one that is unusual has all computed once more.
const BLOCK: usize = 256;

for_floats!(Unary for Cpu {
    fn forward(&self, operation: Operation, x: &[E], y: &mut [E]) {
        let zero = E::zero();
        match operation {
            Operation::Relu => map(x, y, move |x| if zero > x { zero } else { x }),
            Operation::LeakyRelu(slope) => {
                let slope = E::of(slope);
                map(x, y, move |x| if x > zero { x } else { x * slope });
            }
            Operation::Gelu => compute(x, y, gelu),
            Operation::GeluTanh => compute(
                x,
                y,
                #[inline(always)]
                move |arithmetic, x| x * sigmoid(arithmetic, twice(x)),
            ),
            Operation::Sigmoid => compute(x, y, sigmoid),
            Operation::Tanh => compute(x, y, tanh),
            Operation::Abs => map(x, y, E::abs),
            Operation::Elu(alpha) => {
                let alpha = E::of(alpha);
                compute(
                    x,
                    y,
                    #[inline(always)]
                    move |arithmetic, x| if x > zero { x } else { alpha * exp_m1(arithmetic, x) },
                );
            }
            Operation::Silu => compute(x, y, silu),
            Operation::Softplus(beta) => {
                let beta = E::of(beta);
                compute(
                    x,
                    y,
                    #[inline(always)]
                    move |arithmetic, x| softplus(arithmetic, beta * x) / beta,
                );
            }
            Operation::Exp => compute_usual(x, y, |bits| bits & !SIGN, USUAL.to_bits(), exp_of_usual, exp),
            Operation::Ln => {
                // Numbers below 0 count on from the largest, and those below the normal ones are beyond them all.
                let normal = f32::MIN_POSITIVE.to_bits();
                let bits = |bits: u32| bits.wrapping_sub(normal);
                compute_usual(x, y, bits, f32::MAX.to_bits() - normal, ln_of_usual, ln);
            }
            Operation::Sqrt => map(x, y, E::sqrt),
            Operation::Square => map(x, y, move |x| x * x),
            Operation::Clamp { min, max } => {
                let (min, max) = (E::of(min), E::of(max));
                map(x, y, move |x| {
                    let x = if x < min { min } else { x };
                    if x > max { max } else { x }
                });
            }
            Operation::Floor => map(x, y, E::floor),
            Operation::Negate => map(x, y, move |x| -x),
            Operation::AddNumber(number) => {
                let number = E::of(number);
                map(x, y, move |x| x + number);
            }
            Operation::MultiplyNumber(number) => {
                let number = E::of(number);
                map(x, y, move |x| x * number);
            }
            Operation::NumberMinus(number) => {
                let number = E::of(number);
                map(x, y, move |x| number - x);
            }
            Operation::NumberOver(number) => {
                let number = E::of(number);
                map(x, y, move |x| number / x);
            }
            Operation::Compare(comparison, number) => {
                let number = E::of(number);
                by_comparison!(comparison, |compare| map(x, y, move |x| compare(x, number)));
            }
        }
    }

    fn backward(&self, operation: Operation, known: Option<&[E]>, dy: &mut [E]) {
        let (zero, one) = (E::zero(), E::one());
        let known = known.unwrap_or(&[]);
        match operation {
            Operation::Relu => scale(known, dy, move |y, dy| if y <= zero { zero } else { dy }),
            Operation::LeakyRelu(slope) => {
                let slope = E::of(slope);
                scale(known, dy, move |x, dy| if x > zero { dy } else { dy * slope });
            }
            Operation::Gelu => compute_scale(known, dy, gelu_gradient),
            Operation::GeluTanh => compute_scale(
                known,
                dy,
                #[inline(always)]
                move |arithmetic, x, dy| {
                    let sigmoid = sigmoid(arithmetic, twice(x));
                    let slope = E::of(2.0 * FACTOR) * arithmetic.multiply_add(E::of(3.0 * CUBIC) * x, x, one);
                    dy * sigmoid * arithmetic.multiply_add(x * slope, one - sigmoid, one)
                },
            ),
            Operation::Sigmoid => scale(known, dy, move |y, dy| dy * y * (one - y)),
            Operation::Tanh => scale(known, dy, move |y, dy| dy * (one - y * y)),
            Operation::Abs => scale(known, dy, move |x, dy| if x == zero { zero } else { dy * x.signum() }),
            Operation::Elu(alpha) => {
                let alpha = E::of(alpha);
                compute_scale(
                    known,
                    dy,
                    #[inline(always)]
                    move |arithmetic, x, dy| if x > zero { dy } else { dy * alpha * exp(arithmetic, x) },
                );
            }
            Operation::Silu => compute_scale(
                known,
                dy,
                #[inline(always)]
                move |arithmetic, x, dy| {
                    let sigmoid = sigmoid(arithmetic, x);
                    dy * sigmoid * arithmetic.multiply_add(x, one - sigmoid, one)
                },
            ),
            Operation::Softplus(beta) => {
                let beta = E::of(beta);
                compute_scale(
                    known,
                    dy,
                    #[inline(always)]
                    move |arithmetic, x, dy| dy * sigmoid(arithmetic, beta * x),
                );
            }
            Operation::Exp => scale(known, dy, move |y, dy| dy * y),
            Operation::Ln => scale(known, dy, move |x, dy| dy / x),
            Operation::Sqrt => scale(known, dy, move |y, dy| dy / (y + y)),
            Operation::Square => scale(known, dy, move |x, dy| dy * (x + x)),
            Operation::Clamp { min, max } => {
                let (min, max) = (E::of(min), E::of(max));
                scale(known, dy, move |x, dy| if x >= min && x <= max { dy } else { zero });
            }
            Operation::Floor | Operation::Compare(..) => dy.fill(zero),
            Operation::Negate | Operation::NumberMinus(_) => change(dy, move |dy| -dy),
            Operation::AddNumber(_) => {},
            Operation::MultiplyNumber(number) => {
                let number = E::of(number);
                change(dy, move |dy| dy * number);
            }
            Operation::NumberOver(number) => {
                let number = E::of(number);
                scale(known, dy, move |x, dy| -dy * (number / x) / x);
            }
        }
    }
});

/// `√(2/π)` and the other number in what comes near to the normal distribution.
const FACTOR: f64 = std::f64::consts::FRAC_2_SQRT_PI * std::f64::consts::FRAC_1_SQRT_2;
const CUBIC: f64 = 0.044_715;

/// Twice what the hyperbolic tangent is taken of: `(1 + tanh(z)) / 2` is the sigmoid of `2z`.
#[inline(always)]
fn twice<E: Float>(x: E) -> E {
    E::of(2.0 * FACTOR) * (x + E::of(CUBIC) * x * x * x)
}

/// `y = f(x)`.
#[inline(always)]
fn map<E: Float>(x: &[E], y: &mut [E], f: impl Fn(E) -> E + Copy + Send + Sync) {
    compute(
        x,
        y,
        #[inline(always)]
        move |_, x| f(x),
    );
}

/// `y = f(x)` for a function of some arithmetic.
#[inline(always)]
fn compute<E: Float>(x: &[E], y: &mut [E], f: impl Fn(Arithmetic, E) -> E + Copy + Send + Sync) {
    compute_each(
        x.len(),
        1,
        (x, y),
        #[inline(always)]
        move |arithmetic, (x, y)| {
            for (y, &x) in zip(y, x) {
                *y = f(arithmetic, x);
            }
        },
    );
}

/// [`compute`] of a function that is simpler for most values, and as exact: those whose bits, after `key`, are at most
/// `limit` in single precision. A block that has others is computed once more.
#[inline(always)]
fn compute_usual<E: Float>(
    x: &[E],
    y: &mut [E],
    key: impl Fn(u32) -> u32 + Copy + Send + Sync,
    limit: u32,
    usual: impl Fn(Arithmetic, E) -> E + Copy + Send + Sync,
    any: impl Fn(Arithmetic, E) -> E + Copy + Send + Sync,
) {
    if !is_single::<E>() {
        return compute(x, y, any);
    }
    compute_each(
        x.len(),
        1,
        (x, y),
        #[inline(always)]
        move |arithmetic, (x, y)| {
            for (x, y) in zip(x.chunks(BLOCK), y.chunks_mut(BLOCK)) {
                let mut largest = 0;
                for (y, &x) in zip(&mut *y, x) {
                    largest = largest.max(key(cast(x)));
                    *y = usual(arithmetic, x);
                }
                if largest > limit {
                    for (y, &x) in zip(y, x) {
                        *y = any(arithmetic, x);
                    }
                }
            }
        },
    );
}

/// `dy = f(value, dy)`.
#[inline(always)]
fn scale<E: Float>(values: &[E], dy: &mut [E], f: impl Fn(E, E) -> E + Copy + Send + Sync) {
    compute_scale(
        values,
        dy,
        #[inline(always)]
        move |_, value, dy| f(value, dy),
    );
}

/// `dy = f(value, dy)` for a function of some arithmetic.
#[inline(always)]
fn compute_scale<E: Float>(values: &[E], dy: &mut [E], f: impl Fn(Arithmetic, E, E) -> E + Copy + Send + Sync) {
    compute_each(
        dy.len(),
        1,
        (values, dy),
        #[inline(always)]
        move |arithmetic, (values, dy)| {
            for (dy, &value) in zip(dy, values) {
                *dy = f(arithmetic, value, *dy);
            }
        },
    );
}

/// `dy = f(dy)`.
#[inline(always)]
fn change<E: Float>(dy: &mut [E], f: impl Fn(E) -> E + Copy + Send + Sync) {
    for_each(
        dy.len(),
        1,
        dy,
        #[inline(always)]
        move |dy: &mut [E]| {
            for dy in dy {
                *dy = f(*dy);
            }
        },
    );
}

/// `ln(1 + eˣ)`, with an exponential that cannot overflow.
#[inline(always)]
fn softplus<E: Float>(arithmetic: Arithmetic, x: E) -> E {
    let positive = if x > E::zero() { x } else { E::zero() };
    positive + ln_1p(arithmetic, exp(arithmetic, -x.abs()))
}
