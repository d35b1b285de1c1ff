//! Scopes, as items and as values.

use proc_macro2::Delimiter;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, LitStr, Result, Token, parenthesized, token};

use super::body::{attributes, body, keyword, no_attributes};
use super::is_operator;
use super::list::{list, skip_to_comma};
use super::mistake::{after_last, at_next, mistake, since, skip_token};
use super::name::name;
use super::placement::placement;
use crate::errors::Errors;
use crate::nearest::nearest;
use crate::syntax::{InlineScope, Placement, Scope, keyword};

/// `scope head(x) { .. }`, `reuse scope encoder(image) { .. }`
pub(super) fn item(attributes: Vec<Attribute>, input: ParseStream, errors: &mut Errors) -> Result<Scope> {
    let (scope, parameters) = any(attributes, input, errors)?;
    if parameters == Parameters::Missing {
        let name = &scope.name;
        let fact = format_args!("the reused scope `{name}` has no parameters");
        errors.error(name, fact, format_args!("write what it is applied to: `reuse scope {name}(x) {{ .. }}`"));
    }
    // `;` after an item is a habit, and harmless.
    input.parse::<Option<Token![;]>>()?;
    Ok(scope)
}

/// `scope features { .. }`, which is its body's result.
pub(super) fn value(input: ParseStream, errors: &mut Errors) -> Result<InlineScope> {
    let attributes = attributes(input)?;
    if let Some(attribute) = attributes.first()
        && !input.peek(keyword::scope)
        && !input.peek(keyword::reuse)
    {
        return Err(no_attributes(attribute));
    }
    if input.peek(keyword::scope) && !input.peek3(token::Paren) {
        let scope_token = input.parse()?;
        return inline(attributes, scope_token, input, errors);
    }
    let (scope, parameters) = any(attributes, input, errors)?;
    let name = &scope.name;
    match (&scope.reuse_token, parameters) {
        (Some(reuse), Parameters::Missing) => {
            let fact = format_args!("the scope `{name}` is a value, which is made once");
            let help =
                format_args!("leave out `reuse`, or write `reuse scope {name}(x) {{ .. }}` in front of this statement");
            errors.error(reuse, fact, help);
        }
        _ => {
            let fact = format_args!("the scope `{name}` with parameters is an item, not a value");
            let help = format_args!("write it in front of this statement, and call it here: `{name}(..)`");
            errors.error(name, fact, help);
        }
    }
    let Scope { attributes, scope_token, name, placement, body, .. } = scope;
    Ok(InlineScope { attributes, scope_token, name, placement, body })
}

/// A scope that is written where only the name of one can be; gives its name.
pub(super) fn layer(input: ParseStream, errors: &mut Errors) -> Result<Ident> {
    let (scope, _) = any(Vec::new(), input, errors)?;
    let name = scope.name;
    let fact = format_args!("a chain cannot lead into the scope `{name}` where the scope is written");
    let help = format_args!("write `scope {name}(x) {{ .. }}` in front of this statement, and `-> {name}` here");
    errors.error(&name, fact, help);
    Ok(name)
}

/// The rest of `scope features { .. }`.
pub(super) fn inline(
    attributes: Vec<Attribute>,
    scope_token: keyword::scope,
    input: ParseStream,
    errors: &mut Errors,
) -> Result<InlineScope> {
    let name = scope_name(input, errors)?;
    let placement = before_body(&name, input, errors);
    let body = body(input, errors, format_args!("the scope `{name}`"))?;
    Ok(InlineScope { attributes, scope_token, name, placement, body })
}

/// Reads a word that must be a misspelt `scope`, as in `scop features { .. }`.
pub(super) fn misspelt(input: ParseStream, errors: &mut Errors) -> Option<keyword::scope> {
    let (word, rest) = input.cursor().ident()?;
    let (_, rest) = rest.ident()?;
    rest.group(Delimiter::Brace)?;
    nearest(&word.to_string(), ["scope"])?;
    skip_token(input);
    errors.mended(mistake(&word, format_args!("expected `scope`, found `{word}`"), "write `scope`"));
    // The keyword that was meant stands where the wrong word does.
    Some(keyword::scope(word.span()))
}

/// Whether Python's `with scope("features"):` is next.
pub(super) fn is_with(input: ParseStream) -> bool {
    input.cursor().ident().is_some_and(|(word, rest)| word == "with" && rest.ident().is_some())
}

