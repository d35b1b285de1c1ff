//! The generic parameters of a network: const generics, layers, and axes.

use syn::parse::ParseStream;
use syn::{Ident, Lifetime, Path, Result, Token, token};

use super::list::{is_at_comma, list_up_to};
use super::mistake::{at_next, expected, found, mistake, since, skip_token};
use super::name::name;
use crate::errors::Errors;
use crate::expand::names;
use crate::syntax::{Constant, Generic, Generics, Part};

/// `<const HIDDEN: usize, time>`, if there are any.
pub(super) fn generics(network: &Ident, input: ParseStream, errors: &mut Errors) -> Option<Generics> {
    let lt_token = input.parse().ok()?;
    let parameters = list_up_to(input, errors, ends, generic);
    match input.parse() {
        Ok(gt_token) => Some(Generics { lt_token, parameters, gt_token }),
        Err(_) => {
            let help = format_args!("close them: `{network}<const HIDDEN: usize>(..)`");
            errors.push(expected(input, "`>` behind the generic parameters", help));
            None
        }
    }
}

fn ends(input: ParseStream) -> bool {
    input.is_empty() || input.peek(Token![>]) || input.peek(token::Paren) || input.peek(token::Brace)
}

fn generic(input: ParseStream, errors: &mut Errors) -> Result<Generic> {
    if !input.peek(Token![const]) && is_axis(input) {
        let axis = name(input, errors, "an axis")?;
        if input.peek(Token![:]) {
            let fact = format_args!("the axis `{axis}` has a type");
            let error = at_next(
                input,
                fact,
                format_args!(
                    "write its name alone: `<{axis}>`; or `const {}: usize`, which whoever names the network chooses",
                    axis.to_string().to_uppercase()
                ),
            );
            while !is_at_comma(input) && !ends(input) {
                skip_token(input);
            }
            return Err(error);
        }
        return Ok(Generic::Axis(axis));
    }
    if input.peek(Ident) && !input.peek(Token![const]) {
        return part(input, errors).map(Generic::Part);
    }
    constant(input, errors).map(Generic::Constant)
}

/// `A: Activation`
fn part(input: ParseStream, errors: &mut Errors) -> Result<Part> {
    let name = name(input, errors, "a layer")?;
    let (text, is_taken) = (name.to_string(), names::is_generated(&name.to_string()));
    let constant = if is_taken { "HIDDEN".to_owned() } else { text.to_uppercase() };
    let help = format_args!(
        "write the trait of a layer: `{}: Activation`; a dimension is `const {constant}: usize`, an axis is in small letters, and the element type and the device are there already",
        if is_taken { "A" } else { &text },
    );
    if !input.peek(Token![:]) || input.peek2(Token![,]) || input.peek2(Token![>]) {
        let error = mistake(&name, format_args!("`{name}` does not say what it is"), help);
        skip(input);
        return Err(error);
    }
    let colon_token = input.parse()?;
    let start = input.cursor();
    match input.call(Path::parse_mod_style) {
        Ok(bound) if bound.get_ident().is_some_and(|bound| bound == "usize") => {
            let help = format_args!("write `const {constant}: usize`");
            Err(mistake(&name, format_args!("`{name}` is a number, and no type"), help))
        }
        Ok(bound) if is_at_comma(input) || ends(input) => Ok(Part { name, colon_token, bound }),
        Ok(_) | Err(_) => {
            skip(input);
            Err(since(start, input, format_args!("`{name}` is of one trait"), help))
        }
    }
}

/// Reads on to the next parameter.
fn skip(input: ParseStream) {
    while !is_at_comma(input) && !ends(input) {
        skip_token(input);
    }
}

/// Whether a name in small letters is next.
fn is_axis(input: ParseStream) -> bool {
    let word = input.cursor().ident().map(|(word, _)| word.to_string());
    input.peek(Ident) && word.is_some_and(|word| !word.contains(char::is_uppercase))
}

fn constant(input: ParseStream, errors: &mut Errors) -> Result<Constant> {
    if input.peek(Lifetime) {
        return Err(at_next(input, "a network owns what it holds, and has no lifetimes", "leave it out"));
    }
    if !input.peek(Token![const]) {
        let fact = format_args!("the generic parameters of a network are dimensions, found `{}`", found(input));
        let help = "write `const` and the type: `const HIDDEN: usize`, or the name of an axis in small letters: `time`; the element type and the device are there already";
        return Err(at_next(input, fact, help));
    }
    let const_token = input.parse()?;
    let name = name(input, errors, "a const generic")?;
    if !input.peek(Token![:]) {
        return Err(expected(input, "`: usize`", format_args!("write the type of a dimension: `const {name}: usize`")));
    }
    let colon_token = input.parse()?;
    if is_at_comma(input) || ends(input) {
        return Err(expected(input, "`usize`", format_args!("write the type of a dimension: `const {name}: usize`")));
    }
    let kind: Ident = match input.parse() {
        Ok(kind) if kind == "usize" => kind,
        Ok(kind) => {
            let fact = format!("`{name}` is of `{kind}`, and a dimension is a `usize`");
            errors.mended(mistake(&kind, fact, format_args!("write `const {name}: usize`")));
            kind
        }
        Err(_) => return Err(expected(input, "`usize`", format_args!("write `const {name}: usize`"))),
    };
    if input.peek(Token![=]) {
        let help = "leave it out: whoever names the network writes a value";
        errors.mended(at_next(input, format_args!("`{name}` has a default"), help));
        while !is_at_comma(input) && !ends(input) {
            skip_token(input);
        }
    }
    Ok(Constant { const_token, name, colon_token, kind })
}
