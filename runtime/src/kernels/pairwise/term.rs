//! What a pair of values costs, and how that changes with each of the two.

use super::super::Float;
use super::super::arithmetic::Arithmetic;
use super::super::unary::exponential::{exp, softplus_below_zero};

/// The function of a pair. All of it is inlined into loops.
pub(super) trait Term<E>: Copy + Send + Sync {
    /// A term costs about this many elements of a memory-bound loop.
    const COST: usize = 1;

    /// `f(x, y)`
    fn value(self, x: E, y: E) -> E;

    /// `∂f/∂x`
    fn along_x(self, x: E, y: E) -> E;

    /// `∂f/∂y`; what depends on the difference alone falls as `x` makes it rise.
    fn along_y(self, x: E, y: E) -> E;
}

#[derive(Clone, Copy)]
pub(super) struct Absolute;

impl<E: Float> Term<E> for Absolute {
    #[inline(always)]
    fn value(self, x: E, y: E) -> E {
        (x - y).abs()
    }

    #[inline(always)]
    fn along_x(self, x: E, y: E) -> E {
        sign(x - y)
    }

    #[inline(always)]
    fn along_y(self, x: E, y: E) -> E {
        sign(y - x)
    }
}

#[derive(Clone, Copy)]
pub(super) struct Squared;

impl<E: Float> Term<E> for Squared {
    #[inline(always)]
    fn value(self, x: E, y: E) -> E {
        (x - y) * (x - y)
    }

    #[inline(always)]
    fn along_x(self, x: E, y: E) -> E {
        (x - y) + (x - y)
    }

    #[inline(always)]
    fn along_y(self, x: E, y: E) -> E {
        self.along_x(y, x)
    }
}

#[derive(Clone, Copy)]
pub(super) struct Huber<E> {
    pub(super) delta: E,
}

impl<E: Float> Term<E> for Huber<E> {
    #[inline(always)]
    fn value(self, x: E, y: E) -> E {
        let (distance, half) = ((x - y).abs(), E::of(0.5));
        if distance <= self.delta { half * distance * distance } else { self.delta * (distance - half * self.delta) }
    }

    #[inline(always)]
    fn along_x(self, x: E, y: E) -> E {
        let difference = x - y;
        if difference.abs() <= self.delta { difference } else { self.delta * sign(difference) }
    }

    #[inline(always)]
    fn along_y(self, x: E, y: E) -> E {
        self.along_x(y, x)
    }
}

#[derive(Clone, Copy)]
pub(super) struct SmoothAbsolute<E> {
    pub(super) beta: E,
}

impl<E: Float> Term<E> for SmoothAbsolute<E> {
    #[inline(always)]
    fn value(self, x: E, y: E) -> E {
        let (distance, half) = ((x - y).abs(), E::of(0.5));
        if distance < self.beta { half * distance * distance / self.beta } else { distance - half * self.beta }
    }

    #[inline(always)]
    fn along_x(self, x: E, y: E) -> E {
        let difference = x - y;
        if difference.abs() < self.beta { difference / self.beta } else { sign(difference) }
    }

    #[inline(always)]
    fn along_y(self, x: E, y: E) -> E {
        self.along_x(y, x)
    }
}

#[derive(Clone, Copy)]
pub(super) struct KlDivergence;

impl<E: Float> Term<E> for KlDivergence {
    const COST: usize = 16;

    #[inline(always)]
    fn value(self, x: E, y: E) -> E {
        // Nothing of a class that cannot be, even if its logarithm is −∞; but NaN stays NaN.
        if y == E::zero() && !x.is_nan() { E::zero() } else { y * (y.ln() - x) }
    }

    #[inline(always)]
    fn along_x(self, _: E, y: E) -> E {
        -y
    }

    #[inline(always)]
    fn along_y(self, x: E, y: E) -> E {
        y.max(E::min_positive_value()).ln() + E::one() - x
    }
}

#[derive(Clone, Copy)]
pub(super) struct Hinge;

impl<E: Float> Term<E> for Hinge {
    #[inline(always)]
    fn value(self, x: E, y: E) -> E {
        let missing = E::one() - x * y;
        if E::zero() > missing { E::zero() } else { missing }
    }

