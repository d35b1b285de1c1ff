//! The names of what is generated.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::format_ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Path, Type};

use crate::syntax::ForeignKind;

/// The methods that training passes have beside those of the losses.
pub(crate) const SETTINGS: [&str; 5] = ["freeze", "memory_limit", "on", "micro_batches", "mixed"];

/// The struct of a scope: `Features` for `features`.
pub(crate) fn structure(scope: &Ident) -> Ident {
    let mut camel = String::new();
    for word in scope.to_string().split('_') {
        let mut letters = word.chars();
        camel.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        camel.extend(letters);
    }
    if is_identifier(&camel) && !is_parameter(&camel) {
        Ident::new(&camel, scope.span())
    } else {
        format_ident!("Scope{camel}", span = scope.span())
    }
}

/// The module of a network or of a scope: `digits` for `Digits`.
pub(crate) fn module(name: &Ident) -> Ident {
    let mut snake = String::new();
    let mut boundary = false;
    for letter in name.unraw().to_string().chars() {
        if letter.is_uppercase() && boundary {
            snake.push('_');
        }
        boundary = !letter.is_uppercase() && letter != '_';
        snake.extend(letter.to_lowercase());
    }
    if is_identifier(&snake) { Ident::new(&snake, name.span()) } else { format_ident!("{snake}_", span = name.span()) }
}

/// The constant of a scope or a layer: `FEATURES_CONV1` for `conv1` in `features`.
pub(super) fn constant<'a>(path: impl Iterator<Item = &'a Ident> + Clone) -> Option<Ident> {
    let words = path.clone().map(|word| word.to_string().to_uppercase()).collect::<Vec<_>>();
    let name = words.join("_");
    is_identifier(&name).then(|| path.last().map(|last| Ident::new(&name, last.span())))?
}

/// What comes from outside of the language, where it has no name of its own: `encoder` for `vision::Encoder`.
pub(crate) fn foreign(kind: &ForeignKind) -> Ident {
    let last = |path: &Path| path.segments.last().map(|last| module(&last.ident));
    let of_type = |kind: &Type| match kind {
        Type::Path(path) => last(&path.path),
        _ => None,
    };
    let (named, keyword) = match kind {
        ForeignKind::Module { module_token, kind, .. } => (of_type(kind), ("module", module_token.span)),
        ForeignKind::Layer { layer_token, kind, .. } => (of_type(kind), ("layer", layer_token.span)),
        ForeignKind::Function { apply_token, .. } => (None, ("apply", apply_token.span)),
        ForeignKind::Network { path, .. } => (last(path), ("network", path.span())),
    };
    named.unwrap_or_else(|| Ident::new(keyword.0, keyword.1))
}

/// Whether a struct of this name would be hidden by its own type parameters.
pub(crate) fn is_parameter(name: &str) -> bool {
    matches!(name, "D" | "E")
}

/// Whether generated code has a type parameter or a constant of this name where the const generics of a network are.
pub(crate) fn is_generated(name: &str) -> bool {
    matches!(name, "B" | "D" | "D2" | "E" | "E2" | "G" | "P" | "T" | "V" | "RECEPTIVE_FIELDS")
}

/// Whether a text is a name, and no keyword.
fn is_identifier(text: &str) -> bool {
    syn::parse_str::<Ident>(text).is_ok()
}

/// A local of the generated code, which nothing that the user wrote can mean.
pub(super) fn local(name: &str, span: Span) -> Ident {
    Ident::new(name, span.resolved_at(Span::mixed_site()))
}

/// The span of a user's token, for code that stands in its place.
pub(super) fn located(span: Span) -> Span {
    span.resolved_at(Span::call_site())
}

/// An `impl` that rustc points at by the name of the network, where it would show the whole block.
pub(super) fn headed(network: &Ident, implementation: TokenStream) -> TokenStream {
    let span = network.span();
    let mut tokens = implementation.into_iter().collect::<Vec<_>>();
    let first = tokens.iter().position(|token| matches!(token, TokenTree::Ident(word) if word == "impl"));
    if let (Some(first), Some(last)) = (first, tokens.len().checked_sub(2)) {
        tokens.iter_mut().skip(first).take(1).for_each(|token| token.set_span(span));
        // The end of the type, and the braces.
        tokens.iter_mut().skip(last).for_each(|token| token.set_span(span));
    }
    tokens.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use quote::format_ident;

    #[test]
    fn names_follow_rust() {
        for (scope, structure) in [
            ("features", "Features"),
            ("up_block_2", "UpBlock2"),
            ("_x", "X"),
            ("self_", "ScopeSelf"),
            ("_1", "Scope1"),
            ("d", "ScopeD"),
        ] {
            assert_eq!(super::structure(&format_ident!("{scope}")), structure);
        }
        for (network, module) in
            [("Digits", "digits"), ("ResNet18", "res_net18"), ("GAN", "gan"), ("Match", "match_"), ("Crate", "crate_")]
        {
            assert_eq!(super::module(&format_ident!("{network}")), module);
        }
        let path = ["up", "block_2", "conv1"].map(|word| format_ident!("{word}"));
        assert_eq!(super::constant(path.iter()).expect("a name"), "UP_BLOCK_2_CONV1");
    }
}
