//! What a network with errors names, as far as its text tells.

use proc_macro2::Ident;

use crate::syntax::{ArgumentValue, Body, Call, Expression, Item};

/// A name and the scopes around it, outermost first.
pub(super) struct Named {
    pub(super) path: Vec<Ident>,
    pub(super) what: What,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum What {
    Scope,
    Layer,
    Value,
}

/// All names in the body of a network.
pub(super) fn sketch(body: &Body) -> Vec<Named> {
    let mut sketch = Sketch { named: Vec::new(), around: Vec::new() };
    sketch.body(body);
    sketch.named
}

struct Sketch {
    named: Vec<Named>,
    around: Vec<Ident>,
}

impl Sketch {
    fn name(&mut self, name: &Ident, what: What) {
        let path = self.around.iter().chain([name]).cloned().collect();
        self.named.push(Named { path, what });
    }

    fn body(&mut self, body: &Body) {
        for item in &body.items {
            match item {
                Item::Let(binding) => {
                    self.name(&binding.name, What::Value);
                    self.expression(&binding.value);
                }
                Item::Split(split) => {
                    split.names.iter().for_each(|name| self.name(name, What::Value));
                    self.expression(&split.value);
                }
                Item::Scope(scope) => self.scope(&scope.name, &scope.body),
                Item::Loss(_) | Item::Template(_) | Item::Defaults(_) => {}
            }
        }
        if let Some(result) = &body.result {
            self.expression(result);
        }
    }

    fn scope(&mut self, name: &Ident, body: &Body) {
        self.name(name, What::Scope);
        self.around.push(name.clone());
        self.body(body);
        self.around.pop();
    }

    fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::Value(_) | Expression::Number(_) | Expression::Constant(_) => {}
            Expression::Negative { operand: inner, .. } | Expression::Paren { value: inner, .. } => {
                self.expression(inner);
            }
            Expression::Binary { left, right, .. } => {
                self.expression(left);
                self.expression(right);
            }
            Expression::Tuple { values, .. } => values.iter().for_each(|value| self.expression(value)),
            Expression::Call(call) => {
                self.name(&call.callee, What::Value);
                self.arguments(call);
            }
            Expression::Scope(scope) => self.scope(&scope.name, &scope.body),
            Expression::Chain { source, steps } => {
                self.expression(source);
                for step in steps {
                    let name = step.name.as_ref().map_or(&step.call.callee, |(name, _)| name);
                    self.name(name, What::Layer);
                    self.arguments(&step.call);
                }
            }
        }
    }

    fn arguments(&mut self, call: &Call) {
        for argument in call.arguments.iter().flat_map(|arguments| &arguments.arguments) {
            if let ArgumentValue::Expression(value) = &argument.value {
                self.expression(value);
            }
        }
    }
}
