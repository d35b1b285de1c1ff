//! The documentation of generated items.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Attribute;

use super::forms::Form;
use super::interface::Interface;
use super::labels::Labels;
use super::picture;
use super::rows::rows;
use crate::layer::Type;
use crate::program::Program;
use crate::shape::{Dimension, Function, Member, Scope, Typed};

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

/// What the documentation of a network shows of its layers.
#[derive(Default)]
pub(super) struct Layers {
    /// A table, as lines of Markdown.
    pub(super) table: Vec<String>,
    picture: String,
}

/// The layers of a network, for its documentation.
pub(super) fn layers(program: &Program, labels: &Labels) -> Layers {
    let rows = rows(program, labels, usize::MAX);
    // Where all is on one device, nobody wants to read that in each row.
    let placed = program.values.iter().any(|value| value.device > 0);
    let [head, rule] = if placed { [" device |", "--:|"] } else { [""; 2] };
    let mut table = vec![format!("| name | layer | output | parameters |{head}"), format!("|---|---|---|--:|{rule}")];
    let mut total = Vec::new();
    for row in rows.rows.iter().filter(|row| !row.input && row.inside == 0) {
        let parameters = row.parameters.as_ref().map(number).unwrap_or_default();
        let device = if placed { format!(" {} |", row.device) } else { String::new() };
        table.push(format!("| `{}` | `{}` | `{}` | {parameters} |{device}", row.path, row.kind, row.shape));
        total.extend(row.parameters.clone());
    }
    table.extend([format!("| | | | **{}** |", number(&Dimension::sum(total))), String::new()]);
    Layers { table, picture: picture::picture(program, labels) }
}

impl Layers {
    /// The picture, which is for rustdoc alone.
    pub(super) fn picture(&self) -> Option<TokenStream> {
        let picture = format!(" {}", self.picture);
        (!self.picture.is_empty()).then(|| quote!(#[cfg_attr(doc, doc = "", doc = "# Picture", doc = #picture)]))
    }
}

/// A number with its thousands apart, or a formula.
fn number(dimension: &Dimension) -> String {
    let Some(number) = dimension.number() else {
        return format!("`{dimension}`");
    };
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
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
    let name = holder.field(None).key().replace('.', "/");
    let made = template.as_ref().map_or_else(String::new, |template| format!(", made by the template `{template}`"));
    match count {
        None => format!("The variables of the scope `{name}`{made}."),
        Some(_) => format!("The variables of one of the scopes `{name}/0`, `{name}/1`, ..{made}."),
    }
}

/// The same, and what layers they are of.
pub(super) fn fields(scope: &Scope) -> Vec<String> {
    let layers = scope.members.iter().filter_map(|member| match member {
        Member::Layer { description, .. } => Some(format!("* {description}")),
        Member::Scope(_) => None,
    });
    let layers = layers.collect::<Vec<_>>();
    let gap = (!layers.is_empty()).then(String::new);
    std::iter::once(variables(scope)).chain(gap).chain(layers).collect()
}

/// What a struct that scopes share holds.
pub(super) fn shared(form: &Form) -> String {
    let path = |scope: &Scope| {
        let around = scope.holder.path.iter().map(|name| format!("{name}/")).collect::<String>();
        format!("`{around}{}`", scope.holder.name)
    };
    let first = form.scopes.first().map(|scope| path(scope)).unwrap_or_default();
    format!("The variables of {first} and of what differs from it in sizes alone, {} scopes.", form.scopes.len())
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
    let result = function.given().map(|given| given.kind.documented()).collect::<Vec<_>>().join(", ");
    match (declared, captured) {
        (values, []) | ([], values) => format!("Applies the scope: {} → {result}.", list(values)),
        (declared, captured) => {
            format!("Applies the scope: {} → {result}, with {} from around it.", list(declared), list(captured))
        }
    }
}
