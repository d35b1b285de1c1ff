//! Settings: the arguments of a template in the place of its parameters.

use std::borrow::Cow;

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::punctuated::{Pair, Punctuated};
use syn::spanned::Spanned;
use syn::{LitBool, LitInt, Path, Token, token};

use super::body::Checker;
use super::fold;
use super::frame::{Meaning, Role, Setting};
use super::text::text;
use crate::errors::Errors;
use crate::layer::is_constant;
use crate::syntax::{Argument, ArgumentValue, Arguments, Call, Dimension, Expression, List, Number, Shape};

impl Checker<'_> {
    /// A call with arguments in the place of the parameters among its settings, that is of all arguments but the first
    /// `values` without a name. `None` where a parameter stands for nothing, which has been reported.
    pub(super) fn put_in<'c>(&mut self, call: &'c Call, values: usize) -> Option<Cow<'c, Call>> {
        let horizon = self.horizon();
        if self.frames.get(horizon).is_none_or(|frame| frame.settings.is_empty()) {
            return Some(Cow::Borrowed(call));
        }
        self.substitute(|substitution| substitution.call(call, values)).map(Cow::Owned)
    }

    /// A call whose arguments are numbers and comparisons that have been computed, for people to read.
    pub(super) fn computed(call: &Call) -> Call {
        let mut call = call.clone();
        for argument in call.arguments.iter_mut().flat_map(|arguments| &mut arguments.arguments) {
            if let ArgumentValue::Expression(expression) = &mut argument.value {
                match fold::truth(expression) {
                    Some(holds) => argument.value = ArgumentValue::Boolean(LitBool::new(holds, expression.span())),
                    None => compute(expression),
                }
            }
        }
        call
    }

    /// The same for a shape.
    pub(super) fn put_in_shape(&mut self, shape: &Shape) -> Option<Shape> {
        let Shape { bracket_token, dimensions } = shape;
        let dimensions = self.substitute(|substitution| substitution.dimensions(dimensions))?;
        Some(Shape { bracket_token: *bracket_token, dimensions })
    }

    /// The same for a type, whose arguments they may be.
    pub(super) fn put_in_tokens(&mut self, tokens: TokenStream) -> Option<TokenStream> {
        self.substitute(|substitution| Some(substitution.tokens(tokens)))
    }

    /// The same for an expression that is a setting.
    pub(super) fn put_in_expression(&mut self, expression: &Expression) -> Option<Expression> {
        match self.put_in_value(&ArgumentValue::Expression(expression.clone()))? {
            ArgumentValue::Expression(expression) => Some(expression),
            ArgumentValue::Constant(path) => Some(Expression::Constant(path)),
            other => {
                let fact = format!("`{}` is given where a number is expected", text(&other));
                self.errors.error(other, fact, "write a whole number");
                None
            }
        }
    }

    /// The same for a whole argument.
    pub(super) fn put_in_value(&mut self, value: &ArgumentValue) -> Option<ArgumentValue> {
        self.substitute(|substitution| substitution.value(value))
    }

    /// Gives the parameters of a template what they stand for.
    pub(super) fn bind_settings(&mut self, settings: Vec<Setting>) {
        for setting in &settings {
            let meaning = match &setting.value {
                Some(ArgumentValue::Expression(expression)) => fold::number(expression).map(Meaning::Number),
                _ => None,
            };
            self.bind(&setting.name, meaning.unwrap_or(Meaning::Poisoned), Role::Setting);
        }
        if let Some(frame) = self.frames.last_mut() {
            let used = |name: &Ident| settings.iter().any(|setting| setting.used && setting.name == *name);
            frame.bindings.iter_mut().filter(|binding| used(&binding.name)).for_each(|binding| binding.used = true);
            frame.settings = settings;
        }
    }

    /// Reports a parameter of a template where only a value can be. One that is a number may be added to values.
    pub(super) fn refuse_setting(&mut self, name: &Ident) {
        let frame = self.frames.get(self.horizon());
        let setting = frame.and_then(|frame| frame.settings.iter().find(|setting| setting.name == *name));
        if let Some(Setting { value: Some(value), .. }) = setting {
            let fact = format!("`{name}` is a parameter of the template, `{}`, and no value", text(value));
            self.errors.error(name, fact, "parameters are for the arguments of layers; a value comes before the `;`");
        }
    }

    fn substitute<T>(&mut self, put_in: impl FnOnce(&mut Substitution) -> Option<T>) -> Option<T> {
        let horizon = self.horizon();
        let frame = self.frames.get_mut(horizon)?;
        let settings = std::mem::take(&mut frame.settings);
        let mut substitution = Substitution::new(&settings, self.errors);
        let result = put_in(&mut substitution);
        let used = substitution.used;
        frame.settings = settings;
        let parameters = frame.bindings.iter_mut().filter(|binding| binding.role == Role::Setting);
        parameters.filter(|binding| used.contains(&binding.name)).for_each(|binding| binding.used = true);
        result
    }
}

