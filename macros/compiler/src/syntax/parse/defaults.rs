//! `defaults { .. }`: arguments for all layers of a kind.

use proc_macro2::Delimiter;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Ident, Result, Token, braced, token};

use super::argument::arguments;
use super::body::keyword;
use super::mistake::{after_last, at_next, expected, skip_token};
use crate::errors::Errors;
use crate::syntax::{Block, Call, Defaults, keyword};

const EXAMPLE: &str = "write `defaults { conv2d(padding = same); batch_norm(momentum = 0.1) }`";

/// Whether `defaults` is next.
pub(super) fn begins(input: ParseStream) -> bool {
    let word = input.cursor().ident().filter(|(word, _)| word == "defaults");
    word.is_some_and(|(_, rest)| rest.group(Delimiter::Brace).is_some() || rest.group(Delimiter::Parenthesis).is_some())
}

/// `defaults { conv2d(padding = same); batch_norm(momentum = 0.1) }`
pub(super) fn item(input: ParseStream, errors: &mut Errors) -> Result<Defaults> {
    let defaults_token = keyword(input, errors, "defaults", keyword::defaults)?;
    if !input.peek(token::Brace) {
        return Err(at_next(input, "defaults are in braces", EXAMPLE));
    }
    let content;
    let brace_token = braced!(content in input);
    let mut layers = Punctuated::new();
    if content.is_empty() {
        errors.error(defaults_token, "`defaults` without any", EXAMPLE);
    }
    while !content.is_empty() {
        match layer(&content, errors) {
            Ok(layer) => layers.push_value(layer),
            Err(error) => {
                errors.push(error);
                while !content.is_empty() && !content.peek(Token![;]) {
                    skip_token(&content);
                }
            }
        }
        match content.parse() {
            Ok(semi_token) if !layers.empty_or_trailing() => layers.push_punct(semi_token),
            // The `;` of what was left out goes with it, and an error has named what is there instead.
            Ok(_) | Err(_) => {}
        }
    }
    // `;` after an item is a habit, and harmless.
    input.parse::<Option<Token![;]>>()?;
    Ok(Defaults { defaults_token, brace_token, layers })
}

/// The same in front of the networks of a block.
pub(super) fn in_front(block: &Block, input: ParseStream, errors: &mut Errors) -> Result<Defaults> {
    let help = match (block.defaults.is_empty(), block.networks.is_empty() && block.templates.is_empty()) {
        (false, _) => Some("write them into the first `defaults` of the block"),
        (true, false) => Some("write them at the start of the block: they hold for all of its networks"),
        (true, true) => None,
    };
    if let Some(help) = help {
        errors.push(at_next(input, "`defaults` are not at the start of the block", help));
    }
    item(input, errors)
}

/// `conv2d(padding = same)` up to its `;`.
fn layer(input: ParseStream, errors: &mut Errors) -> Result<Call> {
    if !input.peek(Ident) {
        return Err(expected(input, "a layer", EXAMPLE));
    }
    let callee: Ident = input.parse()?;
    if !input.peek(token::Paren) {
        let help = format_args!("write its arguments in parentheses: `{callee}(.. = ..)`");
        return Err(after_last(input, format_args!("the default of `{callee}` is not given"), help));
    }
    let arguments = arguments(input, errors)?;
    if !input.is_empty() && !input.peek(Token![;]) {
        return Err(expected(input, "`;`", "write a `;` between the layers"));
    }
    Ok(Call { callee, arguments: Some(arguments) })
}
