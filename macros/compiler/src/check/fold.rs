//! Arithmetic between numbers, which is done when the program is compiled.

use crate::syntax::{Comparison, Expression, Number, Operator};

/// The value of an expression of numbers alone; `None` if it has values in it or comes to no finite number.
pub(crate) fn number(expression: &Expression) -> Option<f64> {
    let number = match expression {
        Expression::Number(number) => literal(number)?,
        Expression::Negative { operand, .. } => -self::number(operand)?,
        Expression::Paren { value, .. } => self::number(value)?,
        Expression::Binary { left, operator, right } => combine(self::number(left)?, *operator, self::number(right)?),
        _ => return None,
    };
    number.is_finite().then_some(number)
}

/// Whether a comparison of numbers holds; `None` if it is none.
pub(crate) fn truth(expression: &Expression) -> Option<bool> {
    match expression {
        Expression::Binary { operator: Operator::Compare(_), .. } => Some(number(expression)? != 0.0),
        Expression::Paren { value, .. } => truth(value),
        _ => None,
    }
}

/// A literal; `None` if it is too large for a number.
pub(super) fn literal(number: &Number) -> Option<f64> {
    let number = match number {
        Number::Integer(literal) => literal.base10_parse::<f64>().ok()?,
        Number::Float(literal) => literal.base10_parse::<f64>().ok()?,
    };
    number.is_finite().then_some(number)
}

pub(super) fn combine(left: f64, operator: Operator, right: f64) -> f64 {
    match operator {
        Operator::Add(_) => left + right,
        Operator::Subtract(_) => left - right,
        Operator::Multiply(_) => left * right,
        Operator::Divide(_) => left / right,
        Operator::Power(_) => left.powf(right),
        Operator::Compare(comparison) => f64::from(u8::from(compare(left, comparison, right))),
    }
}

fn compare(left: f64, comparison: Comparison, right: f64) -> bool {
    match comparison {
        Comparison::Less(_) => left < right,
        Comparison::AtMost(_) => left <= right,
        Comparison::Greater(_) => left > right,
        Comparison::AtLeast(_) => left >= right,
        Comparison::Equal(_) => left == right,
        Comparison::Unequal(_) => left != right,
    }
}
