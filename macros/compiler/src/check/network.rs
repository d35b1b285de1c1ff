//! A network: its inputs, its body and what it promises to return.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Path, Token};

use super::axes::{self, with_axes};
use super::body::Checker;
use super::defaults::LayerDefaults;
use super::doubt;
use super::foreign::Siblings;
use super::frame::{FrameKind, Role, Visible};
use super::generics;
use super::text::text;
use crate::errors::Errors;
use crate::expand::names;
use crate::layer::{Type, written};
use crate::model::{Body, Declared, Network, Output, Outputs, Value};
use crate::shape::{Dimension, Shape};
use crate::syntax::{self, Expression};
use crate::words;

/// The most dimensions of a sample that a tensor can hold beside the batch.
pub(crate) const HIGHEST_RANK: usize = 5;

/// The most elements of a sample: a petabyte of `f32`.
pub(crate) const MOST_ELEMENTS: usize = 1 << 48;

/// Checks that no two networks of a block take each other's names.
pub(super) fn check_names(networks: &[syntax::Network], errors: &mut Errors) {
    for (index, network) in networks.iter().enumerate() {
        let name = &network.name;
        let module = names::module(name);
        let mut before = networks.iter().take(index).map(|network| &network.name);
        match before.find(|before| names::module(before) == module) {
            None => {}
            Some(twin) if twin == name => errors.error(
                name,
                format!("`{name}` is already a network of this block"),
                format!("give one of the two another name, such as `{name}2`"),
            ),
            Some(twin) => errors.error(
                name,
                format!("the networks `{twin}` and `{name}` would both have the module `{module}`"),
                "give one of them another name",
            ),
        }
    }
}

/// The traits in a `derive`.
fn derived(attribute: &Attribute) -> Vec<Path> {
    if !attribute.path().is_ident("derive") {
        return Vec::new();
    }
    let paths = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
    paths.into_iter().flatten().collect()
}

/// Checks a network; `None` if there was an error.
pub(super) fn check(
    network: &syntax::Network,
    siblings: Siblings,
    templates: &[Visible],
    defaults: &mut [LayerDefaults],
    errors: &mut Errors,
) -> Option<Network> {
    let syntax::Network { attributes, visibility, name, inputs, outputs, body, .. } = network;
    if names::module(name) == *name {
        errors.error(
            name,
            format!("the network `{name}` would become both a struct and a module of this name"),
            format!("begin its name with a capital: `{}`", names::structure(name)),
        );
    }
    let own =
        |derived: &Path| derived.segments.last().is_some_and(|last| last.ident == "Clone" || last.ident == "Debug");
    if let Some(derived) = attributes.iter().flat_map(derived).find(own) {
        let fact = format!("the network `{name}` has `{}` already", derived.to_token_stream());
        errors.error(&derived, fact, "leave it out: every network is `Clone` and `Debug`");
    }
    if names::is_parameter(&name.to_string()) || name == "P" {
        errors.error(
            name,
            format!("the network `{name}` has the name of a type parameter of what is generated"),
            "call it what it does: `Digits`, `Encoder`",
        );
    }
    let parts = generics::parts(network, errors);
    let generics = generics::generics(network, errors);
    if inputs.is_empty() {
        errors.error(
            name,
            format!("the network `{name}` has no inputs"),
            format!("write what it takes, per sample: `{name}(image: [3, 32, 32])`"),
        );
        return None;
    }
    let axes = axes::axes(network, errors);
    let mut checker = Checker::new(siblings, axes, defaults, errors);
    checker.enter(FrameKind::Network);
    checker.frames.iter_mut().for_each(|frame| frame.templates.extend_from_slice(templates));
    let mut declared = Vec::new();
    for input in inputs {
        let value = checker.parameter(&input.name, Role::Input);
        if let Some(kind) = declared_type(input, &checker.axes, checker.errors) {
            declared.push(Declared { value, kind, tokens: input.shape.to_token_stream() });
        }
    }
    checker.items(body);
    let outputs = checker.outputs(outputs, body, name);
    let frame = checker.leave()?;
    let (axes, losses, doubts) = (checker.axes, checker.losses, checker.doubts);
    let (attributes, allowed) = doubt::allowed(attributes, errors);
    let doubts = doubts.into_iter().filter(|doubt| !allowed.iter().any(|name| name == doubt.name)).collect();
    Some(Network {
        attributes,
        visibility: visibility.clone(),
        name: name.clone(),
        generics,
        parts,
        axes,
        inputs: declared,
        outputs,
        body: Body { statements: frame.statements, members: frame.members, lets: frame.lets },
        losses,
        doubts,
    })
}

/// What an input or a target was declared to be. What is wrong with it is reported.
pub(super) fn declared_type(typed: &syntax::Typed, axes: &[Ident], errors: &mut Errors) -> Option<Type> {
    let syntax::Typed { name, shape, element, .. } = typed;
    let shape = declared_shape(shape, axes, errors);
    match element {
        None => shape.map(Type::Sample),
        Some(element) if element.name == "usize" => shape.map(Type::Indices),
        Some(element) => {
            let found = &element.name;
            let help = match found.to_string().as_str() {
                "bool" => "leave `of bool` out and give 0 and 1".to_owned(),
                found if words::is_float(found) => {
                    format!("leave `of {found}` out: whoever builds the network chooses it")
                }
                _ => "write `of usize` for indices, and nothing for numbers to compute with".to_owned(),
            };
            let fact = format!("`{name}` holds `usize` or the network's own element type, not `{found}`");
            errors.error(element, fact, help);
            None
        }
    }
}

