//! End points: a type for each value that has a name, by which it is asked for.

mod code;
mod methods;
mod takes;

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

pub(super) use code::{code, list};

use super::docs;
use super::interface::Interface;
use super::labels::Labels;
use super::names::located;
use crate::program::{Origin, Program};

/// The module `end_point` of a network.
pub(super) fn module(program: &Program, labels: &Labels, interface: &Interface, runtime: &TokenStream) -> TokenStream {
    let name = interface.name;
    let doc = docs::line(&format!("The end points of [`{name}`](super::{name}): what `end_point` can be asked for."));
    let points = points(program, labels, 0, interface, runtime);
    quote! {
        #doc
        ///
        /// A type for each input, each layer's output, and each value that a `let` or an output names, in a module for
        /// each application of a scope.
        #[allow(
            dead_code,
            missing_debug_implementations,
            non_camel_case_types,
            non_snake_case,
            non_upper_case_globals,
            unused_imports
        )]
        pub mod end_point {
            #points
        }
    }
}

/// What is in the module of a place.
fn points(
    program: &Program,
    labels: &Labels,
    place: usize,
    interface: &Interface,
    runtime: &TokenStream,
) -> TokenStream {
    let inside = program.places.iter().enumerate().skip(1).filter(|(_, inner)| inner.around == place);
    let modules = inside.filter_map(|(index, _)| {
        let name = labels.places.get(index)?;
        let points = points(program, labels, index, interface, runtime);
        let field = result(labels, place, name).map(|value| {
            let point = path(program, labels, index, value);
            // The trait is in scope for users, and not in here.
            let point =
                if interface.has_generics() { point } else { quote!(<#point as #runtime::expansion::PointOf<_>>) };
            quote! {
                /// That of what the scope gives.
                pub const RECEPTIVE_FIELD: #runtime::expansion::Option<#runtime::expansion::ReceptiveField> =
                    #point::RECEPTIVE_FIELD;
            }
        });
        let doc = docs::line(&format!("The end points of the scope `{name}`."));
        Some(quote! {
            #doc
            pub mod #name {
                #field
                #points
            }
        })
    });
    let modules = modules.collect::<TokenStream>();
    let names = labels.points.get(place).into_iter().flatten();
    let points = names.filter_map(|(name, value)| {
        let made = program.values.get(*value)?;
        let own = made.place == place && labels.values.get(*value) == Some(name);
        let what = match &made.origin {
            Origin::Input(_) => "An input".to_owned(),
            Origin::Made(made) => format!("`{}`", made.statement.text),
        };
        let doc = docs::line(&format!("{what}, `{}`.", made.shape));
        let span = located(name.span());
        Some(if own {
            quote_spanned!(span=> #doc pub struct #name;)
        } else {
            let point = path(program, labels, place, *value);
            if is_module(program, labels, place, name) {
                quote_spanned!(span=> #doc pub const #name: #point = #point;)
            } else {
                quote_spanned!(span=> #doc pub use #point as #name;)
            }
        })
    });
    let points = points.collect::<TokenStream>();
    quote!(#points #modules)
}

/// What a name means in a place.
fn result(labels: &Labels, place: usize, name: &Ident) -> Option<usize> {
    labels.points.get(place)?.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
}

/// Whether a place has a module of this name.
fn is_module(program: &Program, labels: &Labels, place: usize, name: &Ident) -> bool {
    let places = program.places.iter().zip(&labels.places).skip(1);
    places.into_iter().any(|(inner, label)| inner.around == place && label == name)
}

/// The modules from `end_point` to a place.
fn modules(program: &Program, labels: &Labels, place: usize) -> Vec<Ident> {
    places(program, place).into_iter().filter_map(|place| labels.places.get(place).cloned()).collect()
}

/// The places around one, outermost first, without the network's, and itself.
fn places(program: &Program, mut place: usize) -> Vec<usize> {
    let mut places = Vec::new();
    while place != 0 {
        let Some(inner) = program.places.get(place) else {
            break;
        };
        places.insert(0, place);
        place = inner.around;
    }
    places
}

/// The type of a value, named in the module of a place.
fn path(program: &Program, labels: &Labels, place: usize, value: usize) -> TokenStream {
    let around = modules(program, labels, place);
    let made = program.values.get(value).map_or(0, |value| value.place);
    let target = modules(program, labels, made);
    let common = around.iter().zip(&target).take_while(|(left, right)| left == right).count();
    let up = around.iter().skip(common).map(|_| quote!(super::));
    let down = target.iter().skip(common);
    let name = labels.values.get(value);
    quote!(self:: #(#up)* #(#down::)* #name)
}

/// The type of a value, named inside the block.
fn outside(program: &Program, labels: &Labels, interface: &Interface, value: usize) -> TokenStream {
    let module = interface.module();
    let place = program.values.get(value).map_or(0, |value| value.place);
    let modules = modules(program, labels, place);
    let name = labels.values.get(value);
    quote!(#module::end_point:: #(#modules::)* #name)
}

/// All names of end points, with the scopes in front of them, and what they mean.
fn listed(program: &Program, labels: &Labels) -> Vec<(String, usize)> {
    let mut listed = Vec::new();
    for (place, points) in labels.points.iter().enumerate() {
        let scopes = places(program, place).into_iter().map(|place| labels.place(program, place)).collect::<Vec<_>>();
        for (name, value) in points {
            let words = scopes.iter().cloned().chain([name.to_string()]).collect::<Vec<_>>();
            let own = program.values.get(*value).is_some_and(|made| made.place == place)
                && labels.values.get(*value) == Some(name);
            listed.push((words.join("/"), *value, !own));
        }
    }
    // Of the names of one value, the layer's comes first.
    listed.sort_by_key(|(_, value, other)| (*value, *other));
    listed.into_iter().map(|(name, value, _)| (name, value)).collect()
}
