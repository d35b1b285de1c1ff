//! Operators and functions that work element by element.

use std::ops::{Add, Div, Mul, Neg, Sub};

use dfdx::tensor::Tensor;

use super::{Batch, Sample};
use crate::kernels::binary::Operation as Binary;
use crate::layer;
use crate::storage::{Device, Dtype};

/// `x ⊙ y` of two batches, of which the right one is stretched, or of a batch and a variable of the layer.
macro_rules! binary {
    ($($name:ident $method:ident $operation:ident;)*) => {$(
        impl<'p, S: Sample, S2: Sample, E: Dtype, D: Device<E>> $name<Batch<'p, S2, E, D>> for Batch<'p, S, E, D> {
            type Output = Self;

            fn $method(self, other: Batch<'p, S2, E, D>) -> Self {
                self.combine(other, Binary::$operation)
            }
        }

        impl<S: Sample, S2: Sample, E: Dtype, D: Device<E>> $name<&Tensor<S2, E, D>> for Batch<'_, S, E, D> {
            type Output = Self;

            fn $method(self, variable: &Tensor<S2, E, D>) -> Self {
                self.combine(self.variable(variable), Binary::$operation)
            }
        }
    )*};
}

binary! {
    Add add Add;
    Sub sub Subtract;
    Mul mul Multiply;
    Div div Divide;
}

/// The same of a batch and a number, and of a number and a batch.
macro_rules! with_number {
    ($($name:ident $method:ident |$x:ident, $number:ident, $pass:ident| $right:expr, $left:expr;)*) => {$(
        impl<S: Sample, E: Dtype, D: Device<E>> $name<f64> for Batch<'_, S, E, D> {
            type Output = Self;

            fn $method(self, $number: f64) -> Self {
                self.apply(|$x, $pass| $right)
            }
        }

        impl<'p, S: Sample, E: Dtype, D: Device<E>> $name<Batch<'p, S, E, D>> for f64 {
            type Output = Batch<'p, S, E, D>;

            fn $method(self, batch: Batch<'p, S, E, D>) -> Batch<'p, S, E, D> {
                let $number = self;
                batch.apply(|$x, $pass| $left)
            }
        }
    )*};
}

with_number! {
    Add add |x, number, pass| layer::add_number(x, number, pass), layer::add_number(x, number, pass);
    Sub sub |x, number, pass| layer::add_number(x, -number, pass), layer::number_minus(number, x, pass);
    Mul mul |x, number, pass| layer::multiply_number(x, number, pass), layer::multiply_number(x, number, pass);
    Div div |x, number, pass| layer::multiply_number(x, number.recip(), pass), layer::number_over(number, x, pass);
}

impl<S: Sample, E: Dtype, D: Device<E>> Neg for Batch<'_, S, E, D> {
    type Output = Self;

    fn neg(self) -> Self {
        self.apply(|x, pass| layer::negate(x, pass))
    }
}

macro_rules! functions {
    ($($(#[$documentation:meta])* $name:ident($($setting:ident),*);)*) => {
        impl<S: Sample, E: Dtype, D: Device<E>> Batch<'_, S, E, D> {$(
            $(#[$documentation])*
            pub fn $name(self $(, $setting: f64)*) -> Self {
                self.apply(|x, pass| layer::$name(x $(, $setting)*, pass))
            }
        )*}
    };
}

functions! {
    /// `|x|`; its gradient at 0 is 0.
    abs();
    /// `x` within bounds; no gradient where it is beyond them.
    clamp(min, max);
    /// `eˣ`.
    exp();
    /// `x · Φ(x)`, with the distribution function of the normal distribution.
    gelu();
    /// `x` where it is positive, `slope · x` elsewhere.
    leaky_relu(slope);
    /// The natural logarithm.
    ln();
    /// `max(x, 0)`; its gradient at 0 is 0.
    relu();
    /// `1 / (1 + e⁻ˣ)`.
    sigmoid();
    /// `x · sigmoid(x)`.
    silu();
    /// `ln(1 + exp(beta · x)) / beta`.
    softplus(beta);
    /// `√x`.
    sqrt();
    /// `x²`.
    square();
    /// The hyperbolic tangent.
    tanh();
}

impl<'p, S: Sample, E: Dtype, D: Device<E>> Batch<'p, S, E, D> {
    /// The larger of each two elements, where the other value is stretched as by an operator. Equal ones share the gradient.
    pub fn maximum<S2: Sample>(self, other: Batch<'p, S2, E, D>) -> Self {
        self.combine(other, Binary::Maximum)
    }

    /// The smaller of each two elements, where the other value is stretched as by an operator. Equal ones share the gradient.
    pub fn minimum<S2: Sample>(self, other: Batch<'p, S2, E, D>) -> Self {
        self.combine(other, Binary::Minimum)
    }
}
