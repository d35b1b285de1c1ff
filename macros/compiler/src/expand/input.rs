//! What the methods of a network take: one trait for each input and target.
//!
//! Each stands for one type, given by value or by reference. It is there for what rustc says of any other type.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::interface::{Interface, Loss};
use super::locals::Locals;
use super::names;
use super::tensor::sample;
use crate::shape::Shape;

/// The words that the names of the traits begin with.
pub(super) const PREFIXES: [&str; 2] = ["Input", "Target"];

/// A parameter of a method.
pub(super) struct Parameter {
    /// As it was written.
    pub(super) name: Ident,
    pub(super) local: Ident,
    kind: Ident,
}

impl Parameter {
    /// `image: impl InputImage<B, E, D>`
    pub(super) fn declared(&self) -> TokenStream {
        let Self { local, kind, .. } = self;
        let bound = quote_spanned!(kind.span()=> #kind<B, E, D>);
        quote!(#local: impl #bound)
    }
}

/// The inputs of a network as parameters.
pub(super) fn inputs(interface: &Interface, locals: &mut Locals) -> Vec<Parameter> {
    parameters(&interface.inputs, input, locals)
}

/// The targets of a loss as parameters.
pub(super) fn targets(loss: &Loss, locals: &mut Locals) -> Vec<Parameter> {
    parameters(&loss.targets, |name| target(loss, name), locals)
}

fn parameters(declared: &[(Ident, Shape)], kind: impl Fn(&Ident) -> Ident, locals: &mut Locals) -> Vec<Parameter> {
    let parameters = declared.iter().map(|(name, _)| Parameter {
        name: name.clone(),
        local: locals.fresh(&name.to_string(), name.span()),
        kind: kind(name),
    });
    parameters.collect()
}

// Where rustc points at a trait, it points at the input or target. With the user's own span, not just located there, it
// does not go on about the macro.

fn input(name: &Ident) -> Ident {
    format_ident!("Input{}", names::structure(name), span = name.span())
}

fn target(loss: &Loss, name: &Ident) -> Ident {
    format_ident!("Target{}{}", names::structure(loss.name), names::structure(name), span = name.span())
}

/// The traits of all inputs and targets.
pub(super) fn traits(interface: &Interface) -> TokenStream {
    let network = interface.name;
    let together = interface.inputs.len() > 1 || interface.losses.iter().any(|loss| !loss.targets.is_empty());
    let inputs = interface.inputs.iter().map(|(name, shape)| {
        let what = format!("`{name}` of `{network}`");
        self::definition(&input(name), &what, shape, together)
    });
    let targets = interface.losses.iter().flat_map(|loss| {
        loss.targets.iter().map(move |(name, shape)| {
            let what = format!("`{name}` of the loss `{}` of `{network}`", loss.name);
            self::definition(&target(loss, name), &what, shape, true)
        })
    });
    inputs.chain(targets).collect()
}

fn definition(kind: &Ident, what: &str, shape: &Shape, together: bool) -> TokenStream {
    let message = format!("{what} takes a batch of {shape} of `{{E}}` on `{{D}}`, but is given `{{Self}}`");
    let size = if together { ", or not of the batch size of the others" } else { "" };
    let label = format!("not a batch of {shape}{size}");
    let tensor = sample(shape);
    quote! {
        #[diagnostic::on_unimplemented(message = #message, label = #label)]
        pub trait #kind<B: Dim, E: DfdxDtype, D: DfdxDevice<E>>: Given<#tensor> {}
        #[diagnostic::do_not_recommend]
        impl<B: Dim, E: DfdxDtype, D: DfdxDevice<E>, G: Given<#tensor>> #kind<B, E, D> for G {}
    }
}
