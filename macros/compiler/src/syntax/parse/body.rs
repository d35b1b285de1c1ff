//! Bodies: statements, and how to go on after a wrong one.

use std::fmt::Display;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::buffer::Cursor;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Error, Ident, Result, Token, Visibility, braced, token};

use super::binding::{binding, loss, split};
use super::expression::expression;
use super::mistake::{Follows, after_value, at_next, expected, mistake, skip_token};
use super::name::is_value;
use super::{defaults, is_operator, scan, scope, template};
use crate::errors::Errors;
use crate::nearest::nearest;
use crate::syntax::{Body, Broken, Expression, InlineScope, Item, keyword};

/// Reads `{ .. }`, whatever is in it. `of` says whose body it is.
pub(super) fn body(input: ParseStream, errors: &mut Errors, of: impl Display) -> Result<Body> {
    if !input.peek(token::Brace) {
        let help = "write its layers in braces: `{ .. }`";
        return Err(expected(input, format_args!("the body of {of}"), help));
    }
    let content;
    let brace_token = braced!(content in input);
    let mut body = Body { brace_token, items: Vec::new(), result: None, is_whole: true };
    while !content.is_empty() {
        let start = content.cursor();
        let (before, found, items) = (errors.loose(), errors.len(), body.items.len());
        if let Err(error) = statement(&mut body, &content, errors) {
            errors.push(error);
            if content.cursor() == start {
                skip_token(&content);
            }
            skip_statement(&content);
        }
        body.is_whole = !errors.contain(before);
        if !body.is_whole {
            let item = if body.items.len() > items { body.items.pop().map(Box::new) } else { None };
            body.items.push(Item::Broken(broken(item, start, content.cursor())));
        } else if errors.len() > found {
            // What else is wrong with it is said, but for its being unused.
            let words = body.items.get(items..).unwrap_or_default().iter().flat_map(bound).collect();
            body.items.push(Item::Broken(Broken { item: None, names: Vec::new(), words }));
        }
    }
    Ok(body)
}

/// A statement that a mistake was found in.
fn broken(item: Option<Box<Item>>, start: Cursor, end: Cursor) -> Broken {
    let mut words = Vec::new();
    let mut cursor = start;
    while cursor != end
        && let Some((tree, rest)) = cursor.token_tree()
    {
        words_in(tree.into(), &mut words);
        cursor = rest;
    }
    let names = item.as_deref().map_or_else(|| named(start), bound);
    Broken { item, names, words }
}

/// The names that an item gives to values.
fn bound(item: &Item) -> Vec<Ident> {
    match item {
        Item::Let(binding) => vec![binding.name.clone()],
        Item::Split(split) => split.names.iter().cloned().collect(),
        Item::Loss(_) | Item::Scope(_) | Item::Template(_) | Item::Defaults(_) | Item::Broken(_) => Vec::new(),
    }
}

/// The names in `let name = ..`, `let (a, b) = ..`, and `name = ..`, whatever else is wrong.
fn named(start: Cursor) -> Vec<Ident> {
    let mut names = Vec::new();
    let Some((first, mut rest)) = start.ident() else { return names };
    if first != "let" {
        return if is_operator('=', rest) { vec![first] } else { names };
    }
    if let Some((word, behind)) = rest.ident()
        && word == "mut"
    {
        rest = behind;
    }
    if let Some((name, _)) = rest.token_tree() {
        words_in(name.into(), &mut names);
    }
    names
}

