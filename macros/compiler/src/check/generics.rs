//! The const generics of a network, and the layers that it is generic in.

use proc_macro2::Ident;
use quote::ToTokens;

use crate::errors::Errors;
use crate::expand::names;
use crate::mention::mentions;
use crate::syntax::{Generic, Network, Part};

/// Their names. What is wrong with them is reported.
pub(super) fn generics(network: &Network, errors: &mut Errors) -> Vec<Ident> {
    let Network { inputs, outputs, body, .. } = network;
    let mut known = Vec::new();
    let parameters = network.generics.iter().flat_map(|generics| &generics.parameters);
    for name in parameters.filter_map(|generic| match generic {
        Generic::Constant(constant) => Some(&constant.name),
        Generic::Axis(_) | Generic::Part(_) => None,
    }) {
        let text = name.to_string();
        if names::is_generated(&text) {
            errors.error(
                name,
                format!("the const generic `{name}` has the name of a type parameter of what is generated"),
                "call it what it is: `HIDDEN`, `CHANNELS`",
            );
        } else if text != text.to_uppercase() {
            errors.error(
                name,
                format!("the const generic `{name}` looks like a value of the network"),
                format!("write it in capitals, as in `{}`", text.to_uppercase()),
            );
        } else if known.contains(name) {
            errors.error(name, format!("`{name}` is already a const generic"), "give one of the two another name");
        } else if [inputs.to_token_stream(), outputs.to_token_stream(), body.to_token_stream()]
            .into_iter()
            .all(|tokens| !mentions(tokens, std::slice::from_ref(name)))
        {
            let help = format!("remove it, or write it where a dimension is: `linear({name})`");
            errors.error(name, format!("the const generic `{name}` is not used"), help);
        }
        known.push(name.clone());
    }
    known
}

/// The layers that it is generic in. What is wrong with them is reported.
pub(super) fn parts(network: &Network, errors: &mut Errors) -> Vec<Part> {
    let mut known = Vec::<Part>::new();
    for generic in network.generics.iter().flat_map(|generics| &generics.parameters) {
        let part = match generic {
            Generic::Part(part) => part,
            Generic::Constant(constant) if !known.is_empty() => {
                let fact = format!("the const generic `{}` comes after a layer", constant.name);
                errors.error(constant, fact, "write it in front: constants, then layers");
                continue;
            }
            Generic::Constant(_) | Generic::Axis(_) => continue,
        };
        let Part { name, .. } = part;
        let text = name.to_string();
        if names::is_generated(&text) {
            let fact = format!("the layer `{name}` has the name of a type parameter of what is generated");
            errors.error(name, fact, "call it what it is: `A`, `Act`");
        } else if text.len() > 1 && !text.contains(char::is_lowercase) {
            let fact = format!("the layer `{name}` looks like a const generic");
            errors.error(name, fact, "write it as a type, as in `Act`");
        } else if known.iter().any(|known| known.name == *name) {
            errors.error(name, format!("`{name}` is already a layer"), "give one of the two another name");
        } else if !mentions(network.body.to_token_stream(), std::slice::from_ref(name)) {
            let help = format!("remove it, or apply it: `x -> layer({name})`");
            errors.error(name, format!("the layer `{name}` is not used"), help);
        }
        known.push(part.clone());
    }
    known
}
