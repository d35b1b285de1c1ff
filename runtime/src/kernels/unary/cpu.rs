use std::iter::zip;

use super::super::arithmetic::Arithmetic;
use super::super::parallel::{compute_each, for_each};
use super::super::{Cpu, Float};
use super::exponential::{exp, exp_m1, sigmoid, silu, tanh};
use super::logarithm::{ln, ln_1p};
use super::normal::{gelu, gelu_gradient};
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
            Operation::Gelu => compute(x, y, gelu),
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
            Operation::Exp => compute(x, y, exp),
            Operation::Ln => compute(x, y, ln),
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
            Operation::Gelu => compute_scale(known, dy, gelu_gradient),
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
