use super::super::arithmetic::Arithmetic;
use super::super::comparison::{by_comparison, truth};
use super::super::{Cpu, Float};
use super::exponential::{USUAL, exp, exp_m1, exp_of_usual, sigmoid, silu, tanh};
use super::logarithm::{ln, ln_1p, ln_of_usual};
use super::loops::{change, compute, compute_scale, compute_usual, map, scale};
use super::normal::{gelu, gelu_gradient};
use super::{Operation, Unary};

/// The sign of a number in single precision.
const SIGN: u32 = 1 << 31;

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
            Operation::Square | Operation::Power(2.0) => map(x, y, move |x| x * x),
            Operation::Power(0.5) => map(x, y, E::sqrt),
            Operation::Power(p) => {
                let p = E::of(p);
                map(x, y, move |x| x.powf(p));
            }
            Operation::Clamp { min, max } => {
                let (min, max) = (E::of(min), E::of(max));
                map(x, y, move |x| {
                    let x = if x < min { min } else { x };
                    if x > max { max } else { x }
                });
            }
            Operation::Floor => map(x, y, E::floor),
            Operation::HardTanh { min, max } => {
                let (min, max) = (E::of(min), E::of(max));
                map(x, y, move |x| {
                    let x = if x < min { min } else { x };
                    if x > max { max } else { x }
                });
            }
            Operation::HardSigmoid => map(x, y, hard_sigmoid),
            Operation::HardSwish => map(
                x,
                y,
                #[inline(always)]
                move |x| x * hard_sigmoid(x),
            ),
            Operation::Selu => {
                let (scale, low) = (E::of(SELU[0]), E::of(SELU[1]));
                compute(
                    x,
                    y,
                    #[inline(always)]
                    move |arithmetic, x| if x > zero { scale * x } else { low * exp_m1(arithmetic, x) },
                );
            }
            Operation::Celu(alpha) => {
                let alpha = E::of(alpha);
                compute(
                    x,
                    y,
                    #[inline(always)]
                    move |arithmetic, x| if x > zero { x } else { alpha * exp_m1(arithmetic, x / alpha) },
                );
            }
            Operation::Softsign => map(x, y, move |x| x / (E::one() + x.abs())),
            Operation::Mish => compute(
                x,
                y,
                #[inline(always)]
                move |arithmetic, x| {
                    let [whole, rest] = tanh_of_softplus(arithmetic, x);
                    x * (whole / rest)
                },
            ),
            Operation::LogSigmoid => compute(
                x,
                y,
                #[inline(always)]
                move |arithmetic, x| -softplus(arithmetic, -x),
            ),
            Operation::HardShrink(threshold) => {
                let threshold = E::of(threshold);
                map(x, y, move |x| if x.abs() <= threshold { zero } else { x });
            }
            Operation::SoftShrink(threshold) => {
                let threshold = E::of(threshold);
                map(x, y, move |x| {
                    if x.abs() <= threshold { zero } else { x - x.signum() * threshold }
                });
            }
            Operation::TanhShrink => compute(
                x,
                y,
                #[inline(always)]
                move |arithmetic, x| x - tanh(arithmetic, x),
            ),
            Operation::Squareplus(b) => {
                let b = E::of(b);
                map(x, y, move |x| E::of(0.5) * (x + (x * x + b).sqrt()));
            }
            Operation::SparsePlus => map(x, y, move |x| {
                let bent = E::of(0.25) * (x + E::one()) * (x + E::one());
                let low = if x <= -E::one() { zero } else { bent };
                if x >= E::one() { x } else { low }
            }),
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
            Operation::Square | Operation::Power(2.0) => scale(known, dy, move |x, dy| dy * (x + x)),
            Operation::Power(p) => {
                let (p, less) = (E::of(p), E::of(p - 1.0));
                scale(known, dy, move |x, dy| if x == zero { zero } else { dy * (p * x.powf(less)) });
            }
            Operation::Clamp { min, max } => {
                let (min, max) = (E::of(min), E::of(max));
                scale(known, dy, move |x, dy| if x >= min && x <= max { dy } else { zero });
            }
            Operation::Floor | Operation::Compare(..) => dy.fill(zero),
            Operation::HardTanh { min, max } => {
                let (min, max) = (E::of(min), E::of(max));
                scale(known, dy, move |x, dy| if x <= min || x >= max { zero } else { dy });
            }
            Operation::HardSigmoid => {
                let (end, slope) = (E::of(3.0), E::of(1.0 / 6.0));
                scale(known, dy, move |x, dy| if x.abs() >= end { zero } else { dy * slope });
            }
            Operation::HardSwish => {
                let (end, slope, half) = (E::of(3.0), E::of(1.0 / 3.0), E::of(0.5));
                scale(known, dy, move |x, dy| {
                    let bent = if x <= -end { zero } else { dy * (x * slope + half) };
                    if x >= end { dy } else { bent }
                });
            }
            Operation::Selu => {
                let (factor, low) = (E::of(SELU[0]), E::of(SELU[1]));
                compute_scale(
                    known,
                    dy,
                    #[inline(always)]
                    move |arithmetic, x, dy| if x > zero { dy * factor } else { dy * low * exp(arithmetic, x) },
                );
            }
            Operation::Celu(alpha) => {
                let alpha = E::of(alpha);
                compute_scale(
                    known,
                    dy,
                    #[inline(always)]
                    move |arithmetic, x, dy| if x > zero { dy } else { dy * exp(arithmetic, x / alpha) },
                );
            }
            Operation::Softsign => scale(known, dy, move |x, dy| dy / ((one + x.abs()) * (one + x.abs()))),
            Operation::Mish => compute_scale(
                known,
                dy,
                #[inline(always)]
                move |arithmetic, x, dy| {
                    let [whole, rest] = tanh_of_softplus(arithmetic, x);
                    let (tanh, left) = (whole / rest, E::of(2.0) / rest);
                    let slope = tanh + x * sigmoid(arithmetic, x) * left * (one + tanh);
                    if x > E::of(20.0) { dy } else { dy * slope }
                },
            ),
            Operation::LogSigmoid => compute_scale(
                known,
                dy,
                #[inline(always)]
                move |arithmetic, x, dy| dy * sigmoid(arithmetic, -x),
            ),
            Operation::HardShrink(threshold) | Operation::SoftShrink(threshold) => {
                let threshold = E::of(threshold);
                scale(known, dy, move |x, dy| if x.abs() <= threshold { zero } else { dy });
            }
            Operation::TanhShrink => compute_scale(
                known,
                dy,
                #[inline(always)]
                move |arithmetic, x, dy| {
                    let tanh = tanh(arithmetic, x);
                    dy * tanh * tanh
                },
            ),
            Operation::Squareplus(b) => {
                let b = E::of(b);
                scale(known, dy, move |x, dy| dy * E::of(0.5) * (one + x / (x * x + b).sqrt()));
            }
            Operation::SparsePlus => scale(known, dy, move |x, dy| {
                let low = if x <= -one { zero } else { dy * E::of(0.5) * (x + one) };
                if x >= one { dy } else { low }
            }),
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

