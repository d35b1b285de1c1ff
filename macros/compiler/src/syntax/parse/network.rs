//! A network and its header.

use proc_macro2::Delimiter;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Ident, Result, Token, parenthesized, token};

use super::generics::generics;
use super::list::list;
use super::mistake::{after_last, at_next, expected, found, since, skip_token};
use super::name::name;
use super::{NETWORK, body, is_operator, placement, shape};
use crate::errors::Errors;
use crate::nearest::nearest;
use crate::syntax::{Body, Network, Outputs, Typed, keyword};

/// `pub network Digits(image: [1, 8, 8]) -> [10] { .. }`
pub(super) fn network(input: ParseStream, errors: &mut Errors) -> Result<Network> {
    let before = errors.loose();
    let attributes = body::attributes(input)?;
    let visibility = input.parse()?;
    let network_token = network_token(input, errors)?;
    let name = name(input, errors, "a network")?;
    let generics = generics(&name, input, errors);
    let inputs = inputs(&name, input, errors);
    let arrow = arrow(&name, input);
    // One error is enough for a header that ends too soon.
    let complete = inputs.is_some() && arrow.is_ok();
    let (arrow_token, outputs) = match arrow {
        Ok((arrow_token, mistake)) => {
            mistake.into_iter().for_each(|mistake| errors.mended(mistake));
            (arrow_token, outputs(arrow_token, &name, input, errors))
        }
        Err(error) => {
            let arrow_token = Token![->](error.span());
            if inputs.is_some() {
                errors.push(error);
            }
            (arrow_token, unknown(arrow_token))
        }
    };
    let fact = format_args!("the network `{name}` is on a device");
    let help = "leave it out: what has no device is where the network is; scopes and layers in it may have one";
    placement::refuse(input, errors, fact, help);
    let (paren_token, inputs) = inputs.unwrap_or_else(|| (token::Paren(name.span()), Punctuated::new()));
    let body = body(&name, complete, input, errors);
    // `;` after an item is a habit, and harmless.
    input.parse::<Option<Token![;]>>()?;
    Ok(Network {
        attributes,
        visibility,
        network_token,
        name,
        generics,
        paren_token,
        inputs,
        arrow_token,
        outputs,
        body,
        is_whole: errors.loose() == before,
    })
}

/// Reads on to where the next network can begin: after braces or a `;`, or at its keyword.
pub(super) fn skip(input: ParseStream) {
    while !input.is_empty() && !input.peek(keyword::network) {
        let ends = input.peek(token::Brace) || input.peek(Token![;]);
        skip_token(input);
        if ends {
            return;
        }
    }
}

/// `network`, or a word where it should be.
fn network_token(input: ParseStream, errors: &mut Errors) -> Result<keyword::network> {
    if input.peek(keyword::network) {
        return input.parse();
    }
    if !input.peek(Ident::peek_any) {
        return Err(expected(input, "`network`", NETWORK));
    }
    // `Digits(image: [8]) ..`, or `struct Digits(image: [8]) ..`
    let has_name = input.peek2(Ident);
    if !has_name && !input.peek2(token::Paren) {
        return Err(expected(input, "`network`", NETWORK));
    }
    let misspelt = nearest(&found(input), ["network"]).is_some();
    errors.push(expected(input, "`network`", if misspelt { "write `network`" } else { NETWORK }));
    let network_token = keyword::network(input.span());
    if has_name {
        skip_token(input);
    }
    Ok(network_token)
}

fn inputs(
    name: &Ident,
    input: ParseStream,
    errors: &mut Errors,
) -> Option<(token::Paren, Punctuated<Typed, Token![,]>)> {
    if !input.peek(token::Paren) {
        let help = format_args!("write them in parentheses: `network {name}(image: [3, 32, 32]) -> [10]`");
        errors.push(after_last(input, format_args!("the network `{name}` declares no inputs"), help));
        return None;
    }
    read_inputs(input, errors).map_err(|error| errors.push(error)).ok()
}

