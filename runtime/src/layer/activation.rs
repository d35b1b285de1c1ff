use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::Tensor;

use crate::kernels::unary::{Operation, Unary};
use crate::pass::Pass;
use crate::storage::{self, Device, Dtype};

macro_rules! activation {
    ($(#[$documentation:meta])* $name:ident, $operation:ident) => {
        $(#[$documentation])*
        ///
        /// # Errors
        /// The device's, when memory runs out.
        pub fn $name<S: Shape, E: Dtype, D: Device<E>>(
            x: &Tensor<S, E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Tensor<S, E, D>, D::Err> {
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

/// `x` where it is positive, `slope · x` elsewhere.
///
/// # Errors
/// The device's, when memory runs out.
pub fn leaky_relu<S: Shape, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    slope: f64,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S, E, D>, D::Err> {
    elementwise(Operation::LeakyRelu(slope), x, pass)
}

/// Applies an operation to every element.
pub(super) fn elementwise<S: Shape, E: Dtype, D: Device<E>>(
    operation: Operation,
    x: &Tensor<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S, E, D>, D::Err> {
    let shape = *x.shape();
    let x = storage::flat(x)?;
    let device = x.device().clone();
    let mut y = device.try_zeros_like(x.shape())?;
    Unary::forward(&device.kernels(), operation, D::read(&x), D::write(&mut y));
    if pass.tracks(&x) {
        let output = y.clone();
        pass.record(move |gradients| {
            let dy = storage::take(gradients.get_or_alloc_mut(&output)?, &device)?;
            Unary::backward(
                &device.kernels(),
                operation,
                D::read(&x),
                D::read(&output),
                D::read_buffer(&dy),
                D::write_buffer(gradients.get_or_alloc_mut(&x)?),
            );
            Ok(())
        });
    } else {
        pass.mark_constant(&y);
    }
    storage::shaped(y, shape)
}
