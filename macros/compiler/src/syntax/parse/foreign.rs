//! What the language does not have: modules, functions and other networks.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Path, PathArguments, Result, Token, Type, parenthesized, token};

use super::argument::{argument, arguments};
use super::list::list;
use super::mistake::{expected, library, since, skip_token};
use super::shape::{self, begins_path};
use crate::errors::Errors;
use crate::syntax::{Call, Foreign, ForeignKind, Layer, Shape, keyword};

/// Whether `module(..)`, `layer(..)` or `apply(..)` is next.
pub(super) fn is_next(input: ParseStream) -> bool {
    (input.peek(keyword::module) || input.peek(keyword::apply)) && input.peek2(token::Paren) || is_layer(input)
}

/// Whether `layer(Film<64>)` is next. A template or a scope may be called `layer`, and takes no type.
fn is_layer(input: ParseStream) -> bool {
    let Some((_, rest)) = input.cursor().ident().filter(|(word, _)| word == "layer") else { return false };
    let Some((content, _, _)) = rest.group(Delimiter::Parenthesis) else { return false };
    match content.ident() {
        Some((word, rest)) => {
            let word = word.to_string();
            let is_constant = word.len() > 1 && !word.contains(char::is_lowercase);
            let goes_on = rest.punct().is_some_and(|(punct, _)| matches!(punct.as_char(), '<' | ':'));
            word.starts_with(char::is_uppercase) && !is_constant || goes_on
        }
        None => content.punct().is_some_and(|(punct, _)| punct.as_char() == ':'),
    }
}

/// `module(MyBlock) -> [64]`, `layer(Film<64>)`, `apply(my::function, b) -> [64]`
pub(super) fn foreign(input: ParseStream, errors: &mut Errors) -> Result<Foreign> {
    let what = if input.peek(keyword::module) {
        let module_token = input.parse()?;
        let (paren_token, kind) =
            kind("module", "write the type of a dfdx module, as in `module(MyBlock) -> [64]`", input)?;
        ForeignKind::Module { module_token, paren_token, kind }
    } else if input.peek(keyword::layer) {
        let layer_token = input.parse()?;
        let (paren_token, kind) =
            kind("layer", "write the type of your layer, which the network builds: `layer(Film<64>)`", input)?;
        ForeignKind::Layer { layer_token, paren_token, kind }
    } else {
        function(input, errors)?
    };
    Ok(Foreign { what, output: output(input, errors)? })
}

/// Whether another network is next: a name that begins with a capital, or a path to one.
pub(super) fn is_network(input: ParseStream) -> bool {
    let path = input.fork().call(Path::parse_mod_style);
    let last = path.ok().and_then(|path| Some(path.segments.last()?.ident.to_string()));
    last.is_some_and(|last| last.starts_with(char::is_uppercase))
}

/// `Encoder`, `vision::Siamese(right) -> [64]`
pub(super) fn network(input: ParseStream, errors: &mut Errors) -> Result<Layer> {
    let alone = !begins_path(input) && !input.peek2(Token![::]);
    let mut path = input.call(Path::parse_mod_style)?;
    if let Some(mistake) = library(&path).filter(|_| !alone) {
        return Err(mistake);
    }
    let generic = input.peek(Token![<]) || (input.peek(Token![::]) && input.peek3(Token![<]));
    if generic && let Some(last) = path.segments.last_mut() {
        let start = input.cursor();
        let unread = |_| since(start, input, "these are no generic arguments", "write them as in Rust: `Mlp<128>`");
        last.arguments = PathArguments::AngleBracketed(syn::parse2(generics(input)?).map_err(unread)?);
    }
    let arguments = if input.peek(token::Paren) { Some(arguments(input, errors)?) } else { None };
    let output = output(input, errors)?;
    Ok(match path.segments.last() {
        // Which network of the block it is, or which scope, is for the check stage to find out.
        Some(last) if alone && !generic && output.is_none() => {
            Layer::Call(Call { callee: last.ident.clone(), arguments })
        }
        _ => Layer::Foreign(Box::new(Foreign { what: ForeignKind::Network { path, arguments }, output })),
    })
}

/// `(MyBlock)`: a type in parentheses behind a word.
fn kind(word: &str, help: &str, input: ParseStream) -> Result<(token::Paren, Box<Type>)> {
    let content;
    let paren_token = parenthesized!(content in input);
    let start = content.cursor();
    if content.is_empty() {
        return Err(expected(&content, "a type", help));
    }
    // syn reports what it leaves unread only at the end of the block, if it is read from the block itself.
    let read = types.parse2(start.token_stream());
    while !content.is_empty() {
        skip_token(&content);
    }
    let named = read.ok().filter(|types| types.iter().all(is_named));
    let mut types = named.ok_or_else(|| since(start, &content, "this is not a type", help))?;
    match (types.pop(), types.pop()) {
        (Some(kind), None) => Ok((paren_token, Box::new(kind))),
        _ => Err(since(start, &content, format_args!("`{word}` takes one type"), help)),
    }
}

/// Whether a type is more than a keyword that begins paths.
fn is_named(kind: &Type) -> bool {
    let keyword = |path: &Path| {
        ["self", "super", "crate"].iter().any(|word| path.segments.last().is_some_and(|last| last.ident == *word))
    };
    !matches!(kind, Type::Path(kind) if keyword(&kind.path))
}

fn types(input: ParseStream) -> Result<Punctuated<Type, Token![,]>> {
    Punctuated::parse_terminated(input)
}

/// `<128>` and what is inside of it, if it has an end.
fn generics(input: ParseStream) -> Result<TokenStream> {
    let mut tokens = TokenStream::new();
    let mut depth = 0_usize;
    while !input.is_empty() {
        let token: TokenTree = input.parse()?;
        let sign = match &token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        tokens.extend([token]);
        match sign {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && sign == '>' {
            break;
        }
    }
    Ok(tokens)
}

fn function(input: ParseStream, errors: &mut Errors) -> Result<ForeignKind> {
    let apply_token = input.parse()?;
    let content;
    let paren_token = parenthesized!(content in input);
    let help = "write the path of a function, as in `apply(my::function) -> [64]`";
    let function = content.call(Path::parse_mod_style).map_err(|_| expected(&content, "a function", help))?;
    let comma_token: Option<Token![,]> = content.parse()?;
    if comma_token.is_none() && !content.is_empty() {
        return Err(expected(&content, "`,`", help));
    }
    let arguments = list(&content, errors, argument);
    Ok(ForeignKind::Function { apply_token, paren_token, function, comma_token, arguments })
}

/// `-> [64]`, which states an output shape.
fn output(input: ParseStream, errors: &mut Errors) -> Result<Option<(Token![->], Shape)>> {
    if !(input.peek(Token![->]) && input.peek3(token::Bracket)) {
        return Ok(None);
    }
    Ok(Some((input.parse()?, shape::stated(input, errors)?)))
}
