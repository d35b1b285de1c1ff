//! Statements: each layer is asked what it makes of the shapes that flow in.

use std::collections::BTreeMap;

use syn::spanned::Spanned;

use super::network::{input, operand};
use super::repeat::{self, Element};
use super::scope::Scopes;
use super::{Condition, Dimension, Message, Operation, Requirements, Shape, Statement, Typed, message};
use crate::check::MOST_ELEMENTS;
use crate::expand::names_axes;
use crate::layer::{Applied, Code, Demand, Demanded, Site, Type, Variables, View};
use crate::model::{self, Source, ValueId};

/// The values whose shape is known. A value that is not among them has had its error.
pub(super) type Environment = BTreeMap<ValueId, Type>;

/// A walk through one body.
pub(super) struct Walk<'a> {
    pub(super) requirements: &'a mut Requirements,
    pub(super) scopes: &'a mut Scopes,
    /// The variables of the layers of this body.
    pub(super) fields: Fields,
    /// Where the scope whose body it is was applied; `None` in a network.
    pub(super) application: Option<Source>,
    /// The elements of repeated scopes that the body is inside of, outermost first.
    pub(super) elements: Vec<Element>,
}

/// Variables by the name of their layer.
pub(super) type Fields = BTreeMap<String, Field>;

/// The variables of a layer as the first application made them.
pub(super) struct Field {
    pub(super) variables: Variables,
    pub(super) description: String,
    application: Option<Source>,
    elements: Vec<Element>,
}

