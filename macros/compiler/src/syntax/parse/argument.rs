//! The arguments of a layer.

use proc_macro2::{Spacing, TokenStream};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, Lit, LitBool, LitStr, Result, Token, bracketed, parenthesized};

use super::expression::{element, literal};
use super::list::{is_at_comma, list, skip_to_comma};
use super::mistake::{after_last, at_next, expected, mistake, since, skip_token};
use super::shape::{begins_path, is_arithmetic, path, size};
use super::{critic, is_operator, is_word_and};
use crate::errors::Errors;
use crate::syntax::{Argument, ArgumentValue, Arguments, Dimension, Expression, List};

/// `(16, kernel = 3)`
pub(super) fn arguments(input: ParseStream, errors: &mut Errors) -> Result<Arguments> {
    let content;
    let paren_token = parenthesized!(content in input);
    Ok(Arguments { paren_token, arguments: list(&content, errors, argument) })
}

/// `init = zeros, kind = bias`: what is in the parentheses of an attribute.
pub(crate) fn of_attribute(input: TokenStream, errors: &mut Errors) -> Punctuated<Argument, Token![,]> {
    let mut arguments = Punctuated::new();
    let read = |input: ParseStream| {
        arguments = list(input, errors, argument);
        Ok(())
    };
    // What could not be read is among the errors.
    let _ = read.parse2(input);
    arguments
}

pub(super) fn argument(input: ParseStream, errors: &mut Errors) -> Result<Argument> {
    let name = argument_name(input, errors)?;
    if let Some((name, _)) = &name
        && is_at_comma(input)
    {
        let fact = format_args!("the argument `{name}` has no value");
        return Err(after_last(input, fact, format_args!("write its value: `{name} = ..`")));
    }
    if name.is_some() && input.peek(Ident) && input.peek2(Token![.]) && !input.peek3(Token![.]) {
        return Ok(Argument { name, value: variable(input)? });
    }
    let value = value(input, errors)?;
    // A word may be a string, as it is in other libraries.
    let word = match &value {
        ArgumentValue::Text(text) if name.is_some() => text.parse().ok(),
        _ => None,
    };
    Ok(Argument { name, value: word.map_or(value, |word| ArgumentValue::Expression(Expression::Value(word))) })
}

/// `embed.weight`
fn variable(input: ParseStream) -> Result<ArgumentValue> {
    let start = input.cursor();
    let path = Punctuated::parse_separated_nonempty(input);
    match path {
        Ok(path) if is_at_comma(input) => Ok(ArgumentValue::Variable(path)),
        _ => {
            skip_to_comma(input);
            let help = "write the names of the scopes, the layer and its variable: `encoder.embed.weight`";
            Err(since(start, input, "this is no variable of a layer", help))
        }
    }
}

fn argument_name(input: ParseStream, errors: &mut Errors) -> Result<Option<(Ident, Token![=])>> {
    if !input.peek(Ident) {
        return Ok(None);
    }
    if is_word_and('=', input) {
        return Ok(Some((input.parse()?, input.parse()?)));
    }
    if !is_word_and(':', input) {
        return Ok(None);
    }
    let name: Ident = input.parse()?;
    let colon: Token![:] = input.parse()?;
    let help = format_args!("write `{name} = ..`");
    errors.mended(mistake(colon, "an argument is given with `=`, not `:`", help));
    // The value is read as if it had been given right.
    Ok(Some((name, Token![=](colon.span))))
}

/// The value of an argument, or the default of a parameter.
pub(super) fn value(input: ParseStream, errors: &mut Errors) -> Result<ArgumentValue> {
    if input.peek(LitBool) {
        let boolean = input.parse()?;
        return alone(ArgumentValue::Boolean(boolean), input);
    }
    if input.peek(LitStr) {
        let text = input.parse()?;
        return alone(ArgumentValue::Text(text), input);
    }
    if let Some(text) = in_single_quotes(input) {
        skip_token(input);
        return alone(ArgumentValue::Text(text), input);
    }
    if input.peek(syn::token::Bracket) {
        let content;
        let bracket_token = bracketed!(content in input);
        if content.peek(syn::token::Bracket) {
            let lists = list(&content, errors, inner_list);
            return alone(ArgumentValue::Lists { bracket_token, lists }, input);
        }
        if are_numbers(&content) {
            let values = list(&content, errors, signed);
            return alone(ArgumentValue::Numbers { bracket_token, values }, input);
        }
        let values = sizes(&content, errors);
        return alone(ArgumentValue::List { bracket_token, values }, input);
    }
    if critic::begins_view(input) {
        return critic::view(input).map(Box::new).map(ArgumentValue::View);
    }
    if begins_path(input) || (input.peek(Ident) && input.peek2(Token![::])) {
        return alone(ArgumentValue::Constant(path(input)?), input);
    }
    element(input, errors).map(ArgumentValue::Expression)
}

