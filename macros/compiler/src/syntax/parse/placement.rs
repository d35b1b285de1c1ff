//! Where something is computed: `on device(1)`.

use std::fmt::Display;

use quote::ToTokens;
use syn::parse::ParseStream;
use syn::{LitInt, Result, Token, parenthesized, token};

use super::list::is_at_comma;
use super::mistake::{mistake, since, skip_token};
use crate::errors::Errors;
use crate::syntax::{Expression, Placement, keyword};

/// `on device(1)`, if a place is said.
pub(super) fn placement(input: ParseStream, errors: &mut Errors) -> Option<Placement> {
    let placement = one(input, errors)?;
    let start = input.cursor();
    if input.peek(keyword::on) {
        one(input, errors);
        errors.mended(since(
            start,
            input,
            "a second device",
            "what is placed is on one device: leave one of the two out",
        ));
    }
    placement
}

/// A place, be it one that could not be read.
fn one(input: ParseStream, errors: &mut Errors) -> Option<Option<Placement>> {
    if !input.peek(keyword::on) {
        return None;
    }
    let start = input.cursor();
    let read = read(input);
    if read.is_err() {
        while !is_at_comma(input) && !ends(input) {
            skip_token(input);
        }
        let written = start.token_stream().to_string();
        let rest = input.cursor().token_stream().to_string();
        let digits = written.strip_suffix(&rest).unwrap_or(&written).chars().skip_while(|sign| !sign.is_ascii_digit());
        let digits = digits.take_while(char::is_ascii_digit).collect::<String>();
        let device = digits.parse::<u8>().unwrap_or_default();
        let help = format_args!("write the number of the device, from 0 on: `on device({device})`");
        errors.mended(since(start, input, "this says no device", help));
    }
    Some(read.ok())
}

/// What may follow a place.
fn ends(input: ParseStream) -> bool {
    input.peek(token::Brace) || input.peek(Token![;]) || input.peek(Token![->]) || input.peek(keyword::on)
}

fn read(input: ParseStream) -> Result<Placement> {
    let on_token = input.parse()?;
    let device_token = input.parse()?;
    let content;
    let paren_token = parenthesized!(content in input);
    let device = content.parse::<LitInt>();
    let more = !content.is_empty();
    while !content.is_empty() {
        skip_token(&content);
    }
    let device = device?;
    device.base10_parse::<usize>()?;
    if more || !device.suffix().is_empty() {
        return Err(syn::Error::new_spanned(device, "more than a number"));
    }
    Ok(Placement { on_token, device_token, paren_token, device })
}

/// A value, and where it is computed.
pub(super) fn placed(value: Expression, input: ParseStream, errors: &mut Errors) -> Expression {
    let Some(placement) = placement(input, errors) else {
        return value;
    };
    let device = placement.to_token_stream();
    let (fact, help) = match &value {
        Expression::Call(_) | Expression::Foreign(_) => {
            return Expression::Placed { value: Box::new(value), placement };
        }
        Expression::Scope(scope) => (
            "the device of a scope is said before its braces".to_owned(),
            format!("write `scope {} on device({}) {{ .. }}`", scope.name, placement.device),
        ),
        Expression::Value(name) => (
            format!("`{name}` is a value, which is where it is made"),
            "write the device behind the layer that makes it, or behind the one that it is sent through".to_owned(),
        ),
        _ => (
            "only scopes and layers are placed".to_owned(),
            format!("put it into a scope: `scope name on device({}) {{ .. }}`", placement.device),
        ),
    };
    errors.mended(mistake(device, fact, help));
    value
}

/// Refuses a device where none is said.
pub(super) fn refuse(input: ParseStream, errors: &mut Errors, fact: impl Display, help: impl Display) {
    let start = input.cursor();
    if placement(input, errors).is_some() {
        errors.mended(since(start, input, fact, help));
    }
}
