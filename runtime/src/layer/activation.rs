use dfdx::shapes::Shape;

use crate::kernels::unary::{Known, Operation, Unary};
use crate::pass::{self, Frame, Keeps, Part, Pass, Value};
use crate::storage::{Device, Dtype};

macro_rules! activation {
    ($(#[$documentation:meta])* $name:ident, $operation:ident) => {
        $(#[$documentation])*
        ///
        /// # Errors
        /// The device's, when memory runs out.
        pub fn $name<S: Shape, E: Dtype, D: Device<E>>(
            x: &Value<S, E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<S, E, D>, D::Err> {
            elementwise(Operation::$operation, x, pass)
        }
    };
}

activation! {
    /// `max(x, 0)`; its gradient at 0 is 0.
    relu, Relu
}
activation! {
    /// `x · Φ(x)` with the exact distribution function of the normal distribution
    /// ([Hendrycks and Gimpel 2016](https://arxiv.org/abs/1606.08415)).
    gelu, Gelu
}
activation! {
    /// `x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))`, the `gelu` of GPT-2 and of TensorFlow's BERT
    /// ([Hendrycks and Gimpel 2016](https://arxiv.org/abs/1606.08415)).
    gelu_tanh, GeluTanh
}
activation! {
    /// `1 / (1 + exp(−x))`.
    sigmoid, Sigmoid
}
activation! {
    /// The hyperbolic tangent.
    tanh, Tanh
}
activation! {
    /// `|x|`; its gradient at 0 is 0.
    abs, Abs
}

activation! {
    /// `x / (1 + exp(−x))`, also known as swish
    /// ([Elfwing, Uchibe and Doya 2017](https://arxiv.org/abs/1702.03118)).
    silu, Silu
}
activation! {
    /// `exp(x)`.
    exp, Exp
}
activation! {
    /// The natural logarithm; −∞ at 0, where its gradient is infinite, and NaN below.
    ln, Ln
}
activation! {
    /// `√x`; its gradient at 0 is infinite, and below 0 it is NaN.
    sqrt, Sqrt
}
activation! {
    /// `x²`.
    square, Square
}
activation! {
    /// The largest whole number that is at most `x`; its gradient is 0.
    floor, Floor
}
activation! {
    /// `x / 6 + 1/2`, from 0 to 1 ([Howard et al. 2019](https://arxiv.org/abs/1905.02244)); its gradient is 0 from these on.
    hard_sigmoid, HardSigmoid
}
activation! {
    /// `x` times [`hard_sigmoid`] of it ([Howard et al. 2019](https://arxiv.org/abs/1905.02244)).
    hard_swish, HardSwish
}
activation! {
    /// `1.0507 · x` where it is positive, `1.7581 · (exp(x) − 1)` elsewhere
    /// ([Klambauer et al. 2017](https://arxiv.org/abs/1706.02515)).
    selu, Selu
}
activation! {
    /// `x / (1 + |x|)`.
    softsign, Softsign
}
activation! {
    /// `x · tanh(ln(1 + exp(x)))` ([Misra 2019](https://arxiv.org/abs/1908.08681)).
    mish, Mish
}
activation! {
    /// `−ln(1 + exp(−x))`.
    log_sigmoid, LogSigmoid
}
activation! {
    /// `x − tanh(x)`.
    tanh_shrink, TanhShrink
}
activation! {
    /// 0 up to −1, `(x + 1)² / 4` up to 1, then `x`.
    sparse_plus, SparsePlus
}

/// `x` where it is positive, `alpha · (exp(x) − 1)` elsewhere
/// ([Clevert, Unterthiner and Hochreiter 2015](https://arxiv.org/abs/1511.07289)).
///
/// # Errors
/// The device's, when memory runs out.
pub fn elu<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    alpha: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    elementwise(Operation::Elu(alpha), x, pass)
}

/// `ln(1 + exp(beta · x)) / beta`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn softplus<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    beta: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    elementwise(Operation::Softplus(beta), x, pass)
}

/// `x` where it is positive, `alpha · (exp(x / alpha) − 1)` elsewhere
/// ([Barron 2017](https://arxiv.org/abs/1704.07483)).
///
/// # Errors
/// The device's, when memory runs out.
pub fn celu<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    alpha: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    elementwise(Operation::Celu(alpha), x, pass)
}

