//! Expressions: values, numbers, and what joins them.

use std::rc::Rc;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::spanned::Spanned;

use super::body::{Checker, source};
use super::fold;
use super::frame::Meaning;
use super::text::text;
use crate::layer::Layer;
use crate::layer::arithmetic::{self, Binary, WithNumber};
use crate::model::{Label, Operation, Source, Value};
use crate::syntax::{Expression, Operator};

impl Checker<'_> {
    /// What an expression comes to.
    pub(super) fn expression(&mut self, expression: &Expression) -> Meaning {
        match expression {
            Expression::Value(name) => self.value_named(name),
            Expression::Number(number) => self.number(fold::literal(number), expression),
            Expression::Negative { minus_token, operand } => match self.expression(operand) {
                Meaning::Number(number) => Meaning::Number(-number),
                Meaning::Value(value) => {
                    // The sign itself is what people point at.
                    let name = Ident::new("negative", minus_token.span());
                    self.arithmetic(name, "-", WithNumber::Negate, vec![value], source(expression))
                }
                list @ Meaning::List(_) => {
                    self.one_value(list, operand);
                    Meaning::Poisoned
                }
                Meaning::Poisoned => Meaning::Poisoned,
            },
            Expression::Binary { left, operator, right } => self.binary(left, *operator, right, expression),
            Expression::Call(call) => self.function(call, None),
            Expression::Named { name, call, .. } => self.source(name, call, None),
            Expression::Placed { value, placement } => self.placed(value, placement),
            Expression::Foreign(foreign) => {
                let value = self.foreign(foreign, None, None, source(foreign));
                value.map_or(Meaning::Poisoned, Meaning::Value)
            }
            Expression::Chain { source, steps } => {
                let mut value = self.value(source);
                for step in steps {
                    value = self.step(step, value);
                }
                value.map_or(Meaning::Poisoned, Meaning::Value)
            }
            Expression::Scope(scope) => {
                let values = self.inline_scope(scope);
                self.only(values, &scope.name).map_or(Meaning::Poisoned, Meaning::Value)
            }
            Expression::Scan(scan) => self.scan(scan),
            Expression::Tuple { values, .. } => {
                for value in values {
                    self.expression(value);
                }
                let joined = values.iter().map(text).collect::<Vec<_>>().join(", ");
                self.errors.error(
                    expression,
                    format!("`{}` are several values where one is expected", text(expression)),
                    format!(
                        "join them: `concat({joined}, axis = 0)`; a scope, a template and a network with named outputs can end \
                         with several"
                    ),
                );
                Meaning::Poisoned
            }
            Expression::Constant(_) => {
                self.errors.error(expression, "a path is not a value", "write the name of a value");
                Meaning::Poisoned
            }
            Expression::Paren { value, .. } => self.expression(value),
            Expression::Element { list, bracket_token, index } => self.element(list, bracket_token, index),
            Expression::Choice(choice) => self.choice(choice),
        }
    }

    /// A value that flows through layers. A number in its place is reported.
    pub(super) fn value(&mut self, expression: &Expression) -> Option<Value> {
        let meaning = self.expression(expression);
        self.one_value(meaning, expression)
    }

    fn one_value(&mut self, meaning: Meaning, expression: &Expression) -> Option<Value> {
        match meaning {
            Meaning::Value(value) => Some(value),
            Meaning::List(values) => {
                let written = text(expression);
                let fact = format!("`{written}` is a list of {} values, but one is expected here", values.len());
                let help = format!("write one of them, as in `{written}[0]`; `concat({written}, axis = 0)` joins all");
                self.errors.error(expression, fact, help);
                None
            }
            Meaning::Number(number) => {
                let fact = match expression {
                    Expression::Value(name) => format!("`{name}` is the number {number}, but a value is expected here"),
                    _ => format!("`{}` is a number, but a value is expected here", text(expression)),
                };
                let help = "numbers are joined to values by `+ - * /`; write the name of a value";
                self.errors.error(expression, fact, help);
                None
            }
            Meaning::Poisoned => None,
        }
    }

    fn number(&mut self, number: Option<f64>, written: &Expression) -> Meaning {
        match number {
            Some(number) if number.is_finite() => Meaning::Number(number),
            _ => {
                self.errors.error(
                    written,
                    format!("`{}` comes to no finite number", text(written)),
                    "write a number that can be computed with",
                );
                Meaning::Poisoned
            }
        }
    }

    fn binary(&mut self, left: &Expression, operator: Operator, right: &Expression, whole: &Expression) -> Meaning {
        let by_zero = |number: f64| matches!(operator, Operator::Divide(_)) && number == 0.0;
        let meanings = [left, right].map(|operand| match self.expression(operand) {
            list @ Meaning::List(_) => {
                self.one_value(list, operand);
                Meaning::Poisoned
            }
            meaning => meaning,
        });
        if let Operator::Power(sign) = operator
            && let Some(Meaning::Value(value)) = meanings.iter().find(|meaning| matches!(meaning, Meaning::Value(_)))
        {
            let name = &value.name;
            let fact = format!("`^` is between numbers, and `{name}` is a value");
            self.errors.error(sign, fact, "write `x -> square`, or `x * x * x`");
            return Meaning::Poisoned;
        }
        match meanings.into() {
            (Meaning::Poisoned | Meaning::List(_), _) | (_, Meaning::Poisoned | Meaning::List(_)) => Meaning::Poisoned,
            (_, Meaning::Number(number)) if by_zero(number) => {
                let fact = format!("`{}` divides by zero", text(whole));
                self.errors.error(right, fact, "divide by another number");
                Meaning::Poisoned
            }
            (Meaning::Number(left), Meaning::Number(right)) => {
                self.number(Some(fold::combine(left, operator, right)), whole)
            }
            (Meaning::Value(left), Meaning::Value(right)) => {
                self.operation(operator, Binary(operator), vec![left, right], whole)
            }
            (Meaning::Value(value), Meaning::Number(number)) => {
                let layer = match operator {
                    Operator::Add(_) => WithNumber::Add(number),
                    Operator::Subtract(_) => WithNumber::Add(-number),
                    Operator::Multiply(_) => WithNumber::Multiply(number),
                    Operator::Divide(_) => WithNumber::Multiply(1.0 / number),
                    Operator::Power(_) => return Meaning::Poisoned,
                    Operator::Compare(comparison) => WithNumber::Compare(comparison, number),
                };
                self.operation(operator, layer, vec![value], whole)
            }
            (Meaning::Number(number), Meaning::Value(value)) => {
                let layer = match operator {
                    Operator::Add(_) => WithNumber::Add(number),
                    Operator::Subtract(_) => WithNumber::Minus(number),
                    Operator::Multiply(_) => WithNumber::Multiply(number),
                    Operator::Divide(_) => WithNumber::Over(number),
                    Operator::Power(_) => return Meaning::Poisoned,
                    Operator::Compare(comparison) => WithNumber::ComparedWith(number, comparison),
                };
                self.operation(operator, layer, vec![value], whole)
            }
        }
    }

    fn operation(
        &mut self,
        operator: Operator,
        layer: impl Layer + 'static,
        inputs: Vec<Value>,
        whole: &Expression,
    ) -> Meaning {
        let (name, sign) = match operator {
            Operator::Add(_) => ("sum", "+"),
            Operator::Subtract(_) => ("difference", "-"),
            Operator::Multiply(_) => ("product", "*"),
            Operator::Divide(_) => ("quotient", "/"),
            Operator::Power(_) => ("power", "^"),
            Operator::Compare(comparison) => ("comparison", arithmetic::sign(comparison)),
        };
        let tokens = operator.to_token_stream();
        // The name stands for the operator, so that it is where the operator is.
        let name = Ident::new(name, tokens.span());
        self.arithmetic(name, sign, layer, inputs, Source { text: text(whole), tokens })
    }

    fn arithmetic(
        &mut self,
        name: Ident,
        sign: &str,
        layer: impl Layer + 'static,
        inputs: Vec<Value>,
        source: Source,
    ) -> Meaning {
        let operation = Operation::Layer {
            layer: Rc::new(layer),
            label: sign.to_owned(),
            field: None,
            inputs,
            demands: Vec::new(),
        };
        Meaning::Value(self.push(Label { name, declared: false }, operation, source))
    }
}