/// A shape as it was declared. What is wrong with it is reported.
pub(super) fn declared_shape(shape: &syntax::Shape, axes: &[Ident], errors: &mut Errors) -> Option<Shape> {
    if shape.dimensions.len() > HIGHEST_RANK {
        errors.error(
            shape,
            format!("a shape of {} dimensions", shape.dimensions.len()),
            format!("a sample has {HIGHEST_RANK} dimensions at most"),
        );
        return None;
    }
    let mut dimensions = Vec::new();
    for dimension in &shape.dimensions {
        match written(dimension) {
            Some(read) if read.number() != Some(0) => dimensions.push(with_axes(read, axes)),
            Some(_) => errors.error(dimension, "a dimension is 0", "the smallest dimension is 1"),
            None => uncounted(dimension, errors),
        }
    }
    let elements = dimensions.iter().filter_map(Dimension::number).fold(1, usize::saturating_mul);
    if elements > MOST_ELEMENTS {
        errors.error(shape, "a shape of more elements than any memory holds", "write smaller dimensions");
        return None;
    }
    let shape_read = Shape::new(dimensions);
    (shape_read.rank() == shape.dimensions.len()).then_some(shape_read)
}

/// Reports a dimension that comes to no size.
pub(crate) fn uncounted(dimension: &syntax::Dimension, errors: &mut Errors) {
    match dimension {
        syntax::Dimension::Computed(_) => {
            let fact = format!("`{}` comes to no size", text(dimension));
            errors.error(dimension, fact, "write whole numbers, `const` items, or parameters of a template");
        }
        _ => errors.error(dimension, "a dimension is too large", "write one that fits into a `usize`"),
    }
}

impl Checker<'_> {
    /// What the network promises, as far as that can be known.
    fn outputs(&mut self, outputs: &syntax::Outputs, body: &syntax::Body, network: &Ident) -> Outputs {
        let shape = match outputs {
            syntax::Outputs::One(shape) => shape,
            syntax::Outputs::Named { outputs, .. } => {
                return Outputs::Named(self.named_outputs(&outputs.iter().collect::<Vec<_>>(), body, network));
            }
        };
        let declared = declared_shape(shape, &self.axes, self.errors);
        let value = match &body.result {
            Some(Expression::Tuple { values, .. }) if body.is_whole => {
                for value in values {
                    self.value(value);
                }
                self.errors.error(
                    &body.result,
                    format!("`{network}` declares one output, but ends with {} values", values.len()),
                    "name the outputs: `-> (first: [..], second: [..])`",
                );
                None
            }
            _ => self.result(body, network),
        };
        let value = value.unwrap_or_else(|| self.unknown(network));
        match declared {
            Some(declared) => {
                Outputs::One(Output { name: None, shape: declared, tokens: shape.to_token_stream(), value })
            }
            None => Outputs::Named(Vec::new()),
        }
    }

    fn named_outputs(&mut self, declared: &[&syntax::Typed], body: &syntax::Body, network: &Ident) -> Vec<Output> {
        let mut shapes = Vec::new();
        for (index, output) in declared.iter().enumerate() {
            shapes.push(declared_shape(&output.shape, &self.axes, self.errors));
            if declared.iter().take(index).any(|before| before.name == output.name) {
                self.errors.error(
                    &output.name,
                    format!("`{}` is already an output", output.name),
                    "give one of the two another name",
                );
            }
        }
        if !body.is_whole {
            return Vec::new();
        }
        let Some(result) = &body.result else {
            self.missing_result(body, network);
            return Vec::new();
        };
        let names = declared.iter().map(|output| output.name.to_string()).collect::<Vec<_>>().join(", ");
        let written = match result {
            Expression::Tuple { values, .. } => values.iter().collect(),
            other => vec![other],
        };
        let mut values = match self.given(result) {
            Some(given) => given.map(|given| given.into_iter().map(Some).collect()),
            None if written.len() == declared.len() => Some(self.in_order(declared, &written, &names)),
            None => Some(written.iter().map(|value| self.value(value)).collect::<Vec<_>>()),
        };
        if let Some(values) = values.take_if(|values| values.len() != declared.len()) {
            self.errors.error(
                result,
                format!("`{network}` declares {} outputs, but ends with {}", declared.len(), values.len()),
                format!("end it with all of them: `({names})`"),
            );
        }
        let values = values.into_iter().flatten();
        let outputs = declared.iter().zip(shapes).zip(values).filter_map(|((output, shape), value)| {
            let (name, tokens) = (Some(output.name.clone()), output.shape.to_token_stream());
            Some(Output { name, shape: shape?, tokens, value: value? })
        });
        outputs.collect()
    }

    /// The outputs as they are written, which is the order in which they are declared.
    fn in_order(&mut self, declared: &[&syntax::Typed], written: &[&Expression], names: &str) -> Vec<Option<Value>> {
        let mut ordered = true;
        let values = declared.iter().zip(written).map(|(output, value)| {
            if let Expression::Value(name) = value
                && ordered
                && *name != output.name
                && declared.iter().any(|other| other.name == *name)
            {
                ordered = false;
                self.errors.error(
                    value,
                    format!("the output `{}` is declared here, but `{name}` is returned", output.name),
                    format!("end with the outputs in the order of their declaration: `({names})`"),
                );
            }
            self.value(value).filter(|_| ordered)
        });
        values.collect()
    }
}
