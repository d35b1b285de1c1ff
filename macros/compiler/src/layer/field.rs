//! What `#[variable(init = zeros)]` says of a field of a layer of a user's.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident};
use syn::Token;
use syn::punctuated::Punctuated;

use super::initializer::Initializer;
use super::{Arguments, Kind};
use crate::errors::Errors;
use crate::syntax::Argument;

/// The kinds of variables, and what the runtime calls them.
const KINDS: [(&str, &str); 5] =
    [("weight", "WEIGHTS"), ("bias", "BIASES"), ("norm", "NORMS"), ("embedding", "EMBEDDINGS"), ("other", "OTHERS")];

const FIELD: Kind = Kind::new("variable", "#[variable(init = zeros)]", |_| None);

/// A variable of a layer of a user's.
pub(crate) struct Variable {
    initializer: Initializer,
    /// `None` where the name of the variable says it.
    kind: Option<&'static str>,
}

impl Variable {
    /// Reads the arguments of the attribute, whose name is `callee`.
    pub(crate) fn read(
        callee: &Ident,
        arguments: &Punctuated<Argument, Token![,]>,
        errors: &mut Errors,
    ) -> Option<Self> {
        let mut arguments = Arguments::new(&FIELD, callee, arguments.iter(), errors);
        let initializer = arguments.required_field_initializer();
        let kind = arguments.optional_word("kind", &KINDS.map(|(word, _)| word));
        arguments.finish()?;
        let (initializer, kind) = (initializer?, kind?);
        let kind = kind.and_then(|kind| KINDS.iter().find(|(word, _)| *word == kind)).map(|(_, kind)| *kind);
        Some(Self { initializer, kind })
    }

    /// The type that fills it.
    pub(crate) fn initializer(&self, runtime: &TokenStream) -> TokenStream {
        self.initializer.write(runtime, ToTokens::to_token_stream)
    }

    /// What a variable of this name is, as a constant of the runtime's `Kinds`.
    pub(crate) fn kind(&self, name: &Ident) -> Ident {
        let own = if name.to_string().contains("bias") { "BIASES" } else { "WEIGHTS" };
        format_ident!("{}", self.kind.unwrap_or(own))
    }
}
