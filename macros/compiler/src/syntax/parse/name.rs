//! Names, and the words that are none.

use std::fmt::Display;

use quote::format_ident;
use syn::buffer::Cursor;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, Result, Token};

use super::mistake::{expected, skip_token};
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
        let guess = guess(&plain);
        let what = if is_keyword { "a keyword of Rust" } else { "a raw identifier" };
        errors.error(&name, format_args!("`{name}` is {what}"), format_args!("write `{guess}`"));
        errors.misname(plain.to_string());
        return Ok(guess);
    }
    if KEYWORDS.iter().any(|keyword| name == keyword) {
        errors.error(
            &name,
            format_args!("`{name}` is a keyword of the language"),
            format_args!("choose another name, such as `{name}_`"),
        );
    }
    Ok(name)
}

/// A name for what was to be called like a keyword.
fn guess(keyword: &Ident) -> Ident {
    format_ident!("{keyword}_", span = keyword.span())
}

/// Whether a keyword stands where a value does, and nothing follows that it could begin: it was made a name by mistake.
pub(super) fn is_value(input: ParseStream) -> bool {
    let Some((word, rest)) = input.cursor().ident() else { return false };
    KEYWORDS.iter().any(|keyword| word == keyword) && ends_value(rest)
}

/// Whether nothing comes next, or a sign that stands behind a value.
fn ends_value(rest: Cursor) -> bool {
    rest.eof()
        || rest.punct().is_some_and(|(sign, _)| matches!(sign.as_char(), '-' | '+' | '*' | '/' | '<' | '>' | ';' | ','))
}

/// A keyword in the place of a value, where it was made a name by mistake.
pub(super) fn misnamed(input: ParseStream, errors: &Errors) -> Option<Ident> {
    let word = input.fork().call(Ident::parse_any).ok()?;
    if is_value(input) {
        return input.call(Ident::parse_any).ok();
    }
    let plain = word.unraw();
    errors.is_misnamed(&plain.to_string()).then(|| {
        skip_token(input);
        guess(&plain)
    })
}
