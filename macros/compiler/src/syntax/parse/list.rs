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
    element: impl FnMut(ParseStream, &mut Errors) -> Result<T>,
) -> Punctuated<T, Token![,]> {
    list_up_to(input, errors, |input| input.is_empty(), element)
}

/// The same for a list that may end before `input` does.
pub(super) fn list_up_to<T>(
    input: ParseStream,
    errors: &mut Errors,
    ends: impl Fn(ParseStream) -> bool,
    mut element: impl FnMut(ParseStream, &mut Errors) -> Result<T>,
) -> Punctuated<T, Token![,]> {
    let mut list = Punctuated::new();
    while !ends(input) {
        let found = errors.len();
        match element(input, errors) {
            Ok(element) => {
                list.push_value(element);
                if !is_at_comma(input) && !ends(input) && errors.len() == found {
                    errors.push(expected(input, "`,`", "write a comma in between"));
                }
            }
            Err(error) => errors.push(error),
        }
        while !is_at_comma(input) && !ends(input) {
            skip_token(input);
        }
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