impl Walk<'_> {
    /// Walks through the statements in order; `None` if anything did not fit.
    pub(super) fn statements(
        &mut self,
        statements: &[model::Statement],
        environment: &mut Environment,
    ) -> Option<Vec<Statement>> {
        let mut shaped = Vec::new();
        for statement in statements {
            if let Some(statement) = self.statement(statement, environment) {
                environment.extend(statement.made().map(|made| (made.value.id, made.kind.clone())));
                shaped.push(statement);
            }
        }
        (shaped.len() == statements.len()).then_some(shaped)
    }

    fn statement(&mut self, statement: &model::Statement, environment: &Environment) -> Option<Statement> {
        let model::Statement { value, also, label, operation, source, placement } = statement;
        let (kind, operation) = match operation {
            model::Operation::Layer { .. } => self.layer(value.id, operation, source, environment)?,
            model::Operation::Variable { path, scope, layer, name } => {
                self.shared(path, *scope, layer, name, source)?
            }
            model::Operation::Scope { scope, element, arguments } => {
                let inputs = arguments.iter().chain(&scope.captures).map(|value| input(value, environment));
                self.apply(scope, *element, inputs.collect::<Option<_>>()?, source)?
            }
            model::Operation::Scan { .. } => self.scan(value.id, operation, source, environment)?,
            model::Operation::End { scan, index } => self.end(scan, *index, environment)?,
        };
        let given = match &operation {
            Operation::Scope { holder, application, .. } => self.scopes.also(holder.id, *application),
            Operation::Layer { .. } => &[],
        };
        let also = also.iter().zip(given);
        Some(Statement {
            typed: Typed { value: value.clone(), kind },
            also: also.map(|(value, given)| Typed { value: value.clone(), kind: given.kind.clone() }).collect(),
            label: label.clone(),
            text: unnamed(source, label).to_owned(),
            operation,
            // Generated code is not a part of these tokens, but errors in it are.
            span: source.tokens.span(),
            tokens: source.tokens.clone(),
            placement: placement.clone(),
        })
    }

    fn layer(
        &mut self,
        value: ValueId,
        operation: &model::Operation,
        source: &Source,
        environment: &Environment,
    ) -> Option<(Type, Operation)> {
        let model::Operation::Layer { layer, label, field, inputs, demands } = operation else {
            return None;
        };
        if self.scopes.ask(value) {
            for Demand { of, at } in demands {
                match of {
                    Demanded::Size(size) => self.requirements.require_size(at, size),
                    Demanded::Number { condition, fact, help } => {
                        self.requirements.require(at, condition.clone(), fact, help);
                    }
                }
            }
        }
        let inputs = inputs.iter().map(|value| input(value, environment)).collect::<Option<Vec<_>>>()?;
        let mut site = Site { label, source, inputs: &inputs, requirements: self.requirements };
        let Applied { output, variables, code, multiply_adds, view, stops } = layer.apply(&mut site)?;
        let mut held = variables.iter().flat_map(|variables| &variables.dimensions);
        if let Some(axis) = held.find_map(Dimension::axis) {
            let fact = message![
                "`",
                label,
                "` would hold variables of the size of `",
                axis,
                "`, which is known when the network runs"
            ];
            let help = message![
                "variables have one size: let `",
                label,
                "` work on the other axes, as after `mean(axis = 0)`"
            ];
            self.requirements.refuse(&source.tokens, &fact, &help);
            return None;
        }
        let held = variables.iter().flat_map(|variables| &variables.dimensions);
        self.typed(held, label, source)?;
        let held = variables.as_ref().map(|variables| variables.parameters.clone());
        self.countable(held, message!["`", label, "` would hold more numbers than any memory"], source)?;
        output.shape().map_or(Some(()), |shape| self.holds(shape, label, source))?;
        self.countable(Some(multiply_adds.clone()), message!["`", label, "` would never end its products"], source)?;
        let view = match view {
            // The type of an end point has no const generics that its receptive field could be computed with.
            View::Shift(tokens) | View::Window(tokens) if self.requirements.is_generic(&tokens) => View::Everything,
            // Nor is it known to a program what is known when it runs.
            View::Shift(tokens) | View::Window(tokens) if names_axes(&tokens) => View::Everything,
            view => view,
        };
        let count = |of: fn(&Variables) -> &Dimension| {
            variables.as_ref().map_or(Dimension::Number(0), |variables| of(variables).clone())
        };
        let (parameters, biases) = (count(|variables| &variables.parameters), count(|variables| &variables.biases));
        if let (Some(field), Some(variables)) = (field, variables) {
            let description = describe(source, &inputs, &output);
            self.hold(field, variables, description)?;
        }
        let model = match inputs.first().map(|input| &input.kind) {
            Some(Type::Sample(shape)) => Some(shape),
            _ => None,
        };
        let operands = inputs.iter().enumerate();
        let operands = operands.map(|(place, input)| {
            let first = model.filter(|_| code.is_like_the_first(place));
            operand(input, code.declared(place).or(first))
        });
        let operands = operands.collect();
        let field = field.clone();
        let layer = Operation::Layer { field, inputs: operands, code, parameters, biases, multiply_adds, view, stops };
        Some((output, layer))
    }

    /// A variable of a layer that was made before.
    fn shared(
        &mut self,
        path: &[proc_macro2::Ident],
        scope: Option<model::ScopeId>,
        layer: &proc_macro2::Ident,
        name: &str,
        source: &Source,
    ) -> Option<(Type, Operation)> {
        let fields = match scope {
            None => Some(&self.fields),
            Some(scope) => self.scopes.fields(scope),
        };
        let Some(field) = fields.and_then(|fields| fields.get(&layer.to_string())) else {
            // What is wrong with the layer has been said, unless nothing has gone through it yet.
            if self.requirements.is_right() {
                let fact = message!["`", source.text, "` is shared before a value goes through `", layer, "`"];
                self.requirements.refuse(&source.tokens, &fact, &message!["apply the scope of `", layer, "` above"]);
            }
            return None;
        };
        let known = field.variables.shared();
        let Some((_, shape)) = known.iter().find(|(known, _)| *known == name) else {
            let fact = message!["`", layer, "` has no variable `", name, "` that can be shared"];
            let names = known.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>();
            let help = match names.is_empty() {
                true => message!["weights of `linear`, `embedding` and `attention` can be shared, and a `variable`"],
                false => message!["it has ", names.join(", ")],
            };
            self.requirements.refuse(&source.tokens, &fact, &help);
            return None;
        };
        let operation = Operation::Layer {
            field: None,
            inputs: Vec::new(),
            code: Code::shared(path.to_vec()),
            parameters: Dimension::Number(0),
            biases: Dimension::Number(0),
            multiply_adds: Dimension::Number(0),
            view: View::Everything,
            stops: false,
        };
        Some((Type::Variable(shape.clone()), operation))
    }

    /// Refuses a shape that no value can have.
    pub(super) fn holds(&mut self, shape: &Shape, label: &str, source: &Source) -> Option<()> {
        self.typed(shape.dimensions().iter(), label, source)?;
        let fact = message!["`", label, "` would make more numbers than any memory holds"];
        self.countable(Some(shape.elements()), fact, source)
    }

    /// Refuses dimensions that the type of a value or a variable cannot have: Rust computes with `const` items there, but
    /// not with const generics.
    fn typed<'d>(
        &mut self,
        mut dimensions: impl Iterator<Item = &'d Dimension>,
        label: &str,
        source: &Source,
    ) -> Option<()> {
        let computed = dimensions.find_map(|dimension| Some((dimension, self.requirements.obstacle(dimension)?)));
        let Some((dimension, generic)) = computed else {
            return Some(());
        };
        let formula = dimension.to_string();
        let fact = message![
            "`",
            label,
            "` needs the dimension `",
            formula,
            "`, which Rust cannot compute: `",
            generic,
            "` is a const generic"
        ];
        let help = message!["make `", generic, "` a `const` item or a number: with these it is computed"];
        self.requirements.refuse(&source.tokens, &fact, &help);
        None
    }

    /// Refuses numbers that nothing could hold or do: sums of them stay within a `usize`.
    fn countable(&mut self, number: Option<Dimension>, fact: Message, source: &Source) -> Option<()> {
        match number.and_then(|number| number.number()) {
            Some(number) if number > MOST_ELEMENTS => {
                let help = message!["the sizes that come together here are too large: write smaller ones"];
                self.requirements.refuse(&source.tokens, &fact, &help);
                None
            }
            _ => Some(()),
        }
    }

    /// Notes the variables of a layer. A scope that is applied again must find those that it has.
    fn hold(&mut self, field: &proc_macro2::Ident, variables: Variables, description: String) -> Option<()> {
        let Some(known) = self.fields.get(&field.to_string()) else {
            let (application, elements) = (self.application.clone(), self.elements.clone());
            self.fields.insert(field.to_string(), Field { variables, description, application, elements });
            return Some(());
        };
        let pairs = known.variables.dimensions.iter().zip(&variables.dimensions);
        let equal = pairs.map(|(known, found)| Condition::Equal(known.clone(), found.clone())).collect();
        let mut pairs = known.elements.iter().zip(&self.elements);
        if let Some((one, other)) = pairs.find(|(one, other)| one.index != other.index) {
            let (fact, help) = repeat::unlike(one, other, field, &known.variables, &variables);
            let tokens = other.source.tokens.clone();
            let context = self.requirements.context.take();
            let holds = self.requirements.require(tokens, Condition::All(equal), &fact, &help);
            self.requirements.context = context;
            return holds.then_some(());
        }
        let (Some(first), Some(again)) = (&known.application, &self.application) else {
            return None;
        };
        let fact = message![
            "`",
            again.text,
            "` would need `",
            field,
            "` with variables of ",
            listed(&variables),
            ", but `",
            first.text,
            "` made it with ",
            listed(&known.variables)
        ];
        let help =
            message!["apply the scope to values of the same number of channels or features, or write a second scope"];
        let tokens = again.tokens.clone();
        // The message names both applications itself.
        let context = self.requirements.context.take();
        let holds = self.requirements.require(tokens, Condition::All(equal), &fact, &help);
        self.requirements.context = context;
        holds.then_some(())
    }
}

pub(super) fn listed(variables: &Variables) -> Message {
    let mut list = message!["("];
    for (index, dimension) in variables.dimensions.iter().enumerate() {
        if index > 0 {
            list.text(", ");
        }
        super::Piece::write(dimension, &mut list);
    }
    list.text(")");
    list
}

/// What was written, without the name in front of it.
fn unnamed<'a>(source: &'a Source, label: &model::Label) -> &'a str {
    let rest = source.text.strip_prefix(&format!("{}: ", label.name));
    rest.unwrap_or(&source.text)
}

/// `conv2d(16, kernel = 3)`: `[1, 8, 8]` → `[16, 8, 8]`
fn describe(source: &Source, inputs: &[crate::layer::Input], output: &Type) -> String {
    let inputs = inputs.iter().map(|input| input.kind.documented()).collect::<Vec<_>>().join(", ");
    format!("`{}`, {inputs} → {}", source.text, output.documented())
}