/// `'same'`, of which rustc has already said that a string has double quotes.
fn in_single_quotes(input: ParseStream) -> Option<LitStr> {
    let (literal, _) = input.cursor().literal()?;
    let text = literal.to_string();
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    (inner.chars().nth(1).is_some() && !inner.starts_with('\\')).then(|| LitStr::new(inner, literal.span()))
}

/// Whether one of the elements is written like no size: with a point or a sign.
fn are_numbers(input: ParseStream) -> bool {
    let mut cursor = input.cursor();
    let mut begins = true;
    while !cursor.eof() {
        // These look into the invisible groups that `macro_rules!` leaves around what it has captured.
        let rest = if let Some((punct, rest)) = cursor.punct() {
            if begins && punct.as_char() == '-' && punct.spacing() == Spacing::Alone {
                return true;
            }
            begins = punct.as_char() == ',';
            Some(rest)
        } else if let Some((literal, rest)) = cursor.literal() {
            if matches!(Lit::new(literal), Lit::Float(_)) {
                return true;
            }
            begins = false;
            Some(rest)
        } else {
            begins = false;
            cursor.token_tree().map(|(_, rest)| rest)
        };
        let Some(rest) = rest else { break };
        cursor = rest;
    }
    false
}

/// A number in a list: `0.5`, `-1`, `MEAN`.
fn signed(input: ParseStream, errors: &mut Errors) -> Result<Expression> {
    let start = input.cursor();
    let value = if is_operator('-', start) {
        let minus_token = input.parse()?;
        Expression::Negative { minus_token, operand: Box::new(unsigned(input, errors)?) }
    } else {
        unsigned(input, errors)?
    };
    if is_at_comma(input) {
        return Ok(value);
    }
    Err(if is_arithmetic(input) {
        skip_to_comma(input);
        let help = "write the result, or give it a name outside of the block: `const MEAN: f64 = ..;`";
        since(start, input, "the numbers of a list are not computed in a network", help)
    } else if input.peek(Token![;]) {
        at_next(input, "every number is written out", "write `[0.5, 0.5, 0.5]` for three of them")
    } else {
        expected(input, "`,`", "write a comma in between")
    })
}

fn unsigned(input: ParseStream, errors: &mut Errors) -> Result<Expression> {
    if let Some(number) = literal(input, errors)? {
        return Ok(Expression::Number(number));
    }
    if !input.peek(Ident) && !begins_path(input) {
        return Err(expected(input, "a number", "write a number or the name of a `const` item"));
    }
    let path = path(input)?;
    Ok(path.get_ident().cloned().map_or(Expression::Constant(path), Expression::Value))
}

fn sizes(input: ParseStream, errors: &mut Errors) -> Punctuated<Dimension, Token![,]> {
    list(input, errors, |input, errors| size(input, errors, "size"))
}

/// A list in a list, where all have to be lists.
fn inner_list(input: ParseStream, errors: &mut Errors) -> Result<List> {
    if !input.peek(syn::token::Bracket) {
        return Err(expected(input, "`[`", "write a list for each axis: `[[1, 2], [0, 0]]`"));
    }
    let content;
    let bracket_token = bracketed!(content in input);
    Ok(List { bracket_token, values: sizes(&content, errors) })
}

/// Checks that a value that is no expression is not part of one.
fn alone(value: ArgumentValue, input: ParseStream) -> Result<ArgumentValue> {
    let operator = ['+', '-', '*', '/'].into_iter().any(|operator| is_operator(operator, input.cursor()));
    if operator {
        let help = "give the result a name outside of the block: `const WIDTH: usize = ..;`";
        return Err(at_next(input, "arguments are not computed in a network", help));
    }
    Ok(value)
}
