//! Expressions: chains of layers over comparisons of sums of products.

use proc_macro2::{Group, Spacing};
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative;
use syn::{Error, Ident, LitFloat, LitInt, Path, Result, Token, bracketed, parenthesized, token};

use super::argument::arguments;
use super::body::{attributes, no_attributes};
use super::limits::LONGEST;
use super::list::{is_at_comma, list};
use super::mistake::{
    Follows, after_last, after_value, at_next, found, library, method, mistake, no_value, since, skip_token,
};
use super::name::misnamed;
use super::placement::placed;
use super::step::{call, step};
use super::{choice, foreign, is_operator, scan, scope};
use crate::errors::{Errors, message};
use crate::syntax::{Call, Comparison, Expression, Number, Operator, keyword};

/// `comparison -> step -> step`
pub(super) fn expression(input: ParseStream, errors: &mut Errors) -> Result<Expression> {
    let source = comparison(input, errors)?;
    let mut steps = Vec::new();
    while let Some(arrow_token) = arrow(input, errors) {
        steps.push(step(arrow_token, input, errors)?);
    }
    Ok(if steps.is_empty() { source } else { Expression::Chain { source: Box::new(source), steps } })
}

/// An expression that must be all of its element in a list.
pub(super) fn element(input: ParseStream, errors: &mut Errors) -> Result<Expression> {
    let value = expression(input, errors)?;
    if is_at_comma(input) { Ok(value) } else { Err(after_value(input, Follows::Comma)) }
}

/// `->`, or what people write for it.
fn arrow(input: ParseStream, errors: &mut Errors) -> Option<Token![->]> {
    documented(input, errors);
    let start = input.cursor();
    if !input.peek(Token![->]) && is_wrong_arrow(input) {
        let written = if input.peek(Token![-]) { "- >".to_owned() } else { found(input) };
        skip_token(input);
        skip_token(input);
        let fact = format_args!("`{written}` does not lead through a layer");
        let error = since(start, input, fact, "write `->`");
        let arrow_token = Token![->](error.span());
        errors.mended(error);
        return Some(arrow_token);
    }
    input.parse().ok()
}

