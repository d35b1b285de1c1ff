//! Templates: their headers, and where they begin.

use syn::parse::ParseStream;
use syn::{Attribute, Ident, Result, Token, parenthesized, token};

use super::argument::value;
use super::body::{attributes, body, keyword};
use super::is_operator;
use super::list::{is_at_comma, list, list_up_to, skip_to_comma};
use super::mistake::{after_last, at_next, expected, mistake, since, skip_token};
use super::name::name;
use super::placement;
use crate::errors::Errors;
use crate::syntax::{ArgumentValue, Parameter, Template, keyword};

/// Whether a template is next, with or without attributes.
pub(super) fn begins(input: ParseStream) -> bool {
    let ahead = input.fork();
    ahead.call(Attribute::parse_outer).is_ok() && ahead.peek(keyword::template) && !ahead.peek2(Token![:])
}

/// A template that stands beside the networks of a block.
pub(super) fn beside_networks(input: ParseStream, errors: &mut Errors) -> Result<Template> {
    let attributes = attributes(input)?;
    item(attributes, input, errors)
}

/// `template block(x; channels, stride = 1) { .. }`
pub(super) fn item(attributes: Vec<Attribute>, input: ParseStream, errors: &mut Errors) -> Result<Template> {
    let template_token = keyword(input, errors, "template", keyword::template)?;
    if input.peek(token::Paren) || input.peek(token::Brace) {
        return Err(after_last(input, "a template has no name", "write `template name(x; ..) { .. }`"));
    }
    let name = name(input, errors, "a template")?;
    if !input.peek(token::Paren) {
        let help = format_args!("write what it is applied to: `template {name}(x; ..) {{ .. }}`");
        let error = after_last(input, format_args!("the template `{name}` takes no value"), help);
        return Err(error);
    }
    let content;
    let paren_token = parenthesized!(content in input);
    let found = errors.len();
    let values = list_up_to(
        &content,
        errors,
        |input| input.is_empty() || input.peek(Token![;]),
        |input, errors| value_name(&name, input, errors),
    );
    if values.is_empty() && errors.len() == found {
        let help = format_args!("write what it is applied to first: `template {name}(x; ..)`");
        errors.error(&name, format_args!("the template `{name}` takes no value"), help);
    }
    let semi_token = content.parse()?;
    let parameters = list(&content, errors, parameter);
    before_body(&name, input, errors);
    let body = body(input, errors, format_args!("the template `{name}`"))?;
    // `;` after an item is a habit, and harmless.
    input.parse::<Option<Token![;]>>()?;
    Ok(Template { attributes, template_token, name, paren_token, values, semi_token, parameters, body })
}

/// The name of a value, in front of the `;`.
fn value_name(template: &Ident, input: ParseStream, errors: &mut Errors) -> Result<Ident> {
    let value = name(input, errors, "a value")?;
    let start = input.cursor();
    if is_operator(':', start) {
        skip_to_end(input);
        let help = format_args!("write `{value}` alone: its shape is inferred where the template is used");
        errors.mended(since(start, input, "the values of a template have no shapes", help));
    } else if is_operator('=', start) {
        skip_to_end(input);
        let help = format_args!("parameters come after a `;`: `template {template}(x; {value} = ..)`");
        errors.push(since(start, input, format_args!("the value `{value}` has a default"), help));
    }
    Ok(value)
}

/// Reads up to where the element of a list ends, be it the last before a `;`.
fn skip_to_end(input: ParseStream) {
    while !is_at_comma(input) && !input.peek(Token![;]) {
        skip_token(input);
    }
}

/// `channels` or `stride = 1`, after the `;`.
fn parameter(input: ParseStream, errors: &mut Errors) -> Result<Parameter> {
    if input.peek(Token![;]) {
        return Err(at_next(input, "a second `;` among the parameters", "write one `;`, and commas after it"));
    }
    let name = name(input, errors, "a parameter")?;
    if is_operator(':', input.cursor()) {
        let start = input.cursor();
        skip_to_comma(input);
        let help = format_args!("write `{name}` alone, or `{name} = ..` with a default");
        errors.mended(since(start, input, "the parameters of a template have no types", help));
        return Ok(Parameter { name, default: None });
    }
    if !is_operator('=', input.cursor()) {
        return Ok(Parameter { name, default: None });
    }
    let equals: Token![=] = input.parse()?;
    if is_at_comma(input) {
        let help = format_args!("write it, or `{name}` alone");
        return Err(after_last(input, format_args!("the parameter `{name}` has no default after its `=`"), help));
    }
    let default: ArgumentValue = value(input, errors)?;
    Ok(Parameter { name, default: Some((equals, default)) })
}

/// Reads past what cannot stand between the header of a template and its `{`.
fn before_body(name: &Ident, input: ParseStream, errors: &mut Errors) {
    let start = input.cursor();
    if input.peek(Token![->]) {
        while !input.is_empty() && !input.peek(token::Brace) && !input.peek(Token![;]) {
            skip_token(input);
        }
        let fact = format_args!("the template `{name}` declares an output shape");
        errors.mended(since(start, input, fact, "leave it out: it is inferred"));
    }
    let fact = format_args!("the template `{name}` is on a device");
    let help = format_args!("say the device where it is used: `-> name: {name}(..) on device(1)`");
    placement::refuse(input, errors, fact, help);
}

/// A template that is written where only the name of one can be.
pub(super) fn inside_a_chain(input: ParseStream) -> Result<syn::Error> {
    let template_token: keyword::template = input.parse()?;
    Ok(match input.fork().parse::<Ident>() {
        Ok(name) => mistake(
            template_token,
            format_args!("a chain cannot lead into the template `{name}` where the template is written"),
            format_args!("write the template in front of this statement, and `-> name: {name}(..)` here"),
        ),
        Err(_) => expected(input, "the name of a template", "write `template name(x; ..) { .. }`"),
    })
}
