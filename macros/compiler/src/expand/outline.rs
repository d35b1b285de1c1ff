//! The outline of a network with errors: what can be seen from outside, so that the rest of a user's file stays quiet.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::block;
use super::collection;
use super::constants;
use super::docs::Layers;
use super::end_points;
use super::forward::{self, Bodies};
use super::input;
use super::interface::{Interface, Loss, Output};
use super::locals::Locals;
use super::losses::{self, Method};
use super::names;
use super::rehearse;
use super::sketch;
use super::structure;
use crate::check::with_axes;
use crate::layer::{Critic, Type, written};
use crate::shape::{Dimension, Shape};
use crate::syntax::{self, Broken, Item, Target};

/// The struct of a network, its module and its signatures; what they do is left out.
pub(crate) fn outline(network: &syntax::Network, runtime: &TokenStream) -> TokenStream {
    let interface = interface(network);
    if interface.inputs.is_empty() || interface.module == *interface.name {
        return TokenStream::new();
    }
    let diverge = quote!(#runtime::expansion::unreachable_after_error());
    let structure =
        structure::network(&interface, structure::empty(&interface.parts, runtime), &Layers::default(), runtime);
    let mut named = interface.outputs.iter().filter(|output| output.name.is_some());
    let constants = named.any(|output| structure::has_constant(output.shape.dimensions(), &interface.generics));
    let named = sketch::sketch(&network.body);
    let (end_points, points) = end_points::outline(&named, &interface, runtime);
    let module = structure::wrap(&interface, TokenStream::new(), &end_points, constants, runtime);
    let path = interface.network();
    let collection = collection::collection(&path, &interface, diverge.clone());
    let rehearse = rehearse::rehearse(&interface, Bodies::Diverge(&diverge));
    let table = quote!(
        const END_POINTS: &'static [EndPointInfo] = &[];
        const STRUCTURE: &'static structure::Structure = &structure::Structure::UNKNOWN;
        #rehearse
    );
    let traits = collection::traits(&interface, &table);
    let inputs = input::traits(&interface);
    let forward = forward::forward(&interface, Bodies::Diverge(&diverge));
    let methods =
        interface.losses.iter().map(|loss| Method::new(&interface, loss, &mut Locals::default()).with(diverge.clone()));
    let losses = losses::training(&interface, methods.collect());
    let constants = constants::outline(&named, &interface);
    let block = block::block(runtime, quote!(#inputs #forward #losses #collection #traits #constants #points));
    quote!(#structure #module #[allow(unused)] #block)
}

fn interface(network: &syntax::Network) -> Interface<'_> {
    let syntax::Network { attributes, visibility, name, generics, inputs, outputs, body, .. } = network;
    let axes = network.axes();
    let mut known = Vec::new();
    for generic in generics.iter().flat_map(|generics| &generics.parameters) {
        if let syntax::Generic::Constant(syntax::Constant { name, .. }) = generic
            && !known.contains(name)
            && !names::is_generated(&name.to_string())
        {
            known.push(name.clone());
        }
    }
    let mut parts = Vec::<syntax::Part>::new();
    for generic in generics.iter().flat_map(|generics| &generics.parameters) {
        if let syntax::Generic::Part(part) = generic
            && parts.iter().all(|known| known.name != part.name)
            && !known.contains(&part.name)
            && !names::is_generated(&part.name.to_string())
        {
            parts.push(part.clone());
        }
    }
    let outputs = match outputs {
        // A struct without fields would have parameters that it does not use.
        syntax::Outputs::Named { outputs, .. } if outputs.is_empty() => {
            vec![Output { name: None, shape: Shape::new([]) }]
        }
        syntax::Outputs::One(shape) => vec![Output { name: None, shape: self::shape(shape, &axes) }],
        syntax::Outputs::Named { outputs, .. } => {
            let outputs = first(outputs.iter().map(|typed| (typed.name.clone(), shape(&typed.shape, &axes))));
            outputs.into_iter().map(|(name, shape)| Output { name: Some(name), shape }).collect()
        }
    };
    let mut losses = Vec::<Loss>::new();
    let items = body.items.iter().map(|item| match item {
        Item::Broken(Broken { item: Some(item), .. }) => &**item,
        item => item,
    });
    for item in items {
        if let Item::Loss(loss) = item
            && losses.iter().all(|known| *known.name != loss.name)
        {
            losses.push(Loss {
                attributes: &loss.attributes,
                name: &loss.name,
                targets: targets(loss.targets.iter(), &axes),
            });
        }
    }
    Interface {
        attributes,
        visibility,
        name,
        generics: known,
        parts,
        asks: false,
        module: names::module(name),
        passes: structure::passes(&[]),
        inputs: typed(inputs.iter(), &axes),
        outputs,
        losses,
        axes,
    }
}

/// The names and types of inputs.
fn typed<'a>(written: impl Iterator<Item = &'a syntax::Typed>, axes: &[Ident]) -> Vec<(Ident, Type)> {
    first(written.map(|typed| (typed.name.clone(), kind(typed, axes))))
}

/// The names and types of targets.
fn targets<'a>(written: impl Iterator<Item = &'a Target>, axes: &[Ident]) -> Vec<(Ident, Type)> {
    first(written.map(|target| {
        let kind = match target {
            Target::Value(typed) => kind(typed, axes),
            Target::Critic(critic) => Type::Critic(Rc::new(Critic { network: critic.network.clone(), inputs: None })),
        };
        (target.name().clone(), kind)
    }))
}

fn kind(typed: &syntax::Typed, axes: &[Ident]) -> Type {
    let shape = shape(&typed.shape, axes);
    let indices = typed.element.as_ref().is_some_and(|element| element.name == "usize");
    if indices { Type::Indices(shape) } else { Type::Sample(shape) }
}

/// Of a name that is there twice, the first.
fn first<T>(all: impl Iterator<Item = (Ident, T)>) -> Vec<(Ident, T)> {
    let mut first = Vec::<(Ident, T)>::new();
    for (name, of) in all {
        if first.iter().all(|(known, _)| *known != name) {
            first.push((name, of));
        }
    }
    first
}

/// A shape as it was written, with 1 for a dimension that is wrong.
fn shape(shape: &syntax::Shape, axes: &[Ident]) -> Shape {
    let dimensions = shape.dimensions.iter().map(|dimension| written(dimension).unwrap_or(Dimension::Number(1)));
    let dimensions = dimensions.map(|dimension| with_axes(dimension, axes));
    Shape::new(dimensions.take(crate::check::HIGHEST_RANK))
}
