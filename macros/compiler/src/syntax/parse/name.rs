//! Names, and the words that are none.

use std::fmt::Display;

use quote::format_ident;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, Result, Token};

use super::mistake::expected;
use crate::errors::Errors;

/// The keywords of the language.
pub(super) const KEYWORDS: [&str; 7] = ["network", "scope", "reuse", "loss", "template", "repeat", "defaults"];

/// Reads the name of a new thing: `of` says what, as in "a scope".
pub(super) fn name(input: ParseStream, errors: &mut Errors, of: impl Display) -> Result<Ident> {
    if !input.peek(Ident::peek_any) || input.peek(Token![_]) {
        return Err(expected(input, format_args!("the name of {of}"), "a name is one word, such as `conv1`"));
    }
    let is_keyword = !input.peek(Ident);
    let name = Ident::parse_any(input)?;
    let plain = name.unraw();
    if is_keyword || plain != name {
        // The guess has to be a name that can be written out.
        let guess = format_ident!("{plain}_", span = name.span());
        let what = if is_keyword { "a keyword of Rust" } else { "a raw identifier" };
        errors.error(&name, format_args!("`{name}` is {what}"), format_args!("write `{guess}`"));
        return Ok(guess);
    }
    if KEYWORDS.iter().any(|keyword| name == keyword) {
        errors.error(&name, format_args!("`{name}` is a keyword of the language"), "choose another name");
    }
    Ok(name)
}
