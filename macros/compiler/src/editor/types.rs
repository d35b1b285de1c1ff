//! The types of values, as an editor shows them.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::quote;
use syn::Path;

use super::quiet::{Place, Words};
use crate::expand::is_parameter;
use crate::mention::mentioned;

/// The dimensions that the names of values stand for in the code of a block.
///
/// There is no code of a block with mistakes.
pub(crate) struct Types(Option<BTreeMap<Place, Option<TokenStream>>>);

impl Types {
    /// Reads the code, in which the type of each value is written: `features: Value<(B, Const<32>), E, D>`.
    pub(crate) fn of(expanded: TokenStream, input: &TokenStream) -> Self {
        let mut found = BTreeMap::new();
        read(expanded, &Words::of(input), &mut found);
        Self(Some(found))
    }

    /// Those of a block with mistakes.
    pub(crate) fn unknown() -> Self {
        Self(None)
    }

    /// Whether there is code.
    pub(super) fn are_known(&self) -> bool {
        self.0.is_some()
    }

    /// The dimensions of the value of this name, where the runtime's names are not imported.
    pub(super) fn written(&self, name: &Ident, runtime: &TokenStream) -> TokenStream {
        let found = self.0.as_ref().and_then(|found| found.get(&Place::of(name.span())));
        match found {
            Some(Some(dimensions)) => {
                let dimensions = absolute(dimensions.clone(), runtime);
                quote!((#dimensions))
            }
            Some(None) | None => quote!(#runtime::editor::Unknown),
        }
    }
}

fn read(tokens: TokenStream, words: &Words, found: &mut BTreeMap<Place, Option<TokenStream>>) {
    let mut last = None;
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Ident(word) if word == "Value" => {
                trees.next();
                let dimensions = trees.peek().and_then(dimensions);
                if let (Some(name), Some(dimensions)) = (last.take(), dimensions) {
                    add(&name, dimensions, found);
                }
            }
            TokenTree::Ident(word) => last = words.contains(&word).then_some(word),
            TokenTree::Group(group) => read(group.stream(), words, found),
            TokenTree::Punct(punct) if matches!(punct.as_char(), ':' | '&') => {}
            TokenTree::Punct(_) | TokenTree::Literal(_) => last = None,
        }
    }
}

fn add(name: &Ident, dimensions: TokenStream, found: &mut BTreeMap<Place, Option<TokenStream>>) {
    let known = found.entry(Place::of(name.span())).or_insert_with(|| Some(dimensions.clone()));
    // What a template makes may differ from one use to the next.
    let differs = mentioned(dimensions.clone()).iter().any(is_parameter);
    if differs || known.as_ref().is_some_and(|known| known.to_string() != dimensions.to_string()) {
        *known = None;
    }
}

/// What follows the batch in a shape.
fn dimensions(shape: &TokenTree) -> Option<TokenStream> {
    match shape {
        TokenTree::Group(shape) if shape.delimiter() == Delimiter::Parenthesis => {
            let mut dimensions = shape.stream().into_iter();
            dimensions.find(|tree| matches!(tree, TokenTree::Punct(comma) if comma.as_char() == ','))?;
            let dimensions = dimensions.collect::<Vec<_>>();
            let ends =
                dimensions.last().is_some_and(|last| matches!(last, TokenTree::Punct(comma) if comma.as_char() == ','));
            let comma = (!ends).then(|| Punct::new(',', Spacing::Alone));
            Some(quote!(#(#dimensions)* #comma))
        }
        _ => None,
    }
}

fn absolute(tokens: TokenStream, runtime: &TokenStream) -> TokenStream {
    let absolute = tokens.into_iter().map(|tree| match tree {
        TokenTree::Ident(word) if word == "Const" || word == "shape" => quote!(#runtime::expansion::#word),
        // rust-analyzer shows the value of `Const<WIDTH>`, and not that of `Const<{ WIDTH }>`.
        TokenTree::Group(group) if syn::parse2::<Path>(group.stream()).is_ok() => absolute(group.stream(), runtime),
        TokenTree::Group(group) => {
            TokenTree::Group(Group::new(group.delimiter(), absolute(group.stream(), runtime))).into()
        }
        tree => tree.into(),
    });
    absolute.collect()
}
