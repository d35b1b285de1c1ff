//! Which names there are in tokens.

use proc_macro2::{Ident, TokenStream, TokenTree};

/// All of them, in order of writing.
pub(crate) fn mentioned(tokens: TokenStream) -> Vec<Ident> {
    let mut found = Vec::new();
    collect(tokens, &mut found);
    found
}

/// Whether one of `names` is among them.
pub(crate) fn mentions(tokens: TokenStream, names: &[Ident]) -> bool {
    !names.is_empty() && mentioned(tokens).iter().any(|ident| names.contains(ident))
}

fn collect(tokens: TokenStream, found: &mut Vec<Ident>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => collect(group.stream(), found),
            TokenTree::Ident(ident) => found.push(ident),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
