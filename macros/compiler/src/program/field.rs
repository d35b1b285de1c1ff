//! The fields that lead to the variables of a scope.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::shape::Holder;

/// The field of a scope, or an element of one that is repeated.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Field<'a> {
    pub(crate) name: &'a Ident,
    pub(crate) element: Option<Element>,
}

/// A place in what a `repeat` makes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Element {
    /// In an array.
    Alike(usize),
    /// In a struct without names, whose fields are of different types.
    Unlike(usize),
}

impl Element {
    fn index(self) -> usize {
        match self {
            Self::Alike(index) | Self::Unlike(index) => index,
        }
    }
}

impl Holder {
    /// The field that holds it; `element` is which it is of an array.
    pub(crate) fn field(&self, element: Option<usize>) -> Field<'_> {
        match &self.row {
            Some(row) => Field { name: &row.name, element: Some(Element::Unlike(row.index)) },
            None => Field { name: &self.name, element: element.map(Element::Alike) },
        }
    }
}

impl Field<'_> {
    /// `block`, or `block.0`.
    pub(crate) fn key(&self) -> String {
        match self.element {
            None => self.name.to_string(),
            Some(element) => format!("{}.{}", self.name, element.index()),
        }
    }

    /// `block`, or `block_0`.
    pub(crate) fn label(&self) -> Ident {
        match self.element {
            None => self.name.clone(),
            Some(element) => format_ident!("{}_{}", self.name, element.index(), span = self.name.span()),
        }
    }
}

impl ToTokens for Field<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        if let Some(element) = self.element {
            let index = Literal::usize_unsuffixed(element.index());
            tokens.extend(match element {
                Element::Alike(_) => quote!([#index]),
                Element::Unlike(_) => quote!(.#index),
            });
        }
    }
}
