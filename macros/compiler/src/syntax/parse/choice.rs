//! `if stride == 1 { x } else { x -> relu }`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Error, LitBool, Result, Token, parenthesized, token};

use super::body::body;
use super::expression::comparison;
use super::limits::LONGEST;
use super::mistake::{after_last, at_next, expected, found, since, skip_token};
use crate::errors::Errors;
use crate::syntax::{Body, Choice, Condition, Expression};

const HELP: &str = "write a comparison of numbers and parameters: `if stride == 1 { .. } else { .. }`";

/// How many `else if` there are at most, for what reads them goes down as deep.
const LONGEST_CHOICE: usize = 100;

/// Reads a choice; its two bodies are in braces.
pub(super) fn choice(input: ParseStream, errors: &mut Errors) -> Result<Choice> {
    link(LONGEST_CHOICE, input, errors)
}

/// The same where so many may follow.
fn link(left: usize, input: ParseStream, errors: &mut Errors) -> Result<Choice> {
    let if_token: Token![if] = input.parse()?;
    if input.peek(Token![let]) {
        let start = input.cursor();
        skip_token(input);
        return Err(since(start, input, "an `if` of a network matches no patterns", HELP));
    }
    let condition = before_braces(input, errors)?;
    let then = body(input, errors, "an `if`")?;
    if !input.peek(Token![else]) {
        let help = "write what it is otherwise: `if .. { .. } else { x }`";
        return Err(after_last(input, "an `if` has no `else`", help));
    }
    let else_token = input.parse()?;
    let otherwise = if input.peek(Token![if]) {
        let Some(left) = left.checked_sub(1) else {
            let fact = format_args!("more than {LONGEST_CHOICE} `else if` in a row");
            return Err(at_next(input, fact, "compute what differs from the parameter itself"));
        };
        let brace_token = token::Brace(if_token.span);
        let result = Some(Expression::Choice(Box::new(link(left, input, errors)?)));
        Body { brace_token, items: Vec::new(), result, is_whole: true }
    } else {
        body(input, errors, "an `else`")?
    };
    Ok(Choice { if_token, condition, then, else_token, otherwise })
}

/// All up to the braces, in which a name in front of them is no scope.
fn before_braces(input: ParseStream, errors: &mut Errors) -> Result<Condition> {
    let start = input.cursor();
    let mut tokens = Vec::<TokenTree>::new();
    let mut cursor = start;
    while let Some((tree, rest)) = cursor.token_tree() {
        match &tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
            TokenTree::Punct(punct) if punct.as_char() == ';' => break,
            _ => tokens.push(tree),
        }
        cursor = rest;
    }
    if tokens.is_empty() {
        return Err(after_last(input, "an `if` has no condition", HELP));
    }
    while input.cursor() != cursor {
        skip_token(input);
    }
    let whole = |input: ParseStream| {
        let condition = either(input, errors)?;
        if input.is_empty() { Ok(condition) } else { Err(behind(input)) }
    };
    whole.parse2(tokens.into_iter().collect::<TokenStream>())
}

/// What follows a condition and is no brace.
fn behind(input: ParseStream) -> Error {
    let (found, sign) = match found(input).as_str() {
        "and" => ("and", "&&"),
        "or" => ("or", "||"),
        "=" => ("=", "=="),
        _ => return expected(input, "the braces of an `if`", HELP),
    };
    at_next(input, format_args!("a condition has no `{found}`"), format_args!("write `{sign}`"))
}

/// `a || b`
fn either(input: ParseStream, errors: &mut Errors) -> Result<Condition> {
    let mut left = both(input, errors)?;
    for _ in 0..LONGEST {
        if !input.peek(Token![||]) {
            break;
        }
        let (or_token, right) = (input.parse()?, Box::new(both(input, errors)?));
        left = Condition::Either { left: Box::new(left), or_token, right };
    }
    Ok(left)
}

/// `a && b`
fn both(input: ParseStream, errors: &mut Errors) -> Result<Condition> {
    let mut left = one(input, errors)?;
    for _ in 0..LONGEST {
        if !input.peek(Token![&&]) {
            break;
        }
        let (and_token, right) = (input.parse()?, Box::new(one(input, errors)?));
        left = Condition::Both { left: Box::new(left), and_token, right };
    }
    Ok(left)
}

/// `!a`, `(a || b)`, `true`, `stride == 1`
fn one(input: ParseStream, errors: &mut Errors) -> Result<Condition> {
    if input.peek(Token![!]) {
        let not_token = input.parse()?;
        // The bodies of conditions are no deeper than the brackets of a block may be.
        if input.peek(Token![!]) {
            return Err(at_next(input, "a second `!`", "leave both out"));
        }
        return Ok(Condition::Not { not_token, operand: Box::new(one(input, errors)?) });
    }
    if input.peek(LitBool) {
        return Ok(Condition::Boolean(input.parse()?));
    }
    if holds_condition(input) {
        let content;
        let paren_token = parenthesized!(content in input);
        let condition = either(&content, errors)?;
        if !content.is_empty() {
            return Err(expected(&content, "`)`", "write `&&` or `||` between two conditions"));
        }
        return Ok(Condition::Paren { paren_token, condition: Box::new(condition) });
    }
    comparison(input, errors).map(Condition::Is)
}

/// Whether parentheses are next that hold a condition, and no number to compute with.
fn holds_condition(input: ParseStream) -> bool {
    let Some((content, _, rest)) = input.cursor().group(Delimiter::Parenthesis) else {
        return false;
    };
    let ends = rest.eof()
        || [('&', '&'), ('|', '|')].contains(&(sign(rest), rest.punct().map_or(' ', |(_, rest)| sign(rest))));
    let mut cursor = content;
    let mut joins = false;
    while let Some((tree, rest)) = cursor.token_tree() {
        joins |= matches!(&tree, TokenTree::Punct(punct) if ['&', '|', '!', '<', '>', '='].contains(&punct.as_char()));
        joins |= matches!(&tree, TokenTree::Ident(word) if word == "true" || word == "false");
        cursor = rest;
    }
    ends && joins
}

/// The sign that is next, if it is one.
fn sign(cursor: syn::buffer::Cursor) -> char {
    cursor.punct().map_or(' ', |(punct, _)| punct.as_char())
}
