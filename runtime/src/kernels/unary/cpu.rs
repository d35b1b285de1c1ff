use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};
use std::iter::zip;

use super::super::parallel::for_each;
use super::super::{Cpu, Float};
use super::exponential::{exp, exp_m1, normal_distribution, tanh};
use super::logarithm::{ln, ln_1p};
use super::{Operation, Unary};

for_floats!(Unary for Cpu {
    fn forward(&self, operation: Operation, x: &[E], y: &mut [E]) {
        let zero = E::zero();
        match operation {
            Operation::Relu => map(x, y, move |x| if zero > x { zero } else { x }),
            Operation::LeakyRelu(slope) => {
                let slope = E::of(slope);
                map(x, y, move |x| if x > zero { x } else { x * slope });
            }
            Operation::Gelu => map(x, y, gelu),
            Operation::Sigmoid => map(x, y, sigmoid),
            Operation::Tanh => map(x, y, tanh),
            Operation::Abs => map(x, y, E::abs),
            Operation::Elu(alpha) => {
                let alpha = E::of(alpha);
                map(
                    x,
                    y,
                    #[inline(always)]
                    move |x| if x > zero { x } else { alpha * exp_m1(x) },
                );
            }
            Operation::Silu => map(
                x,
                y,
                #[inline(always)]
                |x| x * sigmoid(x),
            ),
            Operation::Softplus(beta) => {
                let beta = E::of(beta);
                map(
                    x,
                    y,
                    #[inline(always)]
                    move |x| softplus(beta * x) / beta,
                );
            }
            Operation::Exp => map(x, y, exp),
            Operation::Ln => map(x, y, ln),
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
            Operation::Gelu => scale(known, dy, gelu_gradient),
            Operation::Sigmoid => scale(known, dy, move |y, dy| dy * y * (one - y)),
            Operation::Tanh => scale(known, dy, move |y, dy| dy * (one - y * y)),
            Operation::Abs => scale(known, dy, move |x, dy| if x == zero { zero } else { dy * x.signum() }),
            Operation::Elu(alpha) => {
                let alpha = E::of(alpha);
                scale(
                    known,
                    dy,
                    #[inline(always)]
                    move |x, dy| if x > zero { dy } else { dy * alpha * exp(x) },
                );
            }
            Operation::Silu => scale(
                known,
                dy,
                #[inline(always)]
                move |x, dy| {
                    let sigmoid = sigmoid(x);
                    dy * sigmoid * (one + x * (one - sigmoid))
                },
            ),
            Operation::Softplus(beta) => {
                let beta = E::of(beta);
                scale(
                    known,
                    dy,
                    #[inline(always)]
                    move |x, dy| dy * sigmoid(beta * x),
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
            Operation::Floor => dy.fill(zero),
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

/// `y = f(x)`.
#[inline(always)]
fn map<E: Float>(x: &[E], y: &mut [E], f: impl Fn(E) -> E + Copy + Send + Sync) {
    for_each(
        x.len(),
        1,
        (x, y),
        #[inline(always)]
        move |(x, y)| {
            for (y, &x) in zip(y, x) {
                *y = f(x);
            }
        },
    );
}

/// `dy = f(value, dy)`.
#[inline(always)]
fn scale<E: Float>(values: &[E], dy: &mut [E], f: impl Fn(E, E) -> E + Copy + Send + Sync) {
    for_each(
        dy.len(),
        1,
        (values, dy),
        #[inline(always)]
        move |(values, dy)| {
            for (dy, &value) in zip(dy, values) {
                *dy = f(value, *dy);
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

#[inline(always)]
fn sigmoid<E: Float>(x: E) -> E {
    E::one() / (E::one() + exp(-x))
}

/// `ln(1 + eˣ)`, with an exponential that cannot overflow.
#[inline(always)]
fn softplus<E: Float>(x: E) -> E {
    let positive = if x > E::zero() { x } else { E::zero() };
    positive + ln_1p(exp(-x.abs()))
}

#[inline(always)]
fn gelu<E: Float>(x: E) -> E {
    x * normal_distribution(x)
}

/// `dy · (Φ(x) + x · Φ′(x))` with `Φ′(x) = e^(−x² / 2) / √(2π)`.
#[inline(always)]
fn gelu_gradient<E: Float>(x: E, dy: E) -> E {
    let density = exp(x * x * E::of(-0.5)) * E::of(0.5 * FRAC_2_SQRT_PI * FRAC_1_SQRT_2);
    dy * (normal_distribution(x) + x * density)
}
