//! What rustc finds wrong with a `const` item of the user, it says once.
//!
//! It says the same again wherever the name stands. Two equal errors at one place are one error, so all mentions of a
//! `const` item stand where the first one does. This is done when nothing more can go wrong here: our own errors point at
//! the mention that they are about.

use std::collections::BTreeMap;

use proc_macro2::{Group, Ident, LineColumn, Span, TokenStream, TokenTree};

/// The mentions of a name.
struct Mentions {
    first: Span,
    others: Vec<LineColumn>,
}

/// Moves all mentions of a `const` item in `expanded` to the first one in `input`.
pub(crate) fn once(expanded: TokenStream, input: TokenStream) -> TokenStream {
    let mut names = BTreeMap::new();
    mentions(input, &mut names);
    names.retain(|_, mentions| !mentions.others.is_empty());
    if names.is_empty() { expanded } else { moved(expanded, &names) }
}

/// Finds names in capitals.
fn mentions(tokens: TokenStream, names: &mut BTreeMap<String, Mentions>) {
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => mentions(group.stream(), names),
            TokenTree::Ident(word) if is_constant(&word) => match names.get_mut(&word.to_string()) {
                Some(mentions) => mentions.others.push(word.span().start()),
                None => drop(names.insert(word.to_string(), Mentions { first: word.span(), others: Vec::new() })),
            },
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn is_constant(word: &Ident) -> bool {
    let word = word.to_string();
    word.contains(char::is_uppercase) && !word.contains(char::is_lowercase)
}

fn moved(tokens: TokenStream, names: &BTreeMap<String, Mentions>) -> TokenStream {
    let moved = tokens.into_iter().map(|tree| match tree {
        TokenTree::Group(group) => {
            let mut inside = Group::new(group.delimiter(), moved(group.stream(), names));
            inside.set_span(group.span());
            TokenTree::Group(inside)
        }
        TokenTree::Ident(mut word) if is_constant(&word) => {
            let mentions = names.get(&word.to_string());
            if let Some(mentions) = mentions.filter(|mentions| mentions.others.contains(&word.span().start())) {
                word.set_span(mentions.first.resolved_at(word.span()));
            }
            TokenTree::Ident(word)
        }
        tree => tree,
    });
    moved.collect()
}