/// The scale of SELU, and the scale times `alpha` (Klambauer et al. 2017).
const SELU: [f64; 2] = [1.050_700_987_355_480_5, 1.758_099_340_847_376_6];

/// `x / 6 + 1/2`, from 0 to 1.
#[inline(always)]
fn hard_sigmoid<E: Float>(x: E) -> E {
    let y = x * E::of(1.0 / 6.0) + E::of(0.5);
    let y = if y < E::zero() { E::zero() } else { y };
    if y > E::one() { E::one() } else { y }
}

/// `tanh(ln(1 + eˣ))` as a fraction: `e (e + 2) / (e (e + 2) + 2)`. From 20 on it is 1, and `e` would overflow.
#[inline(always)]
fn tanh_of_softplus<E: Float>(arithmetic: Arithmetic, x: E) -> [E; 2] {
    let e = exp(arithmetic, if x > E::of(20.0) { E::of(20.0) } else { x });
    let whole = e * (e + E::of(2.0));
    [whole, whole + E::of(2.0)]
}

/// Twice what the hyperbolic tangent is taken of: `(1 + tanh(z)) / 2` is the sigmoid of `2z`.
#[inline(always)]
fn twice<E: Float>(x: E) -> E {
    E::of(2.0 * FACTOR) * (x + E::of(CUBIC) * x * x * x)
}

/// `ln(1 + eˣ)`, with an exponential that cannot overflow.
#[inline(always)]
fn softplus<E: Float>(arithmetic: Arithmetic, x: E) -> E {
    let positive = if x > E::zero() { x } else { E::zero() };
    positive + ln_1p(arithmetic, exp(arithmetic, -x.abs()))
}
