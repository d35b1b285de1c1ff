//! Expressions: chains of layers over comparisons of sums of products.

use proc_macro2::{Group, Spacing};
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative;
use syn::{Error, Ident, Lit, LitFloat, LitInt, Path, Result, Token, bracketed, parenthesized, token};

use super::argument::arguments;
use super::body::{attributes, no_attributes};
use super::limits::LONGEST;
use super::list::{is_at_comma, list};
use super::mistake::{
    Follows, after_last, after_value, at_next, expected, found, library, method, mistake, no_value, since, skip_token,
};
use super::name::{misnamed, name};
use super::placement::{placed, placement};
use super::{choice, foreign, is_operator, is_word_and, scan, scope, template};
use crate::errors::{Errors, message};
use crate::layer::Kind;
use crate::syntax::{Call, Comparison, Expression, Layer, Number, Operator, Repeat, Step, keyword};

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

fn unary(input: ParseStream, errors: &mut Errors) -> Result<Expression> {
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

fn step(arrow_token: Token![->], input: ParseStream, errors: &mut Errors) -> Result<Step> {
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

fn call(named: bool, input: ParseStream, errors: &mut Errors) -> Result<Call> {
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
