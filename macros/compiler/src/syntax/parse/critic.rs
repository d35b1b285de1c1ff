//! Critics: the networks that a loss looks through, and where.

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Ident, LitFloat, LitInt, Path, Result, Token};

use super::list::is_at_comma;
use super::mistake::{after_last, at_next, expected, found, mistake};
use super::name::name;
use super::shape::{begins_path, path, typed};
use crate::errors::Errors;
use crate::syntax::{ArgumentValue, Critic, Expression, Number, Point, PointSegment, Target, View, keyword};

/// `labels: [10]` or `critic: &Vgg19`
pub(super) fn target(input: ParseStream, errors: &mut Errors) -> Result<Target> {
    let borrowed = input.peek3(Token![&]);
    if !input.peek(Ident::peek_any) || !input.peek2(Token![:]) || !(borrowed || names_a_type(input)) {
        return typed(input, errors, "target").map(Target::Value);
    }
    let name = name(input, errors, "a target")?;
    let colon_token = input.parse()?;
    if !borrowed {
        let fact = format_args!("a loss borrows the network `{name}`");
        return Err(at_next(input, fact, format_args!("write `{name}: &{}`", found(input))));
    }
    let and_token = input.parse()?;
    if input.peek(Token![mut]) {
        return Err(at_next(input, "a loss changes no network", format_args!("leave out `mut`: `{name}: &Critic`")));
    }
    let help = format_args!("write the path of its type, without `E` and `D`: `{name}: &Critic`");
    if !input.peek(Ident) && !begins_path(input) {
        return Err(expected(input, format_args!("the network of `{name}`"), help));
    }
    let network = input.parse::<Path>()?;
    if !is_at_comma(input) {
        return Err(expected(input, "`,`", help));
    }
    Ok(Target::Critic(Critic { name, colon_token, and_token, network }))
}

/// Whether a name and the name of a type are next: one that begins with a capital and is no constant.
fn names_a_type(input: ParseStream) -> bool {
    let ahead = input.fork();
    let name =
        ahead.call(Ident::parse_any).and_then(|_| ahead.parse::<Token![:]>()).and_then(|_| ahead.parse::<Ident>());
    name.is_ok_and(|name| {
        let name = name.to_string();
        name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase)
    })
}

/// Whether `critic at ..` is next.
pub(super) fn begins_view(input: ParseStream) -> bool {
    input.peek(Ident) && input.peek2(keyword::at)
}

/// `critic at 0.2 * block1/conv1_2 + block4/conv4_4`
pub(super) fn view(input: ParseStream) -> Result<View> {
    let (critic, at_token) = (input.parse()?, input.parse()?);
    let mut points = Punctuated::new();
    loop {
        points.push_value(point(input)?);
        if is_at_comma(input) {
            return Ok(View { critic, at_token, points });
        }
        if input.peek(Token![*]) {
            return Err(behind(input));
        }
        if !input.peek(Token![+]) {
            return Err(expected(input, "`,`", "several end points are joined with `+`: `critic at a/b + c/d`"));
        }
        points.push_punct(input.parse()?);
    }
}

fn point(input: ParseStream) -> Result<Point> {
    let weight = match weight(input)? {
        Some(weight) if input.peek(Token![*]) => {
            let star = input.parse()?;
            if input.peek(LitFloat) || input.peek(LitInt) {
                return Err(behind(input));
            }
            Some((weight, star))
        }
        Some(ArgumentValue::Constant(path)) => {
            return Err(mistake(path, "the scopes of an end point are parted by `/`, not `::`", PARTS));
        }
        Some(weight) => {
            let written = weight.to_token_stream();
            let help = format_args!("write what it is the weight of: `{written} * scope/layer`");
            return Err(after_last(input, format_args!("`{written}` is no end point"), help));
        }
        None => None,
    };
    let mut path = Punctuated::new();
    loop {
        path.push_value(segment(input, path.is_empty())?);
        if !input.peek(Token![/]) {
            break;
        }
        path.push_punct(input.parse()?);
    }
    if input.peek(Token![.]) || input.peek(Token![::]) {
        let fact = format_args!("the scopes of an end point are parted by `/`, not `{}`", found(input));
        return Err(at_next(input, fact, PARTS));
    }
    Ok(Point { weight, path })
}

const PARTS: &str = "write it as in a saved file: `scope/layer`";

fn behind(input: ParseStream) -> syn::Error {
    at_next(input, "the weight of an end point is behind it", "write it in front: `0.2 * scope/layer`")
}

/// A number or a `const` item in front of `*`.
fn weight(input: ParseStream) -> Result<Option<ArgumentValue>> {
    Ok(if input.peek(LitInt) {
        Some(ArgumentValue::Expression(Expression::Number(Number::Integer(input.parse()?))))
    } else if input.peek(LitFloat) {
        Some(ArgumentValue::Expression(Expression::Number(Number::Float(input.parse()?))))
    } else if input.peek(Ident) && input.peek2(Token![*]) {
        Some(ArgumentValue::Expression(Expression::Value(input.parse()?)))
    } else if begins_path(input) || (input.peek(Ident) && input.peek2(Token![::])) {
        Some(ArgumentValue::Constant(path(input)?))
    } else {
        None
    })
}

fn segment(input: ParseStream, first: bool) -> Result<PointSegment> {
    if input.peek(LitInt) && !first {
        return input.parse().map(PointSegment::Element);
    }
    if input.peek(Ident) {
        return input.parse().map(PointSegment::Name);
    }
    let help = "write its scopes and its name as in a saved file: `critic at features/conv1`";
    Err(expected(input, "an end point of the critic", help))
}
