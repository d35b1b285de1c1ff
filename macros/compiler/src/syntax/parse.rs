//! From tokens to the tree.
//!
//! Every mistake of a block is reported in one build, once. A function of this module returns `Err` only when it has no
//! node to give; a mistake that it can read past goes to `errors`, and the node is a guess at what was meant. No
//! guess is ever compiled, since errors stop the pipeline.

pub(crate) mod argument;
mod binding;
mod body;
mod choice;
mod critic;
mod defaults;
mod expression;
mod foreign;
mod generics;
mod limits;
mod list;
mod mistake;
mod name;
mod network;
mod placement;
mod scan;
mod scope;
mod shape;
mod step;
mod template;

use proc_macro2::{Spacing, Span, TokenStream};
use quote::quote;
use syn::buffer::Cursor;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Token, parenthesized, token};

use super::Block;
use crate::errors::{Errors, message};

const NETWORK: &str = "write `network Name(input: [8]) -> [1] { .. }`";

/// Reads a whole block. The tree holds every network that has a name, whatever the errors.
pub(crate) fn parse(input: TokenStream) -> (Block, Errors) {
    let mut errors = Errors::new();
    let (defaults, templates, networks) = Default::default();
    let mut block = Block { runtime: quote!(::netweave), defaults, templates, networks, is_whole: true };
    if let Some(error) = limits::too_much(&input) {
        errors.push(error);
        return (block, errors);
    }
    let read = |input: ParseStream| fill(&mut block, input, &mut errors);
    // The inside of an attribute is syn's to read, and what it left there comes up only at the end.
    if let Err(leftover) = read.parse2(input)
        && errors.is_empty()
    {
        errors.push(leftover);
    }
    (block, errors)
}

impl Parse for Block {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let (block, errors) = parse(input.parse()?);
        errors.into_error().map_or(Ok(block), Err)
    }
}

fn fill(block: &mut Block, input: ParseStream, errors: &mut Errors) -> syn::Result<()> {
    if input.peek(Token![@]) && input.peek2(runtime) && input.peek3(token::Paren) {
        block.runtime = runtime_path(input)?;
    }
    if input.is_empty() {
        // There is no token to underline but the macro's own name.
        errors.push(syn::Error::new(Span::call_site(), message("this block has no network", NETWORK)));
    }
    while !input.is_empty() {
        let read = if defaults::begins(input) {
            defaults::in_front(block, input, errors).map(|defaults| block.defaults.push(defaults))
        } else if template::begins(input) {
            template::beside_networks(input, errors).map(|template| block.templates.push(template))
        } else {
            network::network(input, errors).map(|network| block.networks.push(network))
        };
        match read {
            Ok(()) => {}
            Err(error) => {
                errors.push(error);
                block.is_whole = false;
                network::skip(input);
            }
        }
    }
    Ok(())
}

syn::custom_keyword!(runtime);

/// `@runtime($crate)`, which `netweave::network!` puts in front.
fn runtime_path(input: ParseStream) -> syn::Result<TokenStream> {
    input.parse::<Token![@]>()?;
    input.parse::<runtime>()?;
    let path;
    parenthesized!(path in input);
    path.parse()
}

/// Whether `operator` is next, all by itself: the `=` of `==` is not.
fn is_operator(operator: char, cursor: Cursor) -> bool {
    let Some((punct, rest)) = cursor.punct() else { return false };
    let longer = rest.punct().is_some_and(|(next, _)| match next.as_char() {
        '=' | '>' => true,
        // `--x` is two operators, `::` and `..` are one.
        next => next == operator && matches!(next, ':' | '.'),
    });
    punct.as_char() == operator && !(punct.spacing() == Spacing::Joint && longer)
}

/// Whether a word is next, and then `operator`.
fn is_word_and(operator: char, input: ParseStream) -> bool {
    input.cursor().ident().is_some_and(|(_, rest)| is_operator(operator, rest))
}
