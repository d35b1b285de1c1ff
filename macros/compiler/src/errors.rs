//! Errors are collected from stage to stage, and gate the last ones.

use std::fmt::Display;
use std::mem;

use proc_macro2::TokenStream;
use quote::ToTokens;

/// The errors of a block.
///
/// An `Errors` must be read, by [`Errors::finish`] or another method that takes `self`: to drop one that holds
/// errors would lose them, and is a bug.
#[derive(Default)]
pub(crate) struct Errors {
    found: Vec<syn::Error>,
    /// How many of them are known to spoil no more than the statement that they are in.
    contained: usize,
    /// The keywords of Rust that were made names, which is said once.
    misnamed: Vec<String>,
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

    /// Adds an error of the parser, which reads on as if it had been mended: it spoils nothing.
    pub(crate) fn mended(&mut self, error: syn::Error) {
        self.push(error);
        self.contained += 1;
    }

    /// Notes that a keyword of Rust was made a name, after the error about that.
    pub(crate) fn misname(&mut self, keyword: String) {
        self.misnamed.push(keyword);
    }

    /// Whether a keyword of Rust was made a name.
    pub(crate) fn is_misnamed(&self, keyword: &str) -> bool {
        self.misnamed.iter().any(|name| name == keyword)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many there are, so that a caller can tell whether there was a new one.
    pub(crate) fn len(&self) -> usize {
        self.found.len()
    }

    /// How many there are that spoil what is being read.
    pub(crate) fn loose(&self) -> usize {
        self.found.len() - self.contained
    }

    /// Whether there are more of these than `before`; what is around is not spoilt by them.
    pub(crate) fn contain(&mut self, before: usize) -> bool {
        let more = self.loose().saturating_sub(before);
        self.contained += more;
        more > 0
    }

    /// Hands `value` to the next stage if nothing went wrong.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// All errors as one, in the order of the text, if there are any.
    pub(crate) fn into_error(mut self) -> Option<syn::Error> {
        self.found.sort_by_key(|error| {
            let start = error.span().start();
            (start.line, start.column)
        });
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
