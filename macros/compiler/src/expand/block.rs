//! The block that holds all code of a network, with the runtime's names imported. Nothing of it can be seen outside.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Spacing, TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::{alike, input};

/// The types, traits and variants of `expansion` that generated code names, in alphabetical order.
const NAMES: &[&str] = &[
    "BatchOf",
    "Batched",
    "BuildOnDevice",
    "Clone",
    "Const",
    "Cpu",
    "Default",
    "Deref",
    "Device",
    "DfdxDevice",
    "DfdxDtype",
    "Dim",
    "Dtype",
    "EndPointInfo",
    "Error",
    "FnMut",
    "Given",
    "Graph",
    "HasShape",
    "InNetworks",
    "InScopes",
    "InTrainings",
    "Merge",
    "Module",
    "ModuleMut",
    "ModuleVisitor",
    "Network",
    "OfBatch",
    "OfDtype",
    "Ok",
    "OnDevice",
    "Option",
    "Outputs",
    "OwnedTape",
    "Pass",
    "Passes",
    "PhantomData",
    "PointIn",
    "PointOf",
    "Pool",
    "Precision",
    "PutTape",
    "ReceptiveField",
    "Rehearsal",
    "Result",
    "Results",
    "Scope",
    "ScopeOf",
    "ShapeIn",
    "Sized",
    "SplitTape",
    "Summary",
    "Takes",
    "Tape",
    "Tensor",
    "TensorCollection",
    "Told",
    "TrainingPass",
    "Value",
    "Window",
    "Workers",
];

/// The modules of `expansion` that generated code names, in alphabetical order.
const MODULES: &[&str] = &["foreign", "layer", "loss", "own", "shape", "structure"];

/// The parameters of generated items: the batch, the element type and the device.
const PARAMETERS: &[&str] = &["B", "D", "D2", "E", "E2", "T", "V"];

/// Whether the block gives this name a meaning of its own.
pub(super) fn hides(name: &Ident) -> bool {
    let text = name.to_string();
    is_parameter(name)
        || NAMES.iter().chain(MODULES).any(|hidden| text == *hidden)
        || text == "RECEPTIVE_FIELDS"
        || text == "Fits"
        || alike::is_parameter(name)
        || input::PREFIXES.iter().any(|prefix| text.starts_with(prefix))
}

/// Whether it is the name of a type parameter of generated items.
pub(super) fn is_parameter(name: &Ident) -> bool {
    PARAMETERS.iter().any(|parameter| name == parameter)
}

/// Wraps the code of a network.
pub(super) fn block(runtime: &TokenStream, items: TokenStream) -> TokenStream {
    let mut used = BTreeSet::new();
    collect(items.clone(), &mut used);
    // `self` is the module when it begins a path, so that the user's names are still found by it.
    let names = used.iter().map(|name| format_ident!("{name}"));
    // A network of many inputs has functions of as many arguments, and the batch stands beside its other bounds.
    quote! {
        #[allow(clippy::multiple_bound_locations, clippy::too_many_arguments, clippy::type_complexity)]
        const _: () = {
            use #runtime::expansion::{#(#names),*};
            #items
        };
    }
}

/// The names to import.
fn collect(tokens: TokenStream, used: &mut BTreeSet<&'static str>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => collect(group.stream(), used),
            TokenTree::Ident(ident) => {
                let colons = matches!(
                    tokens.peek(),
                    Some(TokenTree::Punct(punct)) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint
                );
                // There are tens of thousands of words, and a word of rustc's becomes text each time that it is compared.
                let text = ident.to_string();
                let found = |names: &[&'static str]| {
                    names.binary_search(&text.as_str()).ok().and_then(|place| names.get(place).copied())
                };
                used.extend(found(NAMES));
                used.extend(found(MODULES).filter(|_| colons));
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_in_order() {
        assert!(super::NAMES.is_sorted());
        assert!(super::MODULES.is_sorted());
    }
}
