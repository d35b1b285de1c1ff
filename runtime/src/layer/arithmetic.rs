use dfdx::shapes::Shape;

use super::activation::elementwise;
use crate::kernels::Comparison;
use crate::kernels::binary::{Binary, Operation};
use crate::kernels::unary;
use crate::pass::{self, Frame, Id, Keeps, Part, Pass, Value};
use crate::storage::{Device, Dtype};

macro_rules! between_values {
    ($(#[$documentation:meta])* $name:ident, $operation:ident) => {
        $(#[$documentation])*
        ///
        /// # Errors
        /// The device's, when memory runs out.
        pub fn $name<S: Shape, E: Dtype, D: Device<E>>(
            a: &Value<S, E, D>,
            b: &Value<S, E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<S, E, D>, D::Err> {
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
between_values! {
    /// The larger of each two elements; NaN if either is. Those that are equal share the gradient evenly.
    maximum, Maximum
}
between_values! {
    /// The smaller of each two elements; NaN if either is. Those that are equal share the gradient evenly.
    minimum, Minimum
}

/// 1 where the elements compare so, and 0 elsewhere. No gradient goes back.
///
/// # Errors
/// The device's, when memory runs out.
pub fn compare<S: Shape, E: Dtype, D: Device<E>>(
    comparison: Comparison,
    a: &Value<S, E, D>,
    b: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    between(Operation::Compare(comparison), a, b, pass)
}

/// 1 where `x` compares so with a number, and 0 elsewhere. No gradient goes back.
///
/// # Errors
/// The device's, when memory runs out.
pub fn compare_number<S: Shape, E: Dtype, D: Device<E>>(
    comparison: Comparison,
    x: &Value<S, E, D>,
    number: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    elementwise(unary::Operation::Compare(comparison, number), x, pass)
}

/// `x + number`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn add_number<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    number: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    elementwise(unary::Operation::AddNumber(number), x, pass)
}

/// `x · number`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn multiply_number<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    number: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    elementwise(unary::Operation::MultiplyNumber(number), x, pass)
}

/// `number − x`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn number_minus<S: Shape, E: Dtype, D: Device<E>>(
    number: f64,
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    elementwise(unary::Operation::NumberMinus(number), x, pass)
}

/// `number / x`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn number_over<S: Shape, E: Dtype, D: Device<E>>(
    number: f64,
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    elementwise(unary::Operation::NumberOver(number), x, pass)
}

/// `−x`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn negate<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    elementwise(unary::Operation::Negate, x, pass)
}

fn between<S: Shape, E: Dtype, D: Device<E>>(
    operation: Operation,
    a: &Value<S, E, D>,
    b: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    Ok(Value::new(apply(operation, [a.id(), b.id()], a.shape().num_elements(), pass), *a.shape()))
}

/// One operation between two values of so many elements.
pub(super) fn apply<E: Dtype, D: Device<E>>(
    operation: Operation,
    operands: [Id; 2],
    len: usize,
    pass: &mut Pass<E, D>,
) -> Id {
    pass.apply(Between { operation }, &operands, &[len])
}

/// One operation between two values.
#[derive(PartialEq)]
struct Between {
    operation: Operation,
}

impl<E: Dtype, D: Device<E>> pass::Operation<E, D> for Between {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Binary::forward(&kernels, self.operation, reads.operand(0), reads.operand(1), y);
    }

    fn keeps(&self) -> Keeps {
        if self.operation.bends() { Keeps::operands(&[0, 1]) } else { Keeps::NOTHING }
    }

    fn hands_on(&self) -> &'static [usize] {
        match self.operation {
            Operation::Add => &[0, 1],
            Operation::Subtract => &[0],
            _ => &[],
        }
    }

    fn stops(&self) -> bool {
        matches!(self.operation, Operation::Compare(_))
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let handed_on = pass::Operation::<E, D>::hands_on(self);
        // One operand at a time: `x * x` is one gradient, added to twice. What is handed on goes last: it may be the same
        // memory from then on.
        for operand in (0..2).filter(|operand| !handed_on.contains(operand)) {
            if at.wants(operand) {
                let (reads, [gradient]) = at.lend([Part::Gradient(operand)]);
                let dy = reads.incoming();
                let (a, b) = match self.operation.bends() {
                    true => (reads.operand(0), reads.operand(1)),
                    // The derivatives are constants.
                    false => (dy, dy),
                };
                let (da, db) = if operand == 0 { (Some(gradient), None) } else { (None, Some(gradient)) };
                Binary::backward(&kernels, self.operation, a, b, dy, da, db);
            }
        }
        for operand in handed_on {
            at.hand_on(*operand);
        }
    }
}