    #[inline(always)]
    fn along_x(self, x: E, y: E) -> E {
        if E::one() - x * y <= E::zero() { E::zero() } else { -y }
    }

    #[inline(always)]
    fn along_y(self, x: E, y: E) -> E {
        self.along_x(y, x)
    }
}

#[derive(Clone, Copy)]
pub(super) struct Cost;

impl<E: Float> Term<E> for Cost {
    #[inline(always)]
    fn value(self, x: E, _: E) -> E {
        x
    }

    #[inline(always)]
    fn along_x(self, _: E, _: E) -> E {
        E::one()
    }

    #[inline(always)]
    fn along_y(self, _: E, _: E) -> E {
        E::zero()
    }
}

#[derive(Clone, Copy)]
pub(super) struct SigmoidCrossEntropy;

impl<E: Float> Term<E> for SigmoidCrossEntropy {
    const COST: usize = 8;

    #[inline(always)]
    fn value(self, x: E, y: E) -> E {
        let positive = if E::zero() > x { E::zero() } else { x };
        positive - x * y + softplus_below_zero(Arithmetic::PLAIN, -x.abs())
    }

    #[inline(always)]
    fn along_x(self, x: E, y: E) -> E {
        sigmoid(x) - y
    }

    #[inline(always)]
    fn along_y(self, x: E, _: E) -> E {
        -x
    }
}

#[derive(Clone, Copy)]
pub(super) struct SigmoidFocal<E> {
    pub(super) alpha: E,
    pub(super) gamma: E,
}

impl<E: Float> SigmoidFocal<E> {
    /// α of the label.
    #[inline(always)]
    fn weight(self, y: E) -> E {
        y * self.alpha + (E::one() - y) * (E::one() - self.alpha)
    }

    /// `1 − p_y`, the probability of the other label.
    #[inline(always)]
    fn other(self, x: E, y: E) -> E {
        y * sigmoid(-x) + (E::one() - y) * sigmoid(x)
    }

    /// `d other^γ / d other`; 0 where it would be infinite, because `other` cannot move there.
    #[inline(always)]
    fn power_slope(self, other: E) -> E {
        if self.gamma == E::zero() || other <= E::zero() {
            E::zero()
        } else {
            self.gamma * power(other, self.gamma - E::one())
        }
    }
}

impl<E: Float> Term<E> for SigmoidFocal<E> {
    const COST: usize = 24;

    #[inline(always)]
    fn value(self, x: E, y: E) -> E {
        self.weight(y) * SigmoidCrossEntropy.value(x, y) * power(self.other(x, y), self.gamma)
    }

    #[inline(always)]
    fn along_x(self, x: E, y: E) -> E {
        let other = self.other(x, y);
        let other_slope = (E::one() - y - y) * sigmoid(x) * sigmoid(-x);
        let entropy: E = SigmoidCrossEntropy.along_x(x, y);
        let factor = SigmoidCrossEntropy.value(x, y) * self.power_slope(other) * other_slope;
        self.weight(y) * (entropy * power(other, self.gamma) + factor)
    }

    #[inline(always)]
    fn along_y(self, x: E, y: E) -> E {
        let other = self.other(x, y);
        let entropy: E = SigmoidCrossEntropy.value(x, y);
        let weight_slope = self.alpha + self.alpha - E::one();
        let other_slope = sigmoid(-x) - sigmoid(x);
        let power = power(other, self.gamma);
        weight_slope * entropy * power + self.weight(y) * (entropy * self.power_slope(other) * other_slope - x * power)
    }
}

/// The sign of a number; 0 of 0, NaN of NaN.
#[inline(always)]
fn sign<E: Float>(x: E) -> E {
    if x == E::zero() { E::zero() } else { x.signum() }
}

#[inline(always)]
fn sigmoid<E: Float>(x: E) -> E {
    E::one() / (E::one() + exp(Arithmetic::PLAIN, -x))
}

/// `x^exponent` of `x ≥ 0`; the exponents that people use cost a multiplication or none.
#[inline(always)]
pub(in super::super) fn power<E: Float>(x: E, exponent: E) -> E {
    if exponent == E::of(2.0) {
        x * x
    } else if exponent == E::one() {
        x
    } else if exponent == E::zero() {
        E::one()
    } else {
        x.powf(exponent)
    }
}