/// `x` where it is further from 0 than the threshold, 0 elsewhere.
///
/// # Errors
/// The device's, when memory runs out.
pub fn hard_shrink<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    threshold: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    elementwise(Operation::HardShrink(threshold), x, pass)
}

/// `x` nearer to 0 by the threshold, 0 where it is as near.
///
/// # Errors
/// The device's, when memory runs out.
pub fn soft_shrink<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    threshold: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    elementwise(Operation::SoftShrink(threshold), x, pass)
}

/// `xᵖ`, whose gradient at 0 is 0 unless `p` is 1.
pub(super) fn power<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    p: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    if p == 1.0 { Ok(*x) } else { elementwise(Operation::Power(p), x, pass) }
}

/// `(x + √(x² + b)) / 2` ([Barron 2021](https://arxiv.org/abs/2112.11687)).
///
/// # Errors
/// The device's, when memory runs out.
pub fn squareplus<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    b: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    elementwise(Operation::Squareplus(b), x, pass)
}

/// The nearest number from `min` to `max`; its gradient is 0 from these on.
///
/// # Errors
/// The device's, when memory runs out.
pub fn hard_tanh<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    min: f64,
    max: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    elementwise(Operation::HardTanh { min, max }, x, pass)
}

/// `max(x, 0)` up to 6; its gradient is 0 from these on.
///
/// # Errors
/// The device's, when memory runs out.
pub fn relu6<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    hard_tanh(x, 0.0, 6.0, pass)
}

/// The nearest number from `min` to `max`; its gradient is 0 outside of these, and 1 at them.
///
/// # Errors
/// The device's, when memory runs out.
pub fn clamp<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    min: f64,
    max: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    elementwise(Operation::Clamp { min, max }, x, pass)
}

/// [`clamp`] without an upper end.
///
/// # Errors
/// The device's, when memory runs out.
pub fn clamp_min<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    min: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    clamp(x, min, f64::INFINITY, pass)
}

/// [`clamp`] without a lower end.
///
/// # Errors
/// The device's, when memory runs out.
pub fn clamp_max<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    max: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    clamp(x, f64::NEG_INFINITY, max, pass)
}

/// `x` where it is positive, `slope · x` elsewhere.
///
/// # Errors
/// The device's, when memory runs out.
pub fn leaky_relu<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    slope: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    elementwise(Operation::LeakyRelu(slope), x, pass)
}

/// Applies an operation to every element.
pub(super) fn elementwise<S: Shape, E: Dtype, D: Device<E>>(
    operation: Operation,
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let len = x.shape().num_elements();
    let y = pass.apply(Elementwise { operation }, &[x.id()], &[len]);
    Ok(Value::new(y, *x.shape()))
}

#[derive(PartialEq)]
struct Elementwise {
    operation: Operation,
}

impl<E: Dtype, D: Device<E>> pass::Operation<E, D> for Elementwise {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Unary::forward(&kernels, self.operation, reads.operand(0), y);
    }

    fn keeps(&self) -> Keeps {
        match self.operation.known() {
            Known::Nothing => Keeps::NOTHING,
            Known::Input => Keeps::operands(&[0]),
            Known::Output => Keeps::outputs(&[0]),
        }
    }

    fn hands_on(&self) -> &'static [usize] {
        &[0]
    }

    fn stops(&self) -> bool {
        matches!(self.operation, Operation::Compare(..))
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [dy]) = at.lend([Part::Incoming]);
        let known = match self.operation.known() {
            Known::Nothing => None,
            Known::Input => Some(reads.operand(0)),
            Known::Output => Some(reads.output(0)),
        };
        Unary::backward(&kernels, self.operation, known, dy);
        at.hand_on(0);
    }
}
