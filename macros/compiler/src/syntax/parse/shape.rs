//! Shapes and their dimensions, and what has one.

use proc_macro2::{Delimiter, Span};
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Ident, LitFloat, LitInt, Path, Result, Token, bracketed, parenthesized, token};

use super::expression::{no_suffix, sum};
use super::is_operator;
use super::list::{is_at_comma, list, skip_to_comma};
use super::mistake::{after_last, at_next, expected, found, mistake, since, skip_token};
use super::name::name;
use crate::errors::Errors;
use crate::syntax::{Dimension, Element, Shape, Typed, keyword};

const CONSTANT: &str = "give the result a name outside of the block: `const WIDTH: usize = ..;`";

/// `image: [1, 8, 8]`: an input, an output or a target, as `role` says.
pub(super) fn typed(input: ParseStream, errors: &mut Errors, role: &str) -> Result<Typed> {
    let article = if role == "target" { "a" } else { "an" };
    let name = name(input, errors, format_args!("{article} {role}"))?;
    let help = format_args!("write its dimensions per sample: `{name}: [3, 32, 32]`");
    let colon_token = if is_operator(':', input.cursor()) {
        input.parse()?
    } else {
        let error = if is_at_comma(input) {
            after_last(input, format_args!("the {role} `{name}` has no shape"), help)
        } else {
            expected(input, format_args!("`:` after the {role} `{name}`"), help)
        };
        if input.peek(Token![=]) {
            skip_token(input);
        }
        let colon_token = Token![:](error.span());
        if input.peek(token::Bracket) {
            errors.mended(error);
        } else {
            errors.push(error);
            skip_to_comma(input);
            return Ok(Typed { name, colon_token, shape: unknown(colon_token.span), element: None });
        }
        colon_token
    };
    let shape = match shape(input, errors, format_args!("the {role} `{name}`")) {
        Ok(shape) => shape,
        Err(error) => {
            errors.push(error);
            skip_to_comma(input);
            unknown(colon_token.span)
        }
    };
    let element = element(input, role == "output", errors)?;
    Ok(Typed { name, colon_token, shape, element })
}

/// `of usize` after a shape, if it is there. An output cannot have it.
pub(super) fn element(input: ParseStream, output: bool, errors: &mut Errors) -> Result<Option<Element>> {
    if !input.peek(keyword::of) {
        return Ok(None);
    }
    let of_token = input.parse()?;
    if !input.peek(Ident) {
        return Err(expected(input, "an element type after `of`", "write `of usize` for indices"));
    }
    let element = Element { of_token, name: input.parse()? };
    if output {
        let help = "leave it out; the caller converts them in Rust";
        errors.mended(mistake(element, "an output holds numbers of the network's own element type", help));
        return Ok(None);
    }
    Ok(Some(element))
}

/// A shape that could not be read, where it should be.
pub(super) fn unknown(at: Span) -> Shape {
    Shape { bracket_token: token::Bracket(at), dimensions: Punctuated::new() }
}

/// `[2 * channels, 8]`: a shape that is stated inside of a network.
pub(super) fn stated(input: ParseStream, errors: &mut Errors) -> Result<Shape> {
    let content;
    let bracket_token = bracketed!(content in input);
    Ok(Shape { bracket_token, dimensions: list(&content, errors, |input, errors| size(input, errors, DIMENSION)) })
}

