//! The generic parameters of a layer: constants, then the element type and the device.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{GenericParam, Generics, TypeParam, TypeParamBound, WherePredicate};

use crate::check::text;
use crate::errors::Errors;

/// The parameters that are there whatever the element type and the device.
pub(super) struct Parameters {
    /// `const C: usize,`
    pub(super) constants: Vec<TokenStream>,
    /// `C,`
    pub(super) names: Vec<Ident>,
    /// `E` and `D`; nothing for a struct without variables.
    pub(super) types: Option<[Ident; 2]>,
}

/// Reads them; `None` if nothing can be made of them.
pub(super) fn parameters(name: &Ident, generics: Generics, holds: bool, errors: &mut Errors) -> Option<Parameters> {
    let before = errors.len();
    let mut asks = false;
    if let Some(clause) = &generics.where_clause {
        for predicate in &clause.predicates {
            refuse_predicate(predicate, errors);
            asks = true;
        }
    }
    let (mut constants, mut names, mut types) = (Vec::new(), Vec::new(), Vec::new());
    for parameter in generics.params {
        match parameter {
            GenericParam::Lifetime(lifetime) => {
                errors.error(&lifetime, "a layer owns what it holds, and has no lifetimes", "leave it out");
            }
            GenericParam::Const(constant) => {
                let (name, kind) = (&constant.ident, &constant.ty);
                constants.push(quote!(const #name: #kind,));
                names.push(constant.ident.clone());
            }
            GenericParam::Type(parameter) => types.push(parameter),
        }
    }
    let written = names.iter().map(|name| format!("const {name}: usize, ")).collect::<String>();
    let example = format!("write `struct {name}<{written}E = f32, D: Storage<E> = Cpu>`");
    let types = match types.as_slice() {
        [] if !holds => None,
        [] => {
            let fact = format!("`{name}` has no parameters for the element type and the device of its variables");
            errors.error(name, fact, example);
            None
        }
        [element, device] => {
            asks |= check_type(element, device, &example, errors);
            Some([element.ident.clone(), device.ident.clone()])
        }
        [first, ..] => {
            let fact =
                format!("the type parameters of a layer are its element type and its device, found {}", types.len());
            errors.error(first, fact, example);
            None
        }
    };
    // What rustc would say of other bounds in an outline is no news.
    (!asks && (types.is_some() || errors.len() == before)).then_some(Parameters { constants, names, types })
}

/// The element type and the device ask nothing of each other but memory, and have defaults. Whether they ask for more.
fn check_type(element: &TypeParam, device: &TypeParam, example: &str, errors: &mut Errors) -> bool {
    let before = errors.len();
    let is_storage = |bound: &TypeParamBound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|last| last.ident == "Storage"),
        _ => false,
    };
    let foreign = element.bounds.iter().chain(device.bounds.iter().filter(|bound| !is_storage(bound)));
    for bound in foreign {
        let fact = format!("the struct of a layer asks for `{}`", text(bound));
        let help = format!("{example}; `Dtype` and `Device` are bounds of its `Forward`");
        errors.error(bound, fact, help);
    }
    if device.bounds.is_empty() {
        errors.error(
            device,
            format!("the device `{}` is not bound to hold `{}`", device.ident, element.ident),
            example,
        );
    }
    let asks = errors.len() > before;
    for parameter in [element, device].iter().filter(|parameter| parameter.default.is_none()) {
        let fact = format!("`{}` has no default, so that a network cannot leave it out", parameter.ident);
        errors.error(parameter, fact, example);
    }
    asks
}

fn refuse_predicate(predicate: &WherePredicate, errors: &mut Errors) {
    let fact = format!("the struct of a layer asks for `{}`", text(predicate));
    let help =
        "a layer is built for every element type and device: leave it out, and write it where `Forward` is implemented";
    errors.error(predicate.to_token_stream(), fact, help);
}
