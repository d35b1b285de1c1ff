//! What is known of a network before it is built: a constant for each scope and each layer that holds variables.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::docs;
use super::interface::Interface;
use super::names::{self, located};
use crate::program::{Element, Field};
use crate::shape::{Member, Network};

/// The names that a network has beside those of its scopes.
const OWN: [&str; 7] =
    ["ACTIVATIONS", "ACTIVATION_BYTES", "END_POINTS", "MULTIPLY_ADDS", "NAME", "PARAMETERS", "STRUCTURE"];

/// The constants of a network.
pub(super) fn constants(network: &Network, interface: &Interface) -> TokenStream {
    let mut places = Vec::new();
    members(&network.members, &[], &mut places);
    self::scopes(&places, interface)
}

/// The kinds of variables, which have a constant of a network each: its name, the function of the runtime, and what they are.
const KINDS: [(&str, &str, &str); 4] = [
    ("BIASES", "biases", "What layers add to what their weights make."),
    ("EMBEDDINGS", "embeddings", "The tables of embeddings."),
    ("NORMS", "norms", "The weights and the biases of norms, and their running statistics."),
    ("WEIGHTS", "weights", "The weights that layers multiply with: not those of norms, nor tables of embeddings."),
];

/// A scope, or a layer that holds variables.
struct Place {
    path: Vec<Part>,
    what: &'static str,
    /// Whether it is a layer with a bias beside its weights.
    biased: bool,
}

/// A part of a path.
#[derive(Clone)]
struct Part {
    /// `block_0`
    name: Ident,
    /// `block.0`
    key: String,
}

impl From<&Ident> for Part {
    fn from(name: &Ident) -> Self {
        Self { name: name.clone(), key: name.to_string() }
    }
}

impl From<Field<'_>> for Part {
    fn from(field: Field) -> Self {
        Self { name: field.label(), key: field.key() }
    }
}

fn members(members: &[Member], around: &[Part], places: &mut Vec<Place>) {
    for member in members {
        let (name, what, biased) = match member {
            Member::Layer { name, variables, .. } => (name, "layer", variables.biases.number() != Some(0)),
            Member::Scope(scope) => {
                if let Some(row) = scope.holder.row.as_ref().filter(|row| row.index == 0) {
                    places.push(Place { path: join(around, Part::from(&row.name)), what: "scopes", biased: false });
                }
                (&scope.holder.name, if scope.count.is_some() { "scopes" } else { "scope" }, false)
            }
        };
        let part = match member {
            Member::Layer { .. } => Part::from(name),
            Member::Scope(scope) => Part::from(scope.holder.field(None)),
        };
        let path = join(around, part);
        places.push(Place { path: path.clone(), what, biased });
        if let Member::Scope(scope) = member {
            match scope.count {
                None => self::members(&scope.members, &path, places),
                Some(count) => (0..count).for_each(|element| {
                    let field = Field { name, element: Some(Element::Alike(element)) };
                    let path = join(around, Part::from(field));
                    places.push(Place { path: path.clone(), what: "scope", biased: false });
                    self::members(&scope.members, &path, places);
                }),
            }
        }
    }
}

fn join(around: &[Part], part: Part) -> Vec<Part> {
    around.iter().cloned().chain([part]).collect()
}

/// A constant for each place, then for the biases of layers and for the kinds of variables. Of two that would have one name,
/// there is that with fewer scopes around it.
fn scopes(places: &[Place], interface: &Interface) -> TokenStream {
    let mut places = places.iter().collect::<Vec<_>>();
    places.sort_by_key(|place| place.path.len());
    let mut taken = OWN.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let scopes = places.iter().filter_map(|Place { path, what, .. }| {
        let name = names::constant(path.iter().map(|part| &part.name))?;
        if !taken.insert(name.to_string()) {
            return None;
        }
        let path = path.iter().map(|part| part.key.as_str()).collect::<Vec<_>>().join(".");
        let doc = docs::line(&format!("The {what} `{}`.", path.replace('.', "/")));
        let span = located(name.span());
        // Where rustc points at the constant, it points at the name of the scope.
        Some(quote_spanned!(span=> #doc pub const #name: Scope<Self> = Scope::new(#path);))
    });
    let mut constants = scopes.collect::<TokenStream>();
    let biases = places.iter().filter(|place| place.biased).filter_map(|Place { path, .. }| {
        let bias = path.last().map(|layer| Ident::new("bias", layer.name.span()))?;
        let name = names::constant(path.iter().map(|part| &part.name).chain([&bias]))?;
        if !taken.insert(name.to_string()) {
            return None;
        }
        let path = path.iter().map(|part| part.key.as_str()).collect::<Vec<_>>().join(".");
        let doc = docs::line(&format!("What the layer `{}` adds.", path.replace('.', "/")));
        let span = located(name.span());
        Some(quote_spanned!(span=> #doc pub const #name: Scope<Self> = Scope::new(#path).biases();))
    });
    constants.extend(biases);
    let span = located(interface.name.span());
    for (name, function, what) in KINDS {
        if taken.insert(name.to_owned()) {
            let (name, function, doc) = (Ident::new(name, span), Ident::new(function, span), docs::line(what));
            constants.extend(quote!(#doc pub const #name: Scope<Self> = Scope::ALL.#function();));
        }
    }
    if taken.insert("ALL".to_owned()) {
        let (name, doc) = (Ident::new("ALL", span), docs::line("The whole network."));
        constants.extend(quote!(#doc pub const #name: Scope<Self> = Scope::ALL;));
    }
    let network = interface.network();
    let (generics, sizes) = interface.generics();
    let parameters = (!generics.is_empty()).then(|| quote!(<#generics>));
    let scopes = quote! {
        impl<#generics E: Dtype, D: Device<E>> #network<#sizes E, D> {
            #constants
        }
    };
    // Where no element type is written, rustc finds the only one that these are there for; the trait has them for all.
    quote! {
        #scopes
        impl #parameters #network<#sizes f32, Cpu> {
            /// The number of trainable elements of all variables.
            pub const PARAMETERS: usize = <Self as Network>::PARAMETERS;
            /// The multiplications with a weight that a sample takes.
            pub const MULTIPLY_ADDS: usize = <Self as Network>::MULTIPLY_ADDS;
            /// The elements of what all layers give for a sample.
            pub const ACTIVATIONS: usize = <Self as Network>::ACTIVATIONS;
            /// The bytes of these.
            pub const ACTIVATION_BYTES: usize = <Self as Network>::ACTIVATION_BYTES;
            /// The end points, in program order.
            pub const END_POINTS: &'static [EndPointInfo] = <Self as Network>::END_POINTS;

            /// The layers as a table.
            pub fn summary() -> Summary {
                <Self as Network>::summary()
            }

            /// The network as a picture.
            pub fn graph() -> Graph {
                <Self as Network>::graph()
            }
        }
    }
}
