//! `let` and `loss`: statements that give a name to a value.

use proc_macro2::Group;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Ident, Result, Token, parenthesized, token};

use super::body::{begins_item, is_inline_scope, keyword};
use super::expression::expression;
use super::list::list;
use super::mistake::{Follows, after_last, after_value, at_next, expected, found, mistake, since, skip_token};
use super::name::name;
use super::{critic, is_operator};
use crate::errors::{Errors, message};
use crate::syntax::{Expression, Let, Loss, Split, keyword};

/// `let features = ..;`
pub(super) fn binding(input: ParseStream, errors: &mut Errors) -> Result<Let> {
    let let_token = keyword(input, errors, "let", Token![let])?;
    if let Some(mut_token) = input.parse::<Option<Token![mut]>>()? {
        let help = "leave out `mut`; bind what comes of it with another `let`";
        errors.mended(mistake(mut_token, "a value never changes", help));
    }
    if input.peek(token::Bracket) {
        return Err(in_brackets(input));
    }
    if input.peek(token::Paren) {
        return Err(at_next(input, "a `let` binds one value", "write one name: `let name = ..;`"));
    }
    let name = name(input, errors, "a value")?;
    if is_operator(':', input.cursor()) {
        let start = input.cursor();
        while !input.is_empty() && !input.peek(Token![=]) && !input.peek(Token![;]) {
            skip_token(input);
        }
        errors.mended(since(start, input, format_args!("`{name}` has a type"), "leave it out: shapes are inferred"));
    }
    let (eq_token, value) = value(&name, input, errors)?;
    let semi_token = semicolon(&name, input, errors)?;
    Ok(Let { let_token, name, eq_token, value, semi_token })
}

/// `let [a, b] = ..;`, which is written with parentheses.
fn in_brackets(input: ParseStream) -> Error {
    let content = input.fork().parse::<Group>().map(|group| group.stream()).unwrap_or_default();
    let names = Punctuated::<Ident, Token![,]>::parse_terminated.parse2(content).unwrap_or_default();
    let names = names.iter().map(Ident::to_string).collect::<Vec<_>>();
    let help = match names.as_slice() {
        [] => "write parentheses: `let (a, b) = ..;`".to_owned(),
        [name] => format!("write one name: `let {name} = ..;`"),
        names => format!("write parentheses: `let ({}) = ..;`", names.join(", ")),
    };
    at_next(input, "a `let` has no brackets", help)
}

/// `let (a, b) = ..;`
pub(super) fn split(input: ParseStream, errors: &mut Errors) -> Result<Split> {
    let let_token = keyword(input, errors, "let", Token![let])?;
    let found = errors.len();
    let content;
    let paren_token = parenthesized!(content in input);
    let names = list(&content, errors, |input, errors| name(input, errors, "a part"));
    if names.len() < 2 && errors.len() == found {
        let message = match names.first() {
            None => message("a `let` without a name", "write `let name = ..;`"),
            Some(name) => {
                message(format_args!("`let ({name})` parts a value into one"), format_args!("write `let {name} = ..;`"))
            }
        };
        errors.push(Error::new(paren_token.span.join(), message));
    }
    // The parts go by the name of the first where one has to be named.
    let first = names.first().cloned().unwrap_or_else(|| Ident::new("name", paren_token.span.join()));
    let (eq_token, value) = value(&first, input, errors)?;
    let semi_token = semicolon(&first, input, errors)?;
    Ok(Split { let_token, paren_token, names, eq_token, value, semi_token })
}

/// `loss classification(labels: [10]) = ..;`
pub(super) fn loss(attributes: Vec<Attribute>, input: ParseStream, errors: &mut Errors) -> Result<Loss> {
    let loss_token = keyword(input, errors, "loss", keyword::loss)?;
    if input.peek(Token![=]) {
        return Err(after_last(input, "a loss has no name", "write `loss name = ..;`"));
    }
    let name = name(input, errors, "a loss")?;
    let mut targets = Punctuated::new();
    if input.peek(token::Paren) {
        let content;
        parenthesized!(content in input);
        targets = list(&content, errors, critic::target);
    }
    let (eq_token, value) = value(&name, input, errors)?;
    let semi_token = semicolon(&name, input, errors)?;
    Ok(Loss { attributes, loss_token, name, targets, eq_token, value, semi_token })
}

/// `= ..`, the value of the `let` or `loss` called `name`.
fn value(name: &Ident, input: ParseStream, errors: &mut Errors) -> Result<(Token![=], Expression)> {
    let missing = |input: ParseStream| input.is_empty() || input.peek(Token![;]);
    let no_value = |input| after_last(input, format_args!("`{name}` has no value"), "write `=` and the value");
    if missing(input) {
        return Err(no_value(input));
    }
    let eq_token = equals(name, input, errors)?;
    if missing(input) {
        return Err(no_value(input));
    }
    Ok((eq_token, expression(input, errors)?))
}

fn equals(name: &Ident, input: ParseStream, errors: &mut Errors) -> Result<Token![=]> {
    if is_operator('=', input.cursor()) {
        return input.parse();
    }
    let error = expected(input, format_args!("`=` after `{name}`"), "write `=` and the value");
    if !matches!(found(input).as_str(), "==" | "=>" | "->" | ":=") {
        return Err(error);
    }
    skip_token(input);
    skip_token(input);
    // The value is read as if the operator had been right.
    let eq_token = Token![=](error.span());
    errors.mended(error);
    Ok(eq_token)
}

/// The `;` of the `let` or `loss` called `name`.
fn semicolon(name: &Ident, input: ParseStream, errors: &mut Errors) -> Result<Token![;]> {
    if input.peek(Token![;]) {
        return input.parse();
    }
    // `let x = ..` and then `x` is a result after a forgotten `;` for certain.
    let result = input.cursor().ident().is_some_and(|(next, _)| next == *name);
    if !(input.is_empty() || result || input.peek(Token![#]) || begins_item(input) || is_inline_scope(input)) {
        return Err(after_value(input, Follows::Semicolon(name)));
    }
    let error = after_last(input, format_args!("missing `;` after the value of `{name}`"), "write `;` here");
    // The next statement is read as if the `;` were there.
    let semi_token = Token![;](error.span());
    errors.mended(error);
    Ok(semi_token)
}
