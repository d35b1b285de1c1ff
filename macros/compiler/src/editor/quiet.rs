//! The items of a block as an editor should see them.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};

/// Where something stands. A language server does not say in which line and column that is; what it writes for a span tells
/// one from the other.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(String);

impl Place {
    pub(super) fn of(span: Span) -> Self {
        Self(format!("{:?}", span.resolved_at(Span::call_site())))
    }
}

/// The words of a block, where they stand, and what stands in front of them.
#[derive(Default)]
pub(super) struct Words(BTreeMap<Place, (String, Option<Span>)>);

impl Words {
    pub(super) fn of(input: &TokenStream) -> Self {
        let mut words = Self::default();
        words.read(input.clone(), None);
        words
    }

    fn read(&mut self, tokens: TokenStream, mut before: Option<Span>) {
        for tree in tokens {
            match &tree {
                TokenTree::Ident(word) => drop(self.0.insert(Place::of(word.span()), (word.to_string(), before))),
                TokenTree::Group(group) => self.read(group.stream(), Some(group.span_open())),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            before = Some(tree.span());
        }
    }

    /// Whether this is a word of the block, and no name that was made of it.
    pub(super) fn contains(&self, word: &Ident) -> bool {
        self.0.get(&Place::of(word.span())).is_some_and(|(text, _)| word == text)
    }

    /// Where a name leads that was declared by the expansion: to the word that it is, or in front of the one that it was made of,
    /// which has a meaning of its own.
    fn origin(&self, name: &Ident) -> Option<Span> {
        let (text, before) = self.0.get(&Place::of(name.span()))?;
        if name == text { Some(name.span()) } else { before.map(|before| before.resolved_at(name.span())) }
    }
}

/// Takes the spans of users from all tokens but the names of what is declared: fields, functions, types, constants and modules.
pub(crate) fn quiet(expanded: TokenStream, input: &TokenStream) -> TokenStream {
    Quiet { words: Words::of(input), declared: BTreeSet::new() }.tokens(expanded)
}

struct Quiet {
    words: Words,
    /// What was declared, by which keyword and where. A const generic is declared by many items, and leads to the first.
    declared: BTreeSet<(String, String, Place)>,
}

impl Quiet {
    fn tokens(&mut self, tokens: TokenStream) -> TokenStream {
        let mut keyword = String::new();
        let quiet = tokens.into_iter().map(|mut tree| {
            let before = mem::take(&mut keyword);
            match &mut tree {
                TokenTree::Group(group) => {
                    let mut inside = Group::new(group.delimiter(), self.tokens(group.stream()));
                    inside.set_span(nowhere(group.span()));
                    return TokenTree::Group(inside);
                }
                TokenTree::Ident(word) => {
                    keyword = word.to_string();
                    let declares = matches!(&*before, "pub" | "fn" | "struct" | "mod" | "const" | "type");
                    if declares
                        && let Some(origin) = self.words.origin(word)
                        && self.declared.insert((before, keyword.clone(), Place::of(word.span())))
                    {
                        word.set_span(origin);
                        return tree;
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            tree.set_span(nowhere(tree.span()));
            tree
        });
        quiet.collect()
    }
}

/// The place of the macro's name, with what a name means at `span`.
fn nowhere(span: Span) -> Span {
    Span::call_site().resolved_at(span)
}