/// `[1, 8, 8]`
pub(super) fn shape(input: ParseStream, errors: &mut Errors, of: impl std::fmt::Display) -> Result<Shape> {
    if input.peek(token::Bracket) {
        let content;
        let bracket_token = bracketed!(content in input);
        return Ok(Shape { bracket_token, dimensions: dimensions(&content, errors) });
    }
    if input.peek(token::Paren) {
        let start = input.cursor();
        let content;
        let paren_token = parenthesized!(content in input);
        if content.peek(token::Bracket) {
            while !content.is_empty() {
                skip_token(&content);
            }
            let help = "one shape has no parentheses, and several have a name each, as in `(a: [2], b: [4])`";
            return Err(since(
                start,
                input,
                format_args!("shapes in parentheses, where the shape of {of} has to be"),
                help,
            ));
        }
        let dimensions = dimensions(&content, errors);
        let written = dimensions.iter().map(|dimension| dimension.to_token_stream().to_string().replace(' ', ""));
        let help = format_args!("write `[{}]`", written.collect::<Vec<_>>().join(", "));
        errors.mended(since(start, input, "a shape is in brackets, not parentheses", help));
        return Ok(Shape { bracket_token: token::Bracket(paren_token.span), dimensions });
    }
    if input.peek(LitInt) && !input.peek(Token![-]) || is_constant(input) {
        return vector(input, errors);
    }
    if input.peek(Token![&]) {
        let help = "a loss takes a network to look through, as in `loss sharp(critic: &Critic) = ..;`; to run one, send a value through it";
        return Err(at_next(input, format_args!("{of} is a network, not a value"), help));
    }
    let help = "write the dimensions per sample in brackets, as in `[3, 32, 32]`";
    Err(expected(input, format_args!("the shape of {of}"), help))
}

/// `8` where `[8]` has to be.
fn vector(input: ParseStream, errors: &mut Errors) -> Result<Shape> {
    let start = input.cursor();
    let written = found(input);
    let dimension = single(input, errors, DIMENSION)?;
    if ARITHMETIC.contains(&found(input).as_str()) && !input.peek(token::Brace) {
        while !is_at_comma(input) && !input.peek(token::Brace) {
            skip_token(input);
        }
        return Err(since(start, input, "dimensions are not computed in a network", CONSTANT));
    }
    let fact = format_args!("a shape is in brackets, found `{written}`");
    errors.mended(mistake(&dimension, fact, format_args!("write `[{written}]` for a vector")));
    let bracket_token = token::Bracket(input.cursor().prev_span());
    Ok(Shape { bracket_token, dimensions: [dimension].into_iter().collect() })
}

fn dimensions(input: ParseStream, errors: &mut Errors) -> Punctuated<Dimension, Token![,]> {
    list(input, errors, |input, errors| {
        let start = input.span();
        number(input, errors, DIMENSION).or_else(|error| {
            // What is said of the shape has to have its rank.
            errors.push(error);
            skip_to_comma(input);
            Ok(Dimension::Literal(LitInt::new("1", start)))
        })
    })
}

const DIMENSION: &str = "dimension";

/// `8`, `WIDTH` or `model::WIDTH`: a dimension, or whatever `what` says.
pub(super) fn number(input: ParseStream, errors: &mut Errors, what: &str) -> Result<Dimension> {
    let start = input.cursor();
    if input.peek(Token![-]) {
        skip_token(input);
        let number = found(input);
        skip_to_comma(input);
        let fact = format!("a {what} is not negative, found `-{number}`");
        // `-1` is what other libraries infer.
        let help = match number.as_str() {
            "1" if what == DIMENSION => "leave the batch out: dimensions are per sample".to_owned(),
            "1" => "nothing is inferred here: write the number".to_owned(),
            number => format!("write `{number}`"),
        };
        return Err(since(start, input, fact, help));
    }
    let number = single(input, errors, what)?;
    if is_at_comma(input) {
        return Ok(number);
    }
    Err(if is_arithmetic(input) {
        skip_to_comma(input);
        since(start, input, format_args!("{what}s are not computed in a network"), CONSTANT)
    } else if input.peek(Token![;]) {
        at_next(input, format_args!("every {what} is written out"), "write `[8, 8, 8]` for three of them")
    } else {
        expected(input, "`,`", "write a comma in between")
    })
}

/// `8`, `WIDTH`, or `2 * channels` inside of a network.
pub(super) fn size(input: ParseStream, errors: &mut Errors, what: &str) -> Result<Dimension> {
    if !is_computed(input) {
        return number(input, errors, what);
    }
    let size = sum(input, errors)?;
    if is_at_comma(input) {
        return Ok(Dimension::Computed(Box::new(size)));
    }
    Err(expected(input, "`,`", "write a comma in between"))
}

