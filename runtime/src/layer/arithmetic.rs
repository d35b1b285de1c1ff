use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::Tensor;

use super::activation::elementwise;
use crate::kernels::binary::{Binary, Operation};
use crate::kernels::unary;
use crate::pass::Pass;
use crate::storage::{self, Device, Dtype};

macro_rules! between_values {
    ($(#[$documentation:meta])* $name:ident, $operation:ident) => {
        $(#[$documentation])*
        ///
        /// # Errors
        /// The device's, when memory runs out.
        pub fn $name<S: Shape, E: Dtype, D: Device<E>>(
            a: &Tensor<S, E, D>,
            b: &Tensor<S, E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Tensor<S, E, D>, D::Err> {
            between(Operation::$operation, a, b, pass)
        }
    };
}

between_values! {
    /// `a + b`, element by element.
    add, Add
}
between_values! {
    /// `a − b`, element by element.
    sub, Subtract
}
between_values! {
    /// `a · b`, element by element.
    mul, Multiply
}
between_values! {
    /// `a / b`, element by element.
    div, Divide
}

/// `x + number`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn add_number<S: Shape, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    number: f64,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S, E, D>, D::Err> {
    elementwise(unary::Operation::AddNumber(number), x, pass)
}

/// `x · number`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn multiply_number<S: Shape, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    number: f64,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S, E, D>, D::Err> {
    elementwise(unary::Operation::MultiplyNumber(number), x, pass)
}

/// `number − x`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn number_minus<S: Shape, E: Dtype, D: Device<E>>(
    number: f64,
    x: &Tensor<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S, E, D>, D::Err> {
    elementwise(unary::Operation::NumberMinus(number), x, pass)
}

/// `number / x`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn number_over<S: Shape, E: Dtype, D: Device<E>>(
    number: f64,
    x: &Tensor<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S, E, D>, D::Err> {
    elementwise(unary::Operation::NumberOver(number), x, pass)
}

/// `−x`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn negate<S: Shape, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S, E, D>, D::Err> {
    elementwise(unary::Operation::Negate, x, pass)
}

fn between<S: Shape, E: Dtype, D: Device<E>>(
    operation: Operation,
    a: &Tensor<S, E, D>,
    b: &Tensor<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S, E, D>, D::Err> {
    let shape = *a.shape();
    let (a, b) = (storage::flat(a)?, storage::flat(b)?);
    let device = a.device().clone();
    let mut y = device.try_zeros_like(a.shape())?;
    Binary::forward(&device.kernels(), operation, D::read(&a), D::read(&b), D::write(&mut y));
    let (tracks_a, tracks_b) = (pass.tracks(&a), pass.tracks(&b));
    if tracks_a || tracks_b {
        let y = y.ghost();
        pass.record(move |gradients| {
            let dy = storage::take(gradients.get_or_alloc_mut(&y)?, &device)?;
            // One operand at a time: `x * x` is one gradient, borrowed twice.
            for (tracks, operand) in [(tracks_a, &a), (tracks_b, &b)] {
                if !tracks {
                    continue;
                }
                let mut gradient = storage::take(gradients.get_or_alloc_mut(operand)?, &device)?;
                let target = D::write_buffer(&mut gradient);
                let (da, db) = if std::ptr::eq(operand, &a) { (Some(target), None) } else { (None, Some(target)) };
                Binary::backward(&device.kernels(), operation, D::read(&a), D::read(&b), D::read_buffer(&dy), da, db);
                *gradients.get_or_alloc_mut(operand)? = gradient;
            }
            Ok(())
        });
    } else {
        pass.mark_constant(&y);
    }
    storage::shaped(y, shape)
}