/// A walk through what is written that puts settings in.
pub(super) struct Substitution<'a> {
    settings: &'a [Setting],
    errors: &'a mut Errors,
    /// The parameters that were met.
    pub(super) used: Vec<Ident>,
}

impl<'a> Substitution<'a> {
    pub(super) fn new(settings: &'a [Setting], errors: &'a mut Errors) -> Self {
        Self { settings, errors, used: Vec::new() }
    }

    fn call(&mut self, call: &Call, mut values: usize) -> Option<Call> {
        let Some(arguments) = &call.arguments else {
            return Some(call.clone());
        };
        let mut written = Punctuated::new();
        for pair in arguments.arguments.pairs() {
            let (argument, comma) = pair.into_tuple();
            let is_value = argument.name.is_none() && values > 0;
            values -= usize::from(is_value && values != usize::MAX);
            let value = match &argument.value {
                ArgumentValue::Expression(element @ Expression::Element { .. }) => {
                    ArgumentValue::Expression(self.expression(element)?)
                }
                value if is_value => value.clone(),
                value => self.value(value)?,
            };
            written.push_value(Argument { name: argument.name.clone(), value });
            if let Some(comma) = comma {
                written.push_punct(*comma);
            }
        }
        let arguments = Arguments { paren_token: arguments.paren_token, arguments: written };
        Some(Call { callee: call.callee.clone(), arguments: Some(arguments) })
    }

    /// Tokens of Rust, in which a parameter stands for a const argument.
    fn tokens(&mut self, tokens: TokenStream) -> TokenStream {
        let put_in = |token| match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), self.tokens(group.stream()));
                inner.set_span(group.span());
                inner.to_token_stream()
            }
            TokenTree::Ident(name) => match self.find(&name).and_then(|setting| setting.value.clone()) {
                Some(value) => quote!({ #value }),
                None => name.into_token_stream(),
            },
            other => other.into_token_stream(),
        };
        tokens.into_iter().map(put_in).collect()
    }

    pub(super) fn value(&mut self, value: &ArgumentValue) -> Option<ArgumentValue> {
        match value {
            // All of the argument is what was given, and an error points there.
            ArgumentValue::Expression(Expression::Value(name)) => match self.find(name) {
                Some(Setting { value: Some(ArgumentValue::Expression(index)), is_index: true, .. }) => {
                    Some(ArgumentValue::Expression(located(index, name.span())))
                }
                Some(setting) => setting.value.clone(),
                None => Some(value.clone()),
            },
            ArgumentValue::Expression(expression) => self.expression(expression).map(ArgumentValue::Expression),
            ArgumentValue::List { bracket_token, values } => {
                Some(ArgumentValue::List { bracket_token: *bracket_token, values: self.dimensions(values)? })
            }
            ArgumentValue::Numbers { bracket_token, values } => {
                let mut written = Punctuated::<Expression, Token![,]>::new();
                for pair in values.pairs() {
                    let (number, comma) = pair.into_tuple();
                    written.extend([Pair::new(self.expression(number)?, comma.copied())]);
                }
                Some(ArgumentValue::Numbers { bracket_token: *bracket_token, values: written })
            }
            ArgumentValue::Lists { bracket_token, lists } => {
                let mut written = Punctuated::<List, Token![,]>::new();
                for pair in lists.pairs() {
                    let (list, comma) = pair.into_tuple();
                    let list = List { bracket_token: list.bracket_token, values: self.dimensions(&list.values)? };
                    written.extend([Pair::new(list, comma.copied())]);
                }
                Some(ArgumentValue::Lists { bracket_token: *bracket_token, lists: written })
            }
            ArgumentValue::Boolean(_)
            | ArgumentValue::Constant(_)
            | ArgumentValue::View(_)
            | ArgumentValue::Text(_)
            | ArgumentValue::Variable(_) => Some(value.clone()),
        }
    }

    fn dimensions(&mut self, values: &Punctuated<Dimension, Token![,]>) -> Option<Punctuated<Dimension, Token![,]>> {
        let mut list = Punctuated::<Dimension, Token![,]>::new();
        for pair in values.pairs() {
            let (dimension, comma) = pair.into_tuple();
            list.extend([Pair::new(self.dimension(dimension)?, comma.copied())]);
        }
        Some(list)
    }

    fn dimension(&mut self, dimension: &Dimension) -> Option<Dimension> {
        let path = match dimension {
            Dimension::Literal(_) => return Some(dimension.clone()),
            Dimension::Constant(path) => path,
            Dimension::Computed(size) => {
                let size = self.expression(size)?;
                return Some(match whole(&size) {
                    // An error in it points at what was written.
                    Some(number) => Dimension::Literal(LitInt::new(&number.to_string(), size.span())),
                    None => Dimension::Computed(Box::new(size)),
                });
            }
        };
        let Some((name, setting)) = path.get_ident().and_then(|name| Some((name, self.find(name)?))) else {
            return Some(dimension.clone());
        };
        match setting.value.as_ref()? {
            ArgumentValue::Constant(path) => Some(Dimension::Constant(path.clone())),
            ArgumentValue::Expression(Expression::Value(word)) if is_constant(word) => {
                Some(Dimension::Constant(Path::from(word.clone())))
            }
            other => {
                let size = match other {
                    ArgumentValue::Expression(expression) => whole(expression),
                    _ => None,
                };
                if let Some(size) = size {
                    return Some(Dimension::Literal(LitInt::new(&size.to_string(), name.span())));
                }
                let fact = format!("`{name}` stands in a list, but is `{}`", text(other));
                self.errors.error(other, fact, "write a whole number or the name of a `const` item");
                None
            }
        }
    }

    /// An expression, which `span` underlines where a part of it was put in.
    pub(super) fn expression(&mut self, expression: &Expression) -> Option<Expression> {
        Some(match expression {
            Expression::Value(name) => match self.find(name) {
                None => expression.clone(),
                Some(setting) => match setting.value.as_ref()? {
                    ArgumentValue::Expression(value) => operand(value, name.span()),
                    ArgumentValue::Constant(path) => operand(&Expression::Constant(path.clone()), name.span()),
                    other => {
                        let fact = format!("`{name}` is computed with, but is `{}`", text(other));
                        self.errors.error(other, fact, "write a number or the name of a `const` item");
                        return None;
                    }
                },
            },
            Expression::Negative { minus_token, operand } => {
                Expression::Negative { minus_token: *minus_token, operand: Box::new(self.expression(operand)?) }
            }
            Expression::Binary { left, operator, right } => Expression::Binary {
                left: Box::new(self.expression(left)?),
                operator: *operator,
                right: Box::new(self.expression(right)?),
            },
            Expression::Paren { paren_token, value } => {
                Expression::Paren { paren_token: *paren_token, value: Box::new(self.expression(value)?) }
            }
            Expression::Call(call) => Expression::Call(self.call(call, 0)?),
            Expression::Element { list, bracket_token, index } => Expression::Element {
                list: list.clone(),
                bracket_token: *bracket_token,
                index: Box::new(self.expression(index)?),
            },
            other => other.clone(),
        })
    }

    fn find(&mut self, name: &Ident) -> Option<&'a Setting> {
        let setting = self.settings.iter().find(|setting| setting.name == *name)?;
        self.used.push(name.clone());
        Some(setting)
    }
}

