//! What is said about tokens that cannot be there.

use std::borrow::Cow;
use std::fmt::Display;

use proc_macro2::{Delimiter, Spacing, TokenTree};
use quote::{ToTokens, quote};
use syn::buffer::Cursor;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Error, Ident, Lit, Path, Result, Token, token};

use super::{is_operator, is_word_and};
use crate::errors::message;
use crate::words;

/// An error that underlines `at`.
pub(super) fn mistake(at: impl ToTokens, fact: impl Display, help: impl Display) -> Error {
    Error::new_spanned(at, message(fact, help))
}

/// An error that underlines the next token: all of an operator or of a list, but of braces only the first.
pub(super) fn at_next(input: ParseStream, fact: impl Display, help: impl Display) -> Error {
    let start = input.cursor();
    let end = if input.peek(token::Paren) || input.peek(token::Bracket) {
        start.token_tree().map(|(_, rest)| rest)
    } else {
        operator(start).map(|(_, rest)| rest)
    };
    match end {
        Some(end) => Error::new_range(start..end, message(fact, help)),
        // The span of the braces would be many lines.
        None => Error::new(input.span(), message(fact, help)),
    }
}

/// An error that underlines the token after which something is missing.
pub(super) fn after_last(input: ParseStream, fact: impl Display, help: impl Display) -> Error {
    Error::new(input.cursor().prev_span(), message(fact, help))
}

/// An error that underlines what was read since `start`.
pub(super) fn since(start: Cursor, input: ParseStream, fact: impl Display, help: impl Display) -> Error {
    Error::new_range(start..input.cursor(), message(fact, help))
}

/// The next token is none of those that may come here.
pub(super) fn expected(input: ParseStream, what: impl Display, help: impl Display) -> Error {
    if input.is_empty() {
        after_last(input, format_args!("expected {what}"), help)
    } else {
        at_next(input, format_args!("expected {what}, found `{}`", found(input)), help)
    }
}

/// The operators of more than one character, of Rust and of what people write for `->`.
const OPERATORS: [&str; 26] = [
    "**", "<<=", ">>=", "..=", "...", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "::", "..", "+=", "-=", "*=",
    "/=", "%=", "<<", ">>", "<-", ":=", "|>", "~>",
];

/// The text of the next token: an operator is one token here, a group its opening delimiter.
pub(super) fn found(input: ParseStream) -> String {
    if let Some((operator, _)) = operator(input.cursor()) {
        return operator.to_owned();
    }
    if let Some((lifetime, _)) = input.cursor().lifetime() {
        return lifetime.to_string();
    }
    match input.cursor().token_tree() {
        Some((TokenTree::Group(group), _)) => match group.delimiter() {
            Delimiter::Parenthesis => "(".to_owned(),
            Delimiter::Brace => "{".to_owned(),
            Delimiter::Bracket => "[".to_owned(),
            Delimiter::None => group.to_string(),
        },
        Some((tree, _)) => tree.to_string(),
        None => String::new(),
    }
}

/// The operator of more than one character that is next, and what follows it.
fn operator(cursor: Cursor) -> Option<(&'static str, Cursor)> {
    OPERATORS.into_iter().find_map(|operator| Some((operator, after_operator(operator, cursor)?)))
}

fn after_operator<'a>(operator: &str, mut cursor: Cursor<'a>) -> Option<Cursor<'a>> {
    let mut joint = true;
    for character in operator.chars() {
        let (punct, rest) = cursor.punct().filter(|(punct, _)| joint && punct.as_char() == character)?;
        joint = punct.spacing() == Spacing::Joint;
        cursor = rest;
    }
    Some(cursor)
}

pub(super) fn skip_token(input: ParseStream) {
    // A token tree can always be read unless the input is at its end, where there is nothing to skip.
    let _: Result<TokenTree> = input.parse();
}

/// The next token cannot begin a value.
pub(super) fn no_value(input: ParseStream) -> Error {
    if input.peek(Lit) {
        return literal(input);
    }
    if input.peek(Ident::peek_any)
        && let Ok(word) = input.fork().call(Ident::parse_any)
        && let Some((fact, help)) = rust_word(&word.to_string())
    {
        return at_next(input, format_args!("{fact}, found `{word}`"), help);
    }
    let (fact, help) = if input.peek(Token![->]) {
        ("`->` has no value in front of it", "write the value that goes through the layer: `image -> relu`")
    } else if input.peek(Token![|]) || input.peek(Token![||]) {
        ("there are no closures in a network", "write a scope with parameters: `scope name(x) { .. }`")
    } else if input.peek(Token![&]) {
        ("values are not borrowed in a network", "write the name alone; a value may be used often")
    } else if input.peek(token::Bracket) {
        (
            "a list is not a value",
            "a list is an argument, as in `kernel = [3, 5]`; `concat(a, b, axis = 0)` joins values",
        )
    } else if input.peek(token::Brace) {
        ("a block has no name", "write `scope name { .. }`")
    } else if input.peek(Token![::]) {
        ("a path is not a value", "values are bound by `let` in the network; a `const` item may be an argument")
    } else {
        return expected(input, "a value", "a value is a name, a number, a call, a chain or a scope");
    };
    at_next(input, fact, help)
}

