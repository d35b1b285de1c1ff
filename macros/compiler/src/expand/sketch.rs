//! What a network with errors names, as far as its text tells.

use proc_macro2::Ident;

use super::names;
use crate::syntax::{Argument, ArgumentValue, Body, Expression, Foreign, ForeignKind, Item, Layer};

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
        body.items.iter().for_each(|item| self.item(item));
        if let Some(result) = &body.result {
            self.expression(result);
        }
    }

    fn item(&mut self, item: &Item) {
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
            Item::Broken(broken) => broken.item.iter().for_each(|item| self.item(item)),
            Item::Loss(_) | Item::Template(_) | Item::Defaults(_) => {}
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
            Expression::Value(_) | Expression::Number(_) | Expression::Constant(_) | Expression::Element { .. } => {}
            Expression::Choice(choice) => {
                self.body(&choice.then);
                self.body(&choice.otherwise);
            }
            Expression::Negative { operand: inner, .. }
            | Expression::Paren { value: inner, .. }
            | Expression::Placed { value: inner, .. } => self.expression(inner),
            Expression::Binary { left, right, .. } => {
                self.expression(left);
                self.expression(right);
            }
            Expression::Tuple { values, .. } => values.iter().for_each(|value| self.expression(value)),
            Expression::Call(call) => {
                self.name(&call.callee, What::Value);
                self.arguments(call.arguments.iter().flat_map(|arguments| &arguments.arguments));
            }
            Expression::Named { name, call, .. } => {
                self.name(name, What::Layer);
                self.arguments(call.arguments.iter().flat_map(|arguments| &arguments.arguments));
            }
            Expression::Foreign(foreign) => {
                self.name(&names::foreign(&foreign.what), What::Value);
                self.foreign(foreign);
            }
            Expression::Scope(scope) => self.scope(&scope.name, &scope.body),
            Expression::Scan(scan) => {
                let states = scan.carry.iter().flat_map(|carry| &carry.states).map(|state| &state.start);
                scan.sequences.iter().map(|sequence| &sequence.value).chain(states).for_each(|value| {
                    self.expression(value);
                });
                self.scope(&scan.name(), &scan.body);
            }
            Expression::Chain { source, steps } => {
                self.expression(source);
                for step in steps {
                    let name = match (&step.name, &step.layer) {
                        (Some((name, _)), _) => name.clone(),
                        (None, Layer::Call(call)) => call.callee.clone(),
                        (None, Layer::Foreign(foreign)) => names::foreign(&foreign.what),
                    };
                    self.name(&name, What::Layer);
                    match &step.layer {
                        Layer::Call(call) => {
                            self.arguments(call.arguments.iter().flat_map(|arguments| &arguments.arguments));
                        }
                        Layer::Foreign(foreign) => self.foreign(foreign),
                    }
                }
            }
        }
    }

    fn foreign(&mut self, foreign: &Foreign) {
        match &foreign.what {
            ForeignKind::Module { .. } | ForeignKind::Layer { .. } => {}
            ForeignKind::Function { arguments, .. } => self.arguments(arguments.iter()),
            ForeignKind::Network { arguments, .. } => {
                self.arguments(arguments.iter().flat_map(|arguments| &arguments.arguments));
            }
        }
    }

    fn arguments<'a>(&mut self, arguments: impl Iterator<Item = &'a Argument>) {
        for argument in arguments {
            if let ArgumentValue::Expression(value) = &argument.value {
                self.expression(value);
            }
        }
    }
}