/// Whether what is in front of the next comma is computed of numbers.
fn is_computed(input: ParseStream) -> bool {
    let mut cursor = input.cursor();
    let (mut computed, mut first) = (false, true);
    while !cursor.eof() {
        // These look into the invisible groups that `macro_rules!` leaves around what it has captured.
        let rest = if let Some((punct, rest)) = cursor.punct() {
            match punct.as_char() {
                ',' => break,
                '+' | '-' | '*' | '/' | '^' if !first => computed = true,
                _ => return false,
            }
            Some(rest)
        } else if let Some((word, rest)) = cursor.ident() {
            if word == "as" {
                return false;
            }
            Some(rest)
        } else if let Some((_, rest)) = cursor.literal() {
            Some(rest)
        } else if let Some((_, _, rest)) = cursor.group(Delimiter::Parenthesis) {
            computed |= first;
            Some(rest)
        } else {
            None
        };
        let Some(rest) = rest else { return false };
        (cursor, first) = (rest, false);
    }
    computed
}

/// What makes an expression of a number.
const ARITHMETIC: [&str; 13] = ["+", "-", "*", "/", "%", "<<", ">>", "as", "(", ".", "!", "{", "<"];

/// Whether what is next makes an expression of the number before it.
pub(super) fn is_arithmetic(input: ParseStream) -> bool {
    ARITHMETIC.contains(&found(input).as_str())
}

/// A number, whatever follows it.
fn single(input: ParseStream, errors: &mut Errors, what: &str) -> Result<Dimension> {
    if input.peek(LitInt) {
        let literal: LitInt = input.parse()?;
        no_suffix(&literal, literal.suffix(), errors);
        if literal.base10_parse::<usize>().is_err() {
            errors.error(
                &literal,
                format_args!("the {what} `{literal}` is too large"),
                "write one that fits into a `usize`",
            );
        }
        Ok(Dimension::Literal(literal))
    } else if input.peek(python::None) {
        Err(unknown_size(input, what))
    } else if input.peek(Ident) || begins_path(input) {
        path(input).map(Dimension::Constant)
    } else {
        Err(no_number(input, what))
    }
}

/// `model::WIDTH`
pub(super) fn path(input: ParseStream) -> Result<Path> {
    // What syn says of a path that it cannot read does not say what to write.
    Path::parse_mod_style(input)
        .map_err(|_| expected(input, "a name after `::`", "write the path of a `const` item, such as `model::WIDTH`"))
}

/// Whether a path is next that begins with `::` or a keyword, not with a name.
pub(super) fn begins_path(input: ParseStream) -> bool {
    let keyword = input.peek(Token![crate]) || input.peek(Token![self]) || input.peek(Token![super]);
    input.peek(Token![::]) || (keyword && input.peek2(Token![::]))
}

/// Whether a name in capitals is next, and not one of a type.
fn is_constant(input: ParseStream) -> bool {
    let word = input.cursor().ident().map(|(word, _)| word.to_string());
    word.is_some_and(|word| !word.contains(char::is_lowercase)) && input.peek(Ident)
}

mod python {
    syn::custom_keyword!(None);
}

/// A dimension that other libraries leave open.
fn unknown_size(input: ParseStream, what: &str) -> syn::Error {
    let help = "leave the batch out: dimensions are per sample; the others are numbers or `const` items";
    at_next(input, format_args!("a {what} is not known, found `{}`", found(input)), help)
}

fn no_number(input: ParseStream, what: &str) -> syn::Error {
    let whole = "write a whole number or the name of a `const` item";
    if input.peek(LitFloat) {
        return at_next(input, format_args!("a {what} is a whole number, found `{}`", found(input)), whole);
    }
    if input.peek(Token![_]) || input.peek(Token![?]) || input.peek(Token![..]) {
        return unknown_size(input, what);
    }
    if input.peek(token::Brace) || input.peek(token::Paren) || input.peek(Token![*]) {
        return at_next(input, format_args!("{what}s are not computed in a network"), CONSTANT);
    }
    expected(input, format_args!("a {what}"), whole)
}