/// A string, a character or a boolean where a value has to be.
fn literal(input: ParseStream) -> Error {
    match input.fork().parse() {
        Ok(Lit::Str(string)) if syn::parse_str::<Ident>(&string.value()).is_ok() => at_next(
            input,
            "there are no strings in a network",
            format_args!("write the word without quotes: `{}`", string.value()),
        ),
        Ok(Lit::Bool(boolean)) => at_next(
            input,
            format_args!("`{}` is not a value", boolean.value),
            "a boolean is an argument of a layer, as in `name = true`",
        ),
        _ => at_next(
            input,
            format_args!("expected a value, found `{}`", found(input)),
            "the literals of a network are numbers, such as `3` and `0.5`",
        ),
    }
}

/// What Rust has and a network has not.
fn rust_word(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "else" => ("an `else` has no `if` in front of it", "write `if stride == 1 { .. } else { .. }`"),
        "match" => (
            "a network takes no decisions",
            "every input goes through the same layers; decide in Rust, around the network",
        ),
        "for" | "while" | "loop" | "break" | "continue" => {
            ("a network has no loops", "write the layers out, or apply one `reuse scope` several times")
        }
        "move" => ("there are no closures in a network", "write a scope with parameters: `scope name(x) { .. }`"),
        "return" => ("a body returns by its last expression", "write the result alone, as the last line"),
        "let" => ("a statement is not a value", "end the statement before it with `;`"),
        "fn" => ("there are no functions in a network", "write a scope with parameters: `scope name(x) { .. }`"),
        "const" | "static" | "struct" | "enum" | "trait" | "impl" | "type" | "use" | "mod" | "extern" => {
            ("items of Rust cannot be in a network", "move it out of the `network!` block")
        }
        "self" | "Self" | "super" | "crate" => {
            ("a path is not a value", "values are bound by `let` in the network; a `const` item may be an argument")
        }
        _ => return None,
    })
}

/// What may follow a value, and so what is missing when something else does.
#[derive(Clone, Copy)]
pub(super) enum Follows<'a> {
    /// The value of the `let` or `loss` of this name: `;`.
    Semicolon(&'a Ident),
    /// A value in parentheses: `,` or the end.
    Comma,
    /// The result of a body: the end.
    End,
}

/// The next token cannot follow a value.
pub(super) fn after_value(input: ParseStream, follows: Follows) -> Error {
    if let Some(mistake) = strange_operator(input) {
        return mistake;
    }
    let next = found(input);
    let layer = input.peek(Ident);
    if layer && is_word_and(':', input) {
        return at_next(
            input,
            format_args!("missing `->` before the layer `{next}`"),
            format_args!("write `-> {next}: ..`"),
        );
    }
    match follows {
        Follows::Semicolon(name) if layer => at_next(
            input,
            format_args!("expected `;` or `->`, found `{next}`"),
            format_args!("end `{name}` with `;`, or write `-> {next}` to go on with its chain"),
        ),
        Follows::Semicolon(name) => expected(input, "`;`", format_args!("`{name}` ends with `;`")),
        Follows::Comma if layer => at_next(
            input,
            format_args!("expected `,` or `->`, found `{next}`"),
            format_args!("write a comma, or `-> {next}` to go on with the chain"),
        ),
        Follows::Comma => expected(input, "`,`", "write a comma between two values"),
        Follows::End if layer => at_next(
            input,
            format_args!("expected `->` or the end of the body, found `{next}`"),
            format_args!("write `-> {next}` to go on with the chain, or bind the value before it: `let name = ..;`"),
        ),
        Follows::End if next == "," && is_layer_after_comma(input) => {
            at_next(input, "`,` does not lead through a layer", "write `->`")
        }
        Follows::End if next == "," => {
            expected(input, "the end of the body", "write several outputs in parentheses: `(flow, warped)`")
        }
        Follows::End => expected(
            input,
            "the end of the body",
            "the result comes last; a value before it is bound: `let name = ..;`",
        ),
    }
}