fn words_in(tokens: TokenStream, words: &mut Vec<Ident>) {
    for tree in tokens {
        match tree {
            TokenTree::Ident(word) => words.push(word),
            TokenTree::Group(group) => words_in(group.stream(), words),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// Reads on to where the next statement can begin: after a `;`, after braces, or at a keyword.
fn skip_statement(input: ParseStream) {
    while !input.is_empty() && !begins_item(input) {
        let ends = input.peek(Token![;]) || input.peek(token::Brace);
        skip_token(input);
        let goes_on = input.peek(Token![;]) || input.peek(Token![else]) || input.peek(Token![->]);
        if ends && !goes_on {
            return;
        }
    }
}

/// Whether the keyword of an item is next. An inline scope is no item: it may be in the middle of a statement.
pub(super) fn begins_item(input: ParseStream) -> bool {
    if is_value(input) {
        return false;
    }
    input.peek(Token![let])
        || input.peek(keyword::loss)
        || input.peek(keyword::reuse)
        || (input.peek(keyword::scope) && input.peek3(token::Paren))
        || template::begins(input)
        || defaults::begins(input)
}

fn statement(body: &mut Body, input: ParseStream, errors: &mut Errors) -> Result<()> {
    if is_inline_scope(input) {
        return result(body, input, errors);
    }
    if input.peek(Token![;]) {
        return Err(at_next(input, "a `;` ends nothing", "leave it out"));
    }
    let attributes = attributes(input)?;
    no_visibility(input, errors)?;
    match Statement::next(input) {
        Statement::Let if input.peek2(token::Paren) => {
            attributes.first().into_iter().for_each(|attribute| errors.mended(no_attributes(attribute)));
            body.items.push(Item::Split(split(input, errors)?));
        }
        Statement::Let => {
            let mut binding = binding(input, errors)?;
            document(&mut binding.value, attributes, errors);
            body.items.push(Item::Let(binding));
        }
        Statement::Loss => body.items.push(Item::Loss(loss(attributes, input, errors)?)),
        Statement::Scope => body.items.push(Item::Scope(scope::item(attributes, input, errors)?)),
        Statement::Template => body.items.push(Item::Template(template::item(attributes, input, errors)?)),
        Statement::Defaults => {
            attributes.first().into_iter().for_each(|attribute| errors.mended(no_attributes(attribute)));
            body.items.push(Item::Defaults(defaults::item(input, errors)?));
        }
        Statement::Result => {
            attributes.first().into_iter().for_each(|attribute| errors.mended(no_attributes(attribute)));
            result(body, input, errors)?;
        }
    }
    Ok(())
}

/// What a statement is, or was meant to be.
enum Statement {
    Let,
    Loss,
    Scope,
    Template,
    Defaults,
    Result,
}

impl Statement {
    fn next(input: ParseStream) -> Self {
        if input.peek(Token![let]) {
            Self::Let
        } else if is_value(input) {
            Self::Result
        } else if input.peek(keyword::loss) {
            Self::Loss
        } else if template::begins(input) {
            Self::Template
        } else if defaults::begins(input) {
            Self::Defaults
        } else if begins_item(input) {
            Self::Scope
        } else if input.peek(Ident) && !scan::begins(input) {
            Self::misspelt(input.cursor()).unwrap_or(Self::Result)
        } else {
            Self::Result
        }
    }

    /// Two words in a row begin an item, and nothing else.
    fn misspelt(cursor: Cursor) -> Option<Self> {
        let (word, rest) = cursor.ident()?;
        if rest.group(Delimiter::Brace).is_some() {
            return nearest(&word.to_string(), ["defaults"]).map(|_| Self::Defaults);
        }
        let (_, rest) = rest.ident()?;
        match nearest(&word.to_string(), ["loss", "scope", "reuse", "let", "template"]) {
            Some("template") => Some(Self::Template),
            Some("loss") => Some(Self::Loss),
            Some("reuse") => Some(Self::Scope),
            // `scop features { .. }` is a value.
            Some("scope") if rest.group(Delimiter::Parenthesis).is_some() => Some(Self::Scope),
            Some("let") => Some(Self::Let),
            _ if is_operator('=', rest) => Some(Self::Let),
            _ => None,
        }
    }
}

/// Reads outer attributes.
pub(super) fn attributes(input: ParseStream) -> Result<Vec<Attribute>> {
    if input.peek(Token![#]) && input.peek2(Token![!]) {
        return Err(at_next(input, "an inner attribute cannot be here", "write `#[..]` or `///` before an item"));
    }
    input.call(Attribute::parse_outer)
}

/// The attributes of something that takes none.
pub(super) fn no_attributes(at: impl ToTokens) -> Error {
    let help = "attributes stand before a `loss`, a `scope` or a `template`; write `//` for a comment";
    mistake(at, "an attribute of something that takes none", help)
}

/// What stands before `let features = scope features { .. };` belongs to the scope.
fn document(value: &mut Expression, attributes: Vec<Attribute>, errors: &mut Errors) {
    match value {
        Expression::Scope(scope) => scope.attributes.splice(..0, attributes).for_each(drop),
        Expression::Chain { source, .. } => document(source, attributes, errors),
        _ => attributes.first().into_iter().for_each(|attribute| errors.mended(no_attributes(attribute))),
    }
}

/// `scope features { .. }`, with its attributes.
pub(super) fn is_inline_scope(input: ParseStream) -> bool {
    let ahead = input.fork();
    ahead.call(Attribute::parse_outer).is_ok()
        && ahead.peek(keyword::scope)
        && !ahead.peek3(token::Paren)
        && !is_value(&ahead)
}

fn no_visibility(input: ParseStream, errors: &mut Errors) -> Result<()> {
    let visibility: Visibility = input.parse()?;
    if !matches!(visibility, Visibility::Inherited) {
        let help = "leave it out: what is in a network is as visible as the network";
        errors.mended(mistake(&visibility, "there is no visibility in a network", help));
    }
    Ok(())
}

/// Reads a keyword, or the word that was meant to be it.
pub(super) fn keyword<K: Parse>(
    input: ParseStream,
    errors: &mut Errors,
    text: &str,
    meant: impl FnOnce(Span) -> K,
) -> Result<K> {
    match input.cursor().ident() {
        Some((word, _)) if word != text => {
            skip_token(input);
            let fact = format_args!("expected `{text}`, found `{word}`");
            errors.mended(mistake(&word, fact, format_args!("write `{text}`")));
            // The keyword that was meant stands where the wrong word does.
            Ok(meant(word.span()))
        }
        _ => input.parse(),
    }
}

/// An expression without `let`, which must be the last thing in a body.
fn result(body: &mut Body, input: ParseStream, errors: &mut Errors) -> Result<()> {
    let (start, before) = (input.cursor(), errors.len());
    let value = expression(input, errors)?;
    if is_operator('=', input.cursor()) {
        let name = match &value {
            Expression::Value(name) => name.to_string(),
            _ => "name".to_owned(),
        };
        let fact = "missing `let` in front of a new value";
        let help = format_args!("write `let {name} = ..;`; a value that is there never changes");
        return Err(mistake(head(&value), fact, help));
    }
    let semi_token: Option<Token![;]> = input.parse()?;
    while semi_token.is_some() && input.peek(Token![;]) {
        skip_token(input);
    }
    if input.is_empty() {
        if let Some(semi_token) = semi_token {
            errors.mended(mistake(semi_token, "the result of a body ends with `;`", "leave out the `;`"));
        }
        body.result = Some(value);
        return Ok(());
    }
    let ends = semi_token.is_some() || input.peek(Token![#]) || begins_item(input) || is_inline_scope(input);
    // A scope ends with its braces; a value that comes next begins the result.
    let next_to_a_scope = matches!(value, Expression::Scope(_) | Expression::Scan(_)) && input.peek(Ident);
    if !ends && !next_to_a_scope {
        return Err(after_value(input, Follows::End));
    }
    // What else is wrong with it may be the reason.
    if errors.len() > before {
        body.items.push(Item::Broken(broken(None, start, input.cursor())));
        return Ok(());
    }
    let help = match &value {
        Expression::Scope(scope) => format!("bind its result: `let {0} = scope {0} {{ .. }};`", scope.name),
        _ => "bind it: `let name = ..;`, or write it last if it is the result".to_owned(),
    };
    errors.error(head(&value), "a value is not used", help);
    Ok(())
}

/// What to underline of a value: of a scope, not all of its lines.
fn head(value: &Expression) -> TokenStream {
    match value {
        Expression::Scope(scope) => {
            let InlineScope { scope_token, name, .. } = &**scope;
            quote!(#scope_token #name)
        }
        Expression::Scan(scan) => scan.head(),
        value => value.to_token_stream(),
    }
}