/// Reads that as the scope that it would be here.
pub(super) fn with(input: ParseStream, errors: &mut Errors) -> Result<InlineScope> {
    let start = input.cursor();
    let mut name = None;
    while !input.is_empty() && !input.peek(token::Brace) && !input.peek(Token![;]) && !is_operator(':', input.cursor())
    {
        if input.peek(token::Paren) {
            let content;
            parenthesized!(content in input);
            name = name.or_else(|| content.parse::<LitStr>().ok()?.parse::<Ident>().ok());
            while !content.is_empty() {
                skip_token(&content);
            }
        } else {
            skip_token(input);
        }
    }
    let name = name.unwrap_or_else(|| Ident::new("name", input.span()));
    let help = format_args!("write `scope {name} {{ .. }}`, which has the value of its last line");
    let error = since(start, input, "a network has no `with`", help);
    if !input.peek(token::Brace) {
        return Err(error);
    }
    let scope_token = keyword::scope(error.span());
    errors.mended(error);
    let body = body(input, errors, format_args!("the scope `{name}`"))?;
    Ok(InlineScope { attributes: Vec::new(), scope_token, name, placement: None, body })
}

#[derive(PartialEq)]
enum Parameters {
    Written,
    Missing,
}

/// A scope with or without `reuse` and parameters: what fits is the caller's to say.
fn any(attributes: Vec<Attribute>, input: ParseStream, errors: &mut Errors) -> Result<(Scope, Parameters)> {
    let (reuse_token, scope_token) = keywords(input, errors)?;
    let name = scope_name(input, errors)?;
    let (parameters, paren_token, list) = if input.peek(token::Paren) {
        let content;
        let paren_token = parenthesized!(content in input);
        (Parameters::Written, paren_token, list(&content, errors, parameter))
    } else {
        (Parameters::Missing, token::Paren(name.span()), Punctuated::new())
    };
    let placement = before_body(&name, input, errors);
    let body = body(input, errors, format_args!("the scope `{name}`"))?;
    let scope = Scope { attributes, reuse_token, scope_token, name, paren_token, parameters: list, placement, body };
    Ok((scope, parameters))
}

/// `scope`, `reuse scope`, or what was meant to be that.
fn keywords(input: ParseStream, errors: &mut Errors) -> Result<(Option<keyword::reuse>, keyword::scope)> {
    let is_reuse = input.cursor().ident().is_some_and(|(word, _)| nearest(&word.to_string(), ["reuse"]).is_some());
    if !is_reuse {
        return Ok((None, keyword(input, errors, "scope", keyword::scope)?));
    }
    let reuse = keyword(input, errors, "reuse", keyword::reuse)?;
    if input.peek(Ident) && input.peek2(Ident) || input.peek(keyword::scope) {
        return Ok((Some(reuse), keyword(input, errors, "scope", keyword::scope)?));
    }
    let error = mistake(reuse, "missing `scope` after `reuse`", "write `reuse scope name(x) { .. }`");
    if !input.peek(Ident) || !input.peek2(token::Paren) {
        return Err(error);
    }
    errors.mended(error);
    // The keyword that is missing belongs right after this one.
    Ok((Some(reuse), keyword::scope(reuse.span)))
}

fn parameter(input: ParseStream, errors: &mut Errors) -> Result<Ident> {
    let name = name(input, errors, "a parameter")?;
    if is_operator(':', input.cursor()) {
        let start = input.cursor();
        skip_to_comma(input);
        let help = format_args!("write `{name}` alone: its shape is inferred where the scope is applied");
        errors.mended(since(start, input, "the parameters of a scope have no shapes", help));
    } else if input.peek(Token![;]) {
        let help = "write a `template` for a structure with parameters: `template name(x; channels) { .. }`";
        return Err(at_next(input, "a scope has no parameters after a `;`", help));
    }
    Ok(name)
}

fn scope_name(input: ParseStream, errors: &mut Errors) -> Result<Ident> {
    if let Ok(string) = input.fork().parse::<LitStr>() {
        skip_token(input);
        let guess = syn::parse_str(&string.value()).unwrap_or_else(|_| Ident::new("name", string.span()));
        let help = format_args!("write `scope {guess} {{ .. }}`");
        errors.mended(mistake(&string, "the name of a scope is not a string", help));
        return Ok(guess);
    }
    if input.peek(token::Brace) {
        return Err(after_last(input, "a scope has no name", "write `scope name { .. }`"));
    }
    name(input, errors, "a scope")
}

/// The device of a scope. Reads past what cannot stand between the header of a scope and its `{`.
fn before_body(name: &Ident, input: ParseStream, errors: &mut Errors) -> Option<Placement> {
    let start = input.cursor();
    if input.peek(Token![->]) {
        while !input.is_empty() && !input.peek(token::Brace) && !input.peek(Token![;]) && !input.peek(keyword::on) {
            skip_token(input);
        }
        let fact = format_args!("the scope `{name}` declares an output shape");
        errors.mended(since(start, input, fact, "leave it out: it is inferred"));
    }
    placement(input, errors)
}
