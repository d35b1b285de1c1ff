//! Lists with commas, read to the end whatever is wrong with an element.

use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Result, Token};

use super::mistake::{expected, skip_token};
use crate::errors::Errors;

/// Reads `element`s up to the end of `input`. One that cannot be read is left out, after its error.
pub(super) fn list<T>(
    input: ParseStream,
    errors: &mut Errors,
    mut element: impl FnMut(ParseStream, &mut Errors) -> Result<T>,
) -> Punctuated<T, Token![,]> {
    let mut list = Punctuated::new();
    while !input.is_empty() {
        let found = errors.len();
        match element(input, errors) {
            Ok(element) => {
                list.push_value(element);
                if !is_at_comma(input) && errors.len() == found {
                    errors.push(expected(input, "`,`", "write a comma in between"));
                }
            }
            Err(error) => errors.push(error),
        }
        skip_to_comma(input);
        match input.parse() {
            Ok(comma) if !list.empty_or_trailing() => list.push_punct(comma),
            // The comma of an element that was left out goes with it.
            Ok(_) | Err(_) => {}
        }
    }
    list
}

pub(super) fn is_at_comma(input: ParseStream) -> bool {
    input.is_empty() || input.peek(Token![,])
}

pub(super) fn skip_to_comma(input: ParseStream) {
    while !is_at_comma(input) {
        skip_token(input);
    }
}
