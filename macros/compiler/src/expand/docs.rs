//! The documentation of generated items.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Attribute;

use super::interface::Interface;
use crate::layer::Type;
use crate::shape::{Function, Scope, Typed};

/// The user's attributes, then a paragraph of ours.
pub(super) fn after(attributes: &[Attribute], lines: &[String]) -> TokenStream {
    let documented = attributes.iter().any(|attribute| attribute.path().is_ident("doc"));
    let gap = documented.then(|| quote!(#[doc = ""]));
    let lines = lines.iter().map(|line| self::line(line));
    quote!(#(#attributes)* #gap #(#lines)*)
}

/// One line, spaced as after `///`.
pub(super) fn line(line: &str) -> TokenStream {
    let line = if line.is_empty() { String::new() } else { format!(" {line}") };
    quote!(#[doc = #line])
}

/// The inputs and outputs of a network.
pub(super) fn network(interface: &Interface) -> Vec<String> {
    let mut lines = vec!["# Shapes, per sample".to_owned()];
    for (name, kind) in &interface.inputs {
        lines.push(format!("* `{name}`: {}", kind.documented()));
    }
    for output in &interface.outputs {
        let shape = &output.shape;
        lines.push(match &output.name {
            None => format!("* returns `{shape}`"),
            Some(name) => format!("* returns `{name}`: `{shape}`"),
        });
    }
    lines
}

/// What the struct of a scope holds.
pub(super) fn variables(scope: &Scope) -> String {
    let Scope { holder, template, count, .. } = scope;
    let name = &holder.name;
    let made = template.as_ref().map_or_else(String::new, |template| format!(", made by the template `{template}`"));
    match count {
        None => format!("The variables of the scope `{name}`{made}."),
        Some(_) => format!("The variables of one of the scopes `{name}/0`, `{name}/1`, ..{made}."),
    }
}

/// The targets of a loss.
pub(super) fn targets(targets: &[(proc_macro2::Ident, Type)]) -> Vec<String> {
    targets.iter().map(|(name, kind)| format!("* `{name}`: {}", kind.documented())).collect()
}

/// What a method of a scope does.
pub(super) fn application(function: &Function) -> String {
    let (declared, captured) = function.parameters.split_at(function.declared.min(function.parameters.len()));
    let list = |values: &[Typed]| {
        let values = values.iter().map(|typed| format!("`{}` {}", typed.value.name, typed.kind.documented()));
        values.collect::<Vec<_>>().join(", ")
    };
    let result = function.result.kind.documented();
    match (declared, captured) {
        (values, []) | ([], values) => format!("Applies the scope: {} → {result}.", list(values)),
        (declared, captured) => {
            format!("Applies the scope: {} → {result}, with {} from around it.", list(declared), list(captured))
        }
    }
}