/// Reads past the comments of documentation in the middle of a chain.
fn documented(input: ParseStream, errors: &mut Errors) {
    let ahead = input.fork();
    if input.peek(Token![#])
        && let Ok(attributes) = attributes(&ahead)
        && ahead.peek(Token![->])
    {
        attributes.first().into_iter().for_each(|attribute| errors.mended(no_attributes(attribute)));
        input.advance_to(&ahead);
    }
}

fn is_wrong_arrow(input: ParseStream) -> bool {
    let Some((first, rest)) = input.cursor().punct() else { return false };
    let Some((second, _)) = rest.punct() else { return false };
    let joint = first.spacing() == Spacing::Joint;
    match (first.as_char(), second.as_char()) {
        ('=' | '>' | '|' | '~', '>') => joint,
        ('-', '>') => !joint,
        _ => false,
    }
}

/// `sum < sum`
pub(super) fn comparison(input: ParseStream, errors: &mut Errors) -> Result<Expression> {
    let left = sum(input, errors)?;
    let Some(sign) = comparison_sign(input)? else {
        return Ok(left);
    };
    let compared = binary(left, Operator::Compare(sign), sum(input, errors)?);
    let start = input.cursor();
    if comparison_sign(input)?.is_some() {
        let help = "put one of them in parentheses: it is 1 where it is true, and 0 elsewhere";
        return Err(since(start, input, "a comparison is compared without parentheses", help));
    }
    Ok(compared)
}

fn comparison_sign(input: ParseStream) -> Result<Option<Comparison>> {
    if is_wrong_arrow(input) {
        return Ok(None);
    }
    Ok(Some(if input.peek(Token![<=]) {
        Comparison::AtMost(input.parse()?)
    } else if input.peek(Token![>=]) {
        Comparison::AtLeast(input.parse()?)
    } else if input.peek(Token![==]) {
        Comparison::Equal(input.parse()?)
    } else if input.peek(Token![!=]) {
        Comparison::Unequal(input.parse()?)
    } else if input.peek(Token![<]) && !input.peek(Token![<-]) {
        Comparison::Less(input.parse()?)
    } else if input.peek(Token![>]) {
        Comparison::Greater(input.parse()?)
    } else {
        return Ok(None);
    }))
}

pub(super) fn sum(input: ParseStream, errors: &mut Errors) -> Result<Expression> {
    let mut left = product(input, errors)?;
    for _ in 0..LONGEST {
        let operator = if is_operator('+', input.cursor()) {
            Operator::Add(input.parse()?)
        } else if is_operator('-', input.cursor()) && !is_wrong_arrow(input) {
            Operator::Subtract(input.parse()?)
        } else {
            return Ok(left);
        };
        left = binary(left, operator, product(input, errors)?);
    }
    Err(too_long(input))
}

fn product(input: ParseStream, errors: &mut Errors) -> Result<Expression> {
    let mut left = power(input, errors)?;
    for _ in 0..LONGEST {
        let operator = if found(input) == "**" {
            let help = "write `x -> square`, or `x * x * x`; between numbers, `2 ^ 3`";
            return Err(at_next(input, "a network has no `**`", help));
        } else if is_operator('*', input.cursor()) {
            Operator::Multiply(input.parse()?)
        } else if is_operator('/', input.cursor()) {
            Operator::Divide(input.parse()?)
        } else {
            return Ok(left);
        };
        left = binary(left, operator, power(input, errors)?);
    }
    Err(too_long(input))
}

/// `2 ^ i`
fn power(input: ParseStream, errors: &mut Errors) -> Result<Expression> {
    let base = unary(input, errors)?;
    if !is_operator('^', input.cursor()) {
        return Ok(base);
    }
    let raised = binary(base, Operator::Power(input.parse()?), unary(input, errors)?);
    if is_operator('^', input.cursor()) {
        let help = "put one of them in parentheses";
        return Err(at_next(input, "a power is raised without parentheses", help));
    }
    Ok(raised)
}

fn too_long(input: ParseStream) -> Error {
    at_next(input, format_args!("more than {LONGEST} operators in a row"), "bind a part of them: `let name = ..;`")
}

fn binary(left: Expression, operator: Operator, right: Expression) -> Expression {
    Expression::Binary { left: Box::new(left), operator, right: Box::new(right) }
}

/// `-x`
pub(super) fn unary(input: ParseStream, errors: &mut Errors) -> Result<Expression> {
    let mut signs = Vec::new();
    while is_operator('-', input.cursor()) {
        if signs.len() == LONGEST {
            return Err(too_long(input));
        }
        signs.push(input.parse()?);
    }
    let value = primary(input, errors)?;
    let value = if signs.is_empty() { placed(value, input, errors) } else { value };
    Ok(signs
        .into_iter()
        .rev()
        .fold(value, |operand, minus_token| Expression::Negative { minus_token, operand: Box::new(operand) }))
}

/// A number that is written out, if one is next.
pub(super) fn literal(input: ParseStream, errors: &mut Errors) -> Result<Option<Number>> {
    // What begins with `-` is a literal to syn, and an operator here.
    if is_operator('-', input.cursor()) {
        return Ok(None);
    }
    if input.peek(LitInt) {
        let literal: LitInt = input.parse()?;
        no_suffix(&literal, literal.suffix(), errors);
        return Ok(Some(Number::Integer(literal)));
    }
    if input.peek(LitFloat) {
        let literal: LitFloat = input.parse()?;
        no_suffix(&literal, literal.suffix(), errors);
        return Ok(Some(Number::Float(literal)));
    }
    Ok(None)
}

fn primary(input: ParseStream, errors: &mut Errors) -> Result<Expression> {
    if let Some(name) = misnamed(input, errors) {
        return Ok(Expression::Value(name));
    }
    if input.peek(Token![#]) || input.peek(keyword::scope) || input.peek(keyword::reuse) {
        return scope::value(input, errors).map(|scope| Expression::Scope(Box::new(scope)));
    }
    if scan::begins(input) {
        return scan::scan(None, input, errors).map(|scan| Expression::Scan(Box::new(scan)));
    }
    if let Some(number) = literal(input, errors)? {
        return Ok(Expression::Number(number));
    }
    if input.peek(token::Paren) {
        return parentheses(input, errors);
    }
    if input.peek(Token![if]) {
        return choice::choice(input, errors).map(|choice| Expression::Choice(Box::new(choice)));
    }
    if input.peek(keyword::repeat) {
        let help = "write the value that goes through it: `x -> repeat 3 name: block(..)`";
        return Err(at_next(input, "`repeat` has no value in front of it", help));
    }
    if !input.peek(Ident) {
        return Err(no_value(input));
    }
    if foreign::is_next(input) {
        return foreign::foreign(input, errors).map(|foreign| Expression::Foreign(Box::new(foreign)));
    }
    if input.peek2(Token![::]) {
        return Err(path(input));
    }
    if scope::is_with(input) {
        return scope::with(input, errors).map(|scope| Expression::Scope(Box::new(scope)));
    }
    if let Some(scope_token) = scope::misspelt(input, errors) {
        return scope::inline(Vec::new(), scope_token, input, errors).map(|scope| Expression::Scope(Box::new(scope)));
    }
    named(input, errors)
}

/// `x` or `layer(x)`
fn named(input: ParseStream, errors: &mut Errors) -> Result<Expression> {
    let callee: Ident = input.parse()?;
    if input.peek(token::Paren) {
        let call = Call { callee, arguments: Some(arguments(input, errors)?) };
        return if input.peek(token::Paren) { Err(curried(&call.callee, input)) } else { Ok(Expression::Call(call)) };
    }
    if input.peek(token::Bracket) {
        let content;
        let bracket_token = bracketed!(content in input);
        if content.is_empty() {
            return Err(after_last(
                input,
                "an index is missing",
                format_args!("write which value it is: `{callee}[0]`"),
            ));
        }
        let index = Box::new(element(&content, errors)?);
        if !content.is_empty() {
            return Err(at_next(&content, "a list has one index", format_args!("write one number: `{callee}[0]`")));
        }
        return Ok(Expression::Element { list: callee, bracket_token, index });
    }
    if is_operator('.', input.cursor()) {
        return Err(method(input, Some(&callee)));
    }
    if is_operator(':', input.cursor()) {
        if input.peek2(keyword::variable) {
            let colon_token = input.parse()?;
            return Ok(Expression::Named { name: callee, colon_token, call: call(true, input, errors)? });
        }
        if input.peek2(keyword::scan) && input.peek3(Ident) {
            let label = Some((callee, input.parse()?));
            return scan::scan(label, input, errors).map(|scan| Expression::Scan(Box::new(scan)));
        }
        return Err(mistake(
            &callee,
            format_args!("the layer `{callee}` has no value in front of it"),
            format_args!("write the value that goes through it: `image -> {callee}: ..`"),
        ));
    }
    if input.peek(token::Brace) {
        return Err(at_next(
            input,
            format_args!("`{callee}` cannot have braces"),
            format_args!("write `scope {callee} {{ .. }}` for a scope, `{callee}(..)` for a layer"),
        ));
    }
    Ok(Expression::Value(callee))
}

/// `linear(4)(x)`, as in Keras.
fn curried(callee: &Ident, input: ParseStream) -> Error {
    let value = input.fork().parse::<Group>().map_or_else(|_| "x".to_owned(), |group| group.stream().to_string());
    at_next(input, "only a name can be called", format_args!("send the value through it: `{value} -> {callee}(..)`"))
}

pub(super) fn no_suffix(literal: impl ToTokens, suffix: &str, errors: &mut Errors) {
    if !suffix.is_empty() {
        let fact = format_args!("a number has no type in a network, found the suffix `{suffix}`");
        errors.mended(mistake(literal, fact, "leave the suffix out"));
    }
}

/// `model::WIDTH` where only a value can be.
fn path(input: ParseStream) -> Error {
    let help = "values are bound by `let` in the network; a `const` item may be an argument of its own";
    match input.call(Path::parse_mod_style) {
        Ok(path) => library(&path).unwrap_or_else(|| mistake(path, "a path is not a value", help)),
        Err(_) => at_next(input, "a path is not a value", help),
    }
}

fn parentheses(input: ParseStream, errors: &mut Errors) -> Result<Expression> {
    let content;
    let paren_token = parenthesized!(content in input);
    if content.is_empty() {
        let help = "write a value in them, or leave them out";
        return Err(Error::new(paren_token.span.join(), message("empty parentheses", help)));
    }
    let first = content.cursor();
    let mut values = list(&content, errors, element);
    match (values.len(), values.trailing_punct()) {
        (1, false) => match values.pop() {
            Some(value) => Ok(Expression::Paren { paren_token, value: Box::new(value) }),
            None => Ok(Expression::Tuple { paren_token, values }),
        },
        (1, true) => Err(since(first, &content, "a tuple of one value", "write the value alone, without the comma")),
        // No value at all: each had its error, and nobody looks at the tuple.
        _ => Ok(Expression::Tuple { paren_token, values }),
    }
}
