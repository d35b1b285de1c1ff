//! `scan word over words, carry (h = zeros([64])) { .. }`

use syn::parse::ParseStream;
use syn::{Error, Ident, Result, Token, parenthesized, token};

use super::body::body;
use super::expression::{element, expression};
use super::list::list;
use super::mistake::{after_last, at_next, expected, since};
use super::name::name;
use super::{is_operator, placement};
use crate::errors::{Errors, message};
use crate::syntax::{Carry, Expression, Scan, Sequence, State, keyword};

/// Whether a scan is next: `scan` is a word like others where no name follows it.
pub(super) fn begins(input: ParseStream) -> bool {
    input.peek(keyword::scan) && input.peek2(Ident)
}

/// Reads a scan, behind its name if it has one.
pub(super) fn scan(label: Option<(Ident, Token![:])>, input: ParseStream, errors: &mut Errors) -> Result<Scan> {
    let scan_token = input.parse()?;
    let mut sequences = vec![sequence(input, errors)?];
    let mut carry = None;
    while carry.is_none() {
        if input.peek(keyword::carry) {
            errors.mended(after_last(input, "missing `,` in front of `carry`", "write `, carry (..)`"));
        } else if input.parse::<Option<Token![,]>>()?.is_none() {
            break;
        }
        if input.peek(keyword::carry) && !input.peek2(keyword::over) {
            carry = Some(self::carry(input, errors)?);
        } else {
            sequences.push(sequence(input, errors)?);
        }
    }
    let help = "put it into a scope: `scope name on device(1) { scan .. }`";
    placement::refuse(input, errors, "a scan is on a device", help);
    let body = body(input, errors, "the scan")?;
    Ok(Scan { label, scan_token, sequences, carry, body })
}

/// `word over words`
fn sequence(input: ParseStream, errors: &mut Errors) -> Result<Sequence> {
    let name = name(input, errors, "a step")?;
    if !input.peek(keyword::over) {
        let help = format_args!("write the sequence that it goes along: `scan {name} over words {{ .. }}`");
        return Err(expected(input, format_args!("`over` after `{name}`"), help));
    }
    let over_token = input.parse()?;
    // A word in front of the braces is all of it, whatever else a word with braces would be.
    if input.peek(Ident) && input.peek2(token::Brace) {
        return Ok(Sequence { name, over_token, value: Expression::Value(input.parse()?) });
    }
    let start = input.cursor();
    match expression(input, errors) {
        Err(_) if input.peek(token::Brace) => {
            let help = format_args!("write `scan {name} over (..) {{ .. }}`");
            Err(since(start, input, "this sequence has no end in front of the braces", help))
        }
        value => Ok(Sequence { name, over_token, value: value? }),
    }
}

/// `carry (h = zeros([64]), c = zeros([64]))`
fn carry(input: ParseStream, errors: &mut Errors) -> Result<Carry> {
    let carry_token = input.parse()?;
    let help = "write what each step hands to the next, and what it is at first: `carry (h = zeros([64]))`";
    if !input.peek(token::Paren) {
        return Err(expected(input, "the states in parentheses", help));
    }
    let content;
    let paren_token = parenthesized!(content in input);
    if content.is_empty() {
        errors.push(Error::new(paren_token.span.join(), message("a `carry` of nothing", help)));
    }
    let states = list(&content, errors, state);
    Ok(Carry { carry_token, paren_token, states })
}

/// `h = zeros([64])`
fn state(input: ParseStream, errors: &mut Errors) -> Result<State> {
    let name = name(input, errors, "a state")?;
    if !is_operator('=', input.cursor()) {
        let help = format_args!("write what it is at first: `{name} = zeros([64])`");
        return Err(match input.is_empty() || input.peek(Token![,]) {
            true => after_last(input, format_args!("the state `{name}` has no beginning"), help),
            false => at_next(input, format_args!("the state `{name}` has no beginning"), help),
        });
    }
    Ok(State { name, eq_token: input.parse()?, start: element(input, errors)? })
}
