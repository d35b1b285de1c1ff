//! Steps of a chain: what an arrow leads to.

use quote::ToTokens;
use syn::parse::ParseStream;
use syn::{Error, Ident, Lit, LitFloat, LitInt, Path, Result, Token, token};

use super::argument::arguments;
use super::expression::unary;
use super::list::is_at_comma;
use super::mistake::{after_last, at_next, expected, found, library, mistake};
use super::name::name;
use super::placement::placement;
use super::{foreign, is_operator, is_word_and, scope, template};
use crate::errors::Errors;
use crate::layer::Kind;
use crate::syntax::{Call, Expression, Layer, Repeat, Step, keyword};

/// `-> repeat 3 name: block(64) on device(1)`, behind the arrow.
pub(super) fn step(arrow_token: Token![->], input: ParseStream, errors: &mut Errors) -> Result<Step> {
    if is_at_comma(input) || input.peek(Token![;]) || input.peek(Token![->]) || input.peek(Token![let]) {
        return Err(mistake(arrow_token, "`->` leads nowhere", "write a layer after it, as in `-> relu`"));
    }
    let repeat = repeat(input, errors)?;
    let name = layer_name(input, errors)?;
    if input.peek(keyword::repeat) && !is_word_and(':', input) {
        let help = "write `repeat` in front of the name: `-> repeat 3 name: block(..)`";
        return Err(at_next(input, "the name of a `repeat` is behind it", help));
    }
    let layer = layer(name.is_some(), input, errors)?;
    if let Some(repeat) = &repeat
        && name.is_none()
    {
        let (what, call) = match &layer {
            Layer::Call(call) => (call.callee.to_token_stream(), format!("{}(..)", call.callee)),
            Layer::Foreign(foreign) => (foreign.what.to_token_stream(), "..".to_owned()),
        };
        let count = repeat.count.to_token_stream();
        let help = format_args!("write one in front of it: `repeat {count} name: {call}`");
        return Err(mistake(what, "a `repeat` has no name", help));
    }
    let placement = placement(input, errors);
    Ok(Step { arrow_token, repeat, name, layer, placement })
}

/// `repeat 3`, in front of the name of what is repeated.
fn repeat(input: ParseStream, errors: &mut Errors) -> Result<Option<Repeat>> {
    if !input.peek(keyword::repeat) || is_word_and(':', input) {
        return Ok(None);
    }
    let repeat_token = input.parse()?;
    let help = "write how often: `repeat 3 name: block(..)`";
    if is_word_and(':', input) || input.is_empty() {
        return Err(after_last(input, "a `repeat` has no count", help));
    }
    let count = if input.peek(Ident) && !input.peek2(Token![::]) {
        Expression::Value(name(input, errors, "a parameter")?)
    } else if input.peek(LitInt) || input.peek(LitFloat) || input.peek(token::Paren) || input.peek(Token![-]) {
        unary(input, errors)?
    } else {
        return Err(expected(input, "the count of a `repeat`", help));
    };
    if is_operator(',', input.cursor()) {
        return Err(at_next(input, "no comma follows the count of a `repeat`", "leave it out"));
    }
    let index = if input.peek(Token![as]) { Some(index(input, errors)?) } else { None };
    Ok(Some(Repeat { repeat_token, count: Box::new(count), index }))
}

/// `as i`, or `as _` where nothing is computed of it.
fn index(input: ParseStream, errors: &mut Errors) -> Result<(Token![as], Ident)> {
    let as_token = input.parse()?;
    if input.peek(Token![_]) {
        let underscore: Token![_] = input.parse()?;
        return Ok((as_token, Ident::new("_", underscore.span)));
    }
    if is_word_and(':', input) {
        return Err(after_last(
            input,
            "the index of a `repeat` has no name",
            "write one: `repeat 3 as i name: block(..)`",
        ));
    }
    let index = name(input, errors, "an index")?;
    if is_operator(',', input.cursor()) {
        return Err(at_next(input, "no comma follows the index of a `repeat`", "leave it out"));
    }
    Ok((as_token, index))
}

/// `conv1:` in front of a layer.
fn layer_name(input: ParseStream, errors: &mut Errors) -> Result<Option<(Ident, Token![:])>> {
    if is_word_and(':', input) {
        return Ok(Some((name(input, errors, "a layer")?, input.parse()?)));
    }
    if is_word_and('=', input) {
        let name = name(input, errors, "a layer")?;
        let equals: Token![=] = input.parse()?;
        let help = format_args!("write `{name}: ..`");
        errors.mended(mistake(equals, "a layer gets its name with `:`, not `=`", help));
        return Ok(Some((name, Token![:](equals.span))));
    }
    Ok(None)
}

/// What an arrow leads to: a layer or a scope, with its arguments.
fn layer(named: bool, input: ParseStream, errors: &mut Errors) -> Result<Layer> {
    if foreign::is_next(input) {
        return foreign::foreign(input, errors).map(|foreign| Layer::Foreign(Box::new(foreign)));
    }
    if foreign::is_network(input) {
        return foreign::network(input, errors);
    }
    call(named, input, errors).map(Layer::Call)
}

/// `conv2d(16, kernel = 3)`
pub(super) fn call(named: bool, input: ParseStream, errors: &mut Errors) -> Result<Call> {
    if input.peek(keyword::scope) || input.peek(keyword::reuse) {
        return scope::layer(input, errors).map(|callee| Call { callee, arguments: None });
    }
    if input.peek(keyword::template) {
        return Err(template::inside_a_chain(input)?);
    }
    if !input.peek(Ident) {
        return Err(no_layer(named, input));
    }
    if input.peek2(Token![::])
        && let Some(mistake) = input.fork().call(Path::parse_mod_style).ok().as_ref().and_then(library)
    {
        return Err(mistake);
    }
    let callee: Ident = input.parse()?;
    if input.peek(token::Paren) {
        return Ok(Call { callee, arguments: Some(arguments(input, errors)?) });
    }
    if !named && input.peek(Ident) && input.peek2(token::Paren) && Kind::find(&callee.to_string()).is_none() {
        let help = format_args!("write `{callee}: {}(..)`", found(input));
        return Err(mistake(&callee, "missing `:` after the name of a layer", help));
    }
    if input.peek(Lit) {
        let help = format_args!("write `{callee}({})`", found(input));
        return Err(at_next(input, "the arguments of a layer are in parentheses", help));
    }
    let help = format_args!("write `{callee}(..)`");
    if input.peek(token::Brace) || input.peek(token::Bracket) {
        return Err(at_next(input, "the arguments of a layer are in parentheses", help));
    }
    if input.peek(Token![<]) || (input.peek(Token![::]) && input.peek3(Token![<])) {
        return Err(at_next(input, format_args!("`{callee}` has no generic arguments"), help));
    }
    if input.peek(Token![::]) {
        return Err(at_next(input, "a layer is not a path", "a layer is one word, such as `relu`"));
    }
    Ok(Call { callee, arguments: None })
}

fn no_layer(named: bool, input: ParseStream) -> Error {
    if input.peek(token::Bracket) && !named {
        return at_next(input, "a shape is not a layer", "leave it out: the shapes between the layers are inferred");
    }
    expected(input, "a layer", "a layer is a word with its arguments, such as `relu` or `conv2d(16, kernel = 3)`")
}