/// `, relu`
fn is_layer_after_comma(input: ParseStream) -> bool {
    let next = input.cursor().punct().and_then(|(_, rest)| rest.ident());
    next.is_some_and(|(word, _)| words::kind(&word.to_string()).is_some())
}

/// An operator of Rust that the language does not have, or has not there.
fn strange_operator(input: ParseStream) -> Option<Error> {
    if is_operator('.', input.cursor()) {
        return Some(method(input, None));
    }
    let next = found(input);
    let (fact, help) = match next.as_str() {
        "+" | "-" | "*" | "/" | "<" | ">" | "<=" | ">=" | "==" | "!=" => {
            (format!("`{next}` cannot follow a layer"), format!("put the chain in parentheses: `(x -> relu) {next} y`"))
        }
        "+=" | "-=" | "*=" | "/=" | "%=" => {
            ("a value never changes".to_owned(), "bind a new one: `let name = ..;`".to_owned())
        }
        "&&" | "&" => {
            (format!("a network has no `{next}`"), "comparisons are numbers: `a * b` is where both are true".to_owned())
        }
        "||" | "|" => (
            format!("a network has no `{next}`"),
            "comparisons are numbers: `maximum(a, b)` is where one of them is true".to_owned(),
        ),
        "%" | "^" | "<<" | ".." | "..=" | "<-" => (
            format!("a network has no `{next}`"),
            "its operators are `+ - * /`, comparisons, and `->`; `2 ^ 3` is between numbers".to_owned(),
        ),
        "as" => ("values are not converted in a network".to_owned(), "leave out `as ..`".to_owned()),
        "?" => ("a layer needs no `?`".to_owned(), "leave it out; the network's methods return the errors".to_owned()),
        "!" => ("macros cannot be called in a network".to_owned(), "call it around the network".to_owned()),
        "[" => (
            "values have no indices".to_owned(),
            "`let (a, b) = split(x, axis = 0);` parts a value; arguments are in parentheses, as in `conv2d(16)`"
                .to_owned(),
        ),
        "@" => ("a network has no `@`".to_owned(), "write `matmul(a, b)`".to_owned()),
        "(" => ("only a name can be called".to_owned(), "send the value through it: `x -> name(..)`".to_owned()),
        "{" => ("a block has no name".to_owned(), "write `scope name { .. }`".to_owned()),
        "::" => (
            "a path is not a value".to_owned(),
            "layers and values are single words; a `const` item may be an argument".to_owned(),
        ),
        "else" => return Some(no_value(input)),
        _ => return None,
    };
    Some(at_next(input, fact, help))
}

/// A path into another library, as in `nn::Linear`.
pub(super) fn library(path: &Path) -> Option<Error> {
    let (first, last) = (path.segments.first()?, path.segments.last()?);
    if !words::is_library(&first.ident.to_string()) {
        return None;
    }
    let written = path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::");
    let help = alone(&last.ident.to_string());
    Some(mistake(path, format_args!("a layer is one word, found `{written}`"), help))
}

/// What to write for a layer of another library, without the path to it.
fn alone(name: &str) -> Cow<'static, str> {
    words::layer(name).unwrap_or("write its name alone, as in `relu`".into())
}

/// `.relu()` after a value: `receiver` is its name, if it has one.
pub(super) fn method(input: ParseStream, receiver: Option<&Ident>) -> Error {
    let ahead = input.fork();
    let (Ok(dot), Ok(member)) = (ahead.parse::<Token![.]>(), ahead.call(Ident::parse_any)) else {
        return at_next(input, "values have no fields in a network", "bind the value with `let` and use its name");
    };
    let what = if ahead.peek(token::Paren) { "methods" } else { "fields" };
    let name = member.to_string();
    if let Some(library) = receiver.filter(|receiver| words::is_library(&receiver.to_string())) {
        let fact = format_args!("a layer is one word, found `{library}.{member}`");
        return mistake(quote!(#library #dot #member), fact, alone(&name));
    }
    let help =
        words::member(&name, &receiver.map_or_else(|| "x".to_owned(), ToString::to_string)).unwrap_or_else(|| {
            let layer = words::kind(&name).map_or(&*name, |(_, written)| written);
            let receiver = receiver.map_or_else(String::new, |name| format!("{name} "));
            format!("send it through a layer: `{receiver}-> {layer}`")
        });
    mistake(quote!(#dot #member), format_args!("a value has no {what}, found `.{member}`"), help)
}
