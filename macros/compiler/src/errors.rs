//! Errors are collected within a stage and gate the next one.

use std::fmt::Display;
use std::mem;

use proc_macro2::TokenStream;
use quote::ToTokens;

/// The errors of one stage.
///
/// An `Errors` must be read, by [`Errors::finish`] or another method that takes `self`: to drop one that holds
/// errors would lose them, and is a bug.
#[derive(Default)]
pub(crate) struct Errors {
    found: Vec<syn::Error>,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds an error that underlines `at`: `fact` says what is wrong, `help` what to write.
    pub(crate) fn error(&mut self, at: impl ToTokens, fact: impl Display, help: impl Display) {
        self.push(syn::Error::new_spanned(at, message(fact, help)));
    }

    /// Adds an error of the parser.
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.found.push(error);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many there are, so that a caller can tell whether there was a new one.
    pub(crate) fn len(&self) -> usize {
        self.found.len()
    }

    /// Hands `value` to the next stage if nothing went wrong.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// All errors as one, if there are any.
    pub(crate) fn into_error(mut self) -> Option<syn::Error> {
        mem::take(&mut self.found).into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        })
    }

    /// The errors as `compile_error!`s.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.into_error().map_or_else(TokenStream::new, syn::Error::into_compile_error)
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        debug_assert!(self.found.is_empty() || std::thread::panicking(), "errors were dropped unread");
    }
}

/// The wording of every error: the fact, then what to write.
pub(crate) fn message(fact: impl Display, help: impl Display) -> String {
    format!("{fact}\nhelp: {help}")
}