fn read_inputs(input: ParseStream, errors: &mut Errors) -> Result<(token::Paren, Punctuated<Typed, Token![,]>)> {
    let content;
    let paren_token = parenthesized!(content in input);
    Ok((paren_token, list(&content, errors, |input, errors| shape::typed(input, errors, "input"))))
}

/// `->` and the mistake that was made in writing it.
fn arrow(name: &Ident, input: ParseStream) -> Result<(Token![->], Option<syn::Error>)> {
    if input.peek(Token![->]) {
        return Ok((input.parse()?, None));
    }
    let help = "write the output shape after the inputs, as in `-> [10]`";
    if input.peek(token::Bracket) || input.peek(token::Paren) {
        let mistake = at_next(input, "missing `->` in front of the output shape", "write `->` here");
        return Ok((Token![->](mistake.span()), Some(mistake)));
    }
    let characters = match found(input).as_str() {
        "=>" => 2,
        ":" | "=" => 1,
        _ => return Err(after_last(input, format_args!("the network `{name}` declares no output shape"), help)),
    };
    let mistake = expected(input, "`->` in front of the output shape", "write `->`");
    (0..characters).for_each(|_| skip_token(input));
    Ok((Token![->](mistake.span()), Some(mistake)))
}

/// Outputs that could not be read, where they should be.
fn unknown(arrow_token: Token![->]) -> Outputs {
    let [dash, _] = arrow_token.spans;
    Outputs::One(shape::unknown(dash))
}

fn outputs(arrow_token: Token![->], name: &Ident, input: ParseStream, errors: &mut Errors) -> Outputs {
    let outputs = if is_named(input) {
        named(input, errors)
    } else {
        shape::shape(input, errors, format_args!("the output of `{name}`"))
            .and_then(|shape| shape::element(input, true, errors).map(|_| Outputs::One(shape)))
    };
    outputs.unwrap_or_else(|error| {
        errors.push(error);
        skip_to_body(input);
        unknown(arrow_token)
    })
}

/// Whether parentheses with named outputs are next, and not a shape in the wrong brackets.
fn is_named(input: ParseStream) -> bool {
    let Some((content, _, _)) = input.cursor().group(Delimiter::Parenthesis) else { return false };
    match content.ident() {
        Some((word, rest)) => is_operator(':', rest) || word.to_string().contains(char::is_lowercase),
        None => content.eof(),
    }
}

fn named(input: ParseStream, errors: &mut Errors) -> Result<Outputs> {
    let before = errors.len();
    let start = input.cursor();
    let content;
    let paren_token = parenthesized!(content in input);
    let outputs = list(&content, errors, |input, errors| shape::typed(input, errors, "output"));
    if outputs.len() < 2 && errors.len() == before {
        let fact = format_args!("several outputs have names, found {}", outputs.len());
        let help = match outputs.first() {
            Some(only) => {
                let dimensions = only.shape.dimensions.iter().map(|dimension| dimension.to_token_stream().to_string());
                let shape = dimensions.map(|written| written.replace(' ', "")).collect::<Vec<_>>().join(", ");
                format!("one output has a shape and no name: write `[{shape}]`")
            }
            None => "write the shape of the output, as in `-> [10]`".to_owned(),
        };
        errors.push(since(start, input, fact, help));
    }
    Ok(Outputs::Named { paren_token, outputs })
}

/// Reads on to a body, if it comes before the next network.
fn skip_to_body(input: ParseStream) {
    while !input.is_empty() && !input.peek(token::Brace) && !input.peek(Token![;]) && !input.peek(keyword::network) {
        skip_token(input);
    }
}

/// The body, or an empty one if there is none.
fn body(name: &Ident, complete: bool, input: ParseStream, errors: &mut Errors) -> Body {
    let of = format_args!("the network `{name}`");
    let body = body::body(input, errors, of).or_else(|error| {
        if complete {
            errors.push(error);
        }
        skip_to_body(input);
        body::body(input, errors, of)
    });
    body.unwrap_or_else(|_| Body {
        brace_token: token::Brace(name.span()),
        items: Vec::new(),
        result: None,
        is_whole: true,
    })
}
