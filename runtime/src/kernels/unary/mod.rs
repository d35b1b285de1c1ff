//! Functions of one value, element by element.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
pub(super) mod exponential;
pub(super) mod logarithm;
mod loops;
mod normal;
#[cfg(test)]
mod tests;

use super::{Comparison, Memory};

/// A function of one value `x`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operation {
    /// `max(x, 0)`; the gradient at 0 is 0.
    Relu,
    /// `x` where it is positive, else `slope · x`; the gradient at 0 is the slope.
    LeakyRelu(f64),
    /// `x · Φ(x)` with `Φ(x) = (1 + erf(x / √2)) / 2`.
    Gelu,
    /// `x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))`, which is near it.
    GeluTanh,
    /// `1 / (1 + e⁻ˣ)`.
    Sigmoid,
    /// The hyperbolic tangent.
    Tanh,
    /// `|x|`; the gradient at 0 is 0.
    Abs,
    /// `x` where it is positive, else `alpha · (eˣ − 1)`; the gradient at 0 is `alpha`.
    Elu(f64),
    /// `x / (1 + e⁻ˣ)`.
    Silu,
    /// `ln(1 + e^(beta · x)) / beta` for this `beta`.
    Softplus(f64),
    /// `eˣ`.
    Exp,
    /// The natural logarithm; the gradient at 0 is infinite.
    Ln,
    /// `√x`; the gradient at 0 is infinite.
    Sqrt,
    /// `x²`.
    Square,
    /// `xᵖ` for this `p`, other than 1; the gradient at 0 is 0, even that of a root.
    Power(f64),
    /// The nearest number from `min` to `max`; the gradient is 0 outside of these, and 1 at them.
    Clamp {
        /// May be −∞.
        min: f64,
        /// May be ∞.
        max: f64,
    },
    /// The largest whole number that is at most `x`; the gradient is 0.
    Floor,
    /// The nearest number from `min` to `max`; the gradient is 0 from these on.
    HardTanh {
        /// The lower end.
        min: f64,
        /// The upper end.
        max: f64,
    },
    /// `x / 6 + 1/2`, from 0 to 1; the gradient is 0 from these on.
    HardSigmoid,
    /// `x` times that.
    HardSwish,
    /// `1.0507 · x` where it is positive, else `1.7581 · (eˣ − 1)`.
    Selu,
    /// `x` where it is positive, else `alpha · (e^(x / alpha) − 1)` for this `alpha`.
    Celu(f64),
    /// `x / (1 + |x|)`.
    Softsign,
    /// `x · tanh(ln(1 + eˣ))`.
    Mish,
    /// `−ln(1 + e⁻ˣ)`.
    LogSigmoid,
    /// `x` where it is further from 0 than this, else 0.
    HardShrink(f64),
    /// `x`, nearer to 0 by this; 0 where it is as near.
    SoftShrink(f64),
    /// `x − tanh(x)`.
    TanhShrink,
    /// `(x + √(x² + b)) / 2` for this `b`.
    Squareplus(f64),
    /// 0 up to −1, `(x + 1)² / 4` up to 1, then `x`.
    SparsePlus,
    /// `−x`.
    Negate,
    /// `x + number`.
    AddNumber(f64),
    /// `x · number`.
    MultiplyNumber(f64),
    /// `number − x`.
    NumberMinus(f64),
    /// `number / x`.
    NumberOver(f64),
    /// 1 where `x` compares so with a number, and 0 elsewhere; the gradient is 0.
    Compare(Comparison, f64),
}

/// What the derivative of a function is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing: it is a constant.
    Nothing,
    /// `x`.
    Input,
    /// `y = f(x)`.
    Output,
}

impl Operation {
    /// What the derivative is computed from.
    pub fn known(self) -> Known {
        match self {
            Self::Relu | Self::Sigmoid | Self::Tanh | Self::Exp | Self::Sqrt => Known::Output,
            Self::Floor
            | Self::Negate
            | Self::AddNumber(_)
            | Self::MultiplyNumber(_)
            | Self::NumberMinus(_)
            | Self::Compare(..) => Known::Nothing,
            Self::LeakyRelu(_)
            | Self::Gelu
            | Self::GeluTanh
            | Self::Abs
            | Self::Elu(_)
            | Self::Silu
            | Self::Softplus(_)
            | Self::Ln
            | Self::Square
            | Self::Power(_)
            | Self::Clamp { .. }
            | Self::HardTanh { .. }
            | Self::HardSigmoid
            | Self::HardSwish
            | Self::Selu
            | Self::Celu(_)
            | Self::Softsign
            | Self::Mish
            | Self::LogSigmoid
            | Self::HardShrink(_)
            | Self::SoftShrink(_)
            | Self::TanhShrink
            | Self::Squareplus(_)
            | Self::SparsePlus
            | Self::NumberOver(_) => Known::Input,
        }
    }
}

/// Applies an [`Operation`] to every element. All the slices have one length.
pub trait Unary<E>: Memory<E> {
    /// `y = f(x)`.
    fn forward(&self, operation: Operation, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `dy *= f′(x)`, which makes it the gradient of `x`, given what [`Operation::known`] asks for.
    fn backward(&self, operation: Operation, known: Option<Self::Slice<'_>>, dy: Self::SliceMut<'_>);
}