/// An argument as an operand in the place of a parameter at `span`: an error in the whole points there.
fn operand(value: &Expression, span: Span) -> Expression {
    let value = located(value, span);
    match value {
        Expression::Binary { .. } | Expression::Negative { .. } => {
            Expression::Paren { paren_token: token::Paren(span), value: Box::new(value) }
        }
        other => other,
    }
}

fn located(expression: &Expression, span: Span) -> Expression {
    let again = |inner: &Expression| Box::new(located(inner, span));
    let mut expression = expression.clone();
    match &mut expression {
        Expression::Value(name) => name.set_span(span),
        Expression::Number(Number::Integer(literal)) => literal.set_span(span),
        Expression::Number(Number::Float(literal)) => literal.set_span(span),
        Expression::Negative { operand, .. } => *operand = again(operand),
        Expression::Binary { left, right, .. } => (*left, *right) = (again(left), again(right)),
        Expression::Paren { paren_token, value } => {
            (*paren_token, *value) = (token::Paren(span), again(value));
        }
        Expression::Constant(path) => {
            path.segments.iter_mut().for_each(|segment| segment.ident.set_span(span));
        }
        // These are no operands.
        Expression::Call(_)
        | Expression::Named { .. }
        | Expression::Foreign(_)
        | Expression::Chain { .. }
        | Expression::Placed { .. }
        | Expression::Scope(_)
        | Expression::Scan(_)
        | Expression::Element { .. }
        | Expression::Choice(_)
        | Expression::Tuple { .. } => {}
    }
    expression
}

/// Writes a whole number for what comes to one.
fn compute(expression: &mut Expression) {
    match expression {
        Expression::Element { index, .. } => compute(index),
        Expression::Binary { .. } | Expression::Paren { .. } => {
            if let Some(number) = whole(expression) {
                *expression = Expression::Number(Number::Integer(LitInt::new(&number.to_string(), expression.span())));
            }
        }
        _ => {}
    }
}

/// A whole number that is written out or computed of such.
pub(super) fn whole(expression: &Expression) -> Option<usize> {
    let number = fold::number(expression)?;
    let size = number as usize;
    // Not a number of this kind is rounded, and differs then.
    (size as f64 == number).then_some(size)
}
