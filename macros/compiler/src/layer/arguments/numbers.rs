//! Arguments that are a number for each channel.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Path;

use super::value::{is_constant, written};
use super::{Arguments, Demand, Demanded};
use crate::check::{text, uncounted};
use crate::expand::Size;
use crate::layer::{Number, Range};
use crate::shape::{Condition, message};
use crate::syntax::{self, ArgumentValue, Dimension, Expression};

/// A number for each channel.
pub(crate) enum Numbers {
    /// One for all of them.
    One(Number),
    List(Vec<Number>),
    /// A `const` item that is an array.
    Array(Path),
}

/// A slice of them.
impl ToTokens for Numbers {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::One(number) => quote!(&[#number]),
            Self::List(numbers) => quote!(&[#(#numbers),*]),
            Self::Array(path) => {
                let path = Size::path(path);
                quote!(&#path)
            }
        });
    }
}

impl Arguments<'_> {
    /// A number for each channel, or one for all. `all` is a function of the runtime that judges a whole array, if not
    /// every number is in the range.
    pub(in super::super) fn channels(
        &mut self,
        name: &'static str,
        range: &Range,
        all: Option<&TokenStream>,
    ) -> Option<Numbers> {
        match self.take(name) {
            Some(value) => self.read_channels(name, value, range, all),
            None => self.required(name, |_, _, _| None),
        }
    }

    /// The same, if it is given.
    pub(in super::super) fn optional_channels(
        &mut self,
        name: &'static str,
        range: &Range,
        all: Option<&TokenStream>,
    ) -> Option<Option<Numbers>> {
        match self.take(name) {
            Some(value) => self.read_channels(name, value, range, all).map(Some),
            None => Some(None),
        }
    }

    fn read_channels(
        &mut self,
        name: &'static str,
        value: &ArgumentValue,
        range: &Range,
        all: Option<&TokenStream>,
    ) -> Option<Numbers> {
        let written = match value {
            ArgumentValue::List { values, .. } => values.iter().map(expression).collect::<Vec<_>>(),
            ArgumentValue::Numbers { values, .. } => values.iter().cloned().collect(),
            ArgumentValue::Expression(Expression::Value(word)) if is_constant(word) => {
                return Some(self.array(name, value, word.clone().into(), range, all));
            }
            ArgumentValue::Constant(path) | ArgumentValue::Expression(Expression::Constant(path)) => {
                return Some(self.array(name, value, path.clone(), range, all));
            }
            ArgumentValue::Expression(_) => return self.read_number(name, value, range).map(Numbers::One),
            ArgumentValue::Boolean(_)
            | ArgumentValue::Lists { .. }
            | ArgumentValue::View(_)
            | ArgumentValue::Text(_)
            | ArgumentValue::Variable(_) => {
                return self.wrong(name, value, "write a number for each channel, or one for all");
            }
        };
        if written.is_empty() {
            return self.wrong(name, value, "write a number for each channel, or one for all");
        }
        let numbers = written.into_iter().map(|number| {
            // An error points at the number that is wrong.
            self.read_number(name, &ArgumentValue::Expression(number), range)
        });
        // All of them are looked at before one that is wrong ends it.
        let numbers = numbers.collect::<Vec<_>>();
        numbers.into_iter().collect::<Option<Vec<_>>>().map(Numbers::List)
    }

    fn array(
        &mut self,
        name: &'static str,
        value: &ArgumentValue,
        path: Path,
        range: &Range,
        all: Option<&TokenStream>,
    ) -> Numbers {
        let numbers = Numbers::Array(path);
        if let Some(all) = all {
            let condition = Condition::Rust(quote!(#all(#numbers)));
            let fact = message![
                "`",
                name,
                "` of `",
                self.callee,
                "` is `",
                text(value),
                "`, of which a number is out of its range"
            ];
            let of = Demanded::Number { condition, fact, help: message![range.help] };
            self.demands.push(Demand { of, at: value.to_token_stream() });
        }
        numbers
    }

    /// Reports what comes to no size among these.
    fn counted<'d>(&mut self, sizes: impl Iterator<Item = &'d Dimension>) -> Option<()> {
        let wrong = sizes.filter(|size| written(size).is_none()).collect::<Vec<_>>();
        wrong.iter().for_each(|size| uncounted(size, self.errors));
        self.failed |= !wrong.is_empty();
        wrong.is_empty().then_some(())
    }

    /// Reports a list of numbers where sizes alone can be.
    pub(super) fn sizes_alone(&mut self, value: &ArgumentValue) -> Option<()> {
        let values = match value {
            ArgumentValue::Numbers { values, .. } => values,
            ArgumentValue::List { values, .. } => return self.counted(values.iter()),
            ArgumentValue::Lists { lists, .. } => return self.counted(lists.iter().flat_map(|list| &list.values)),
            _ => return Some(()),
        };
        for number in values {
            let (fact, help) = match number {
                Expression::Negative { .. } => ("a size is not negative", "nothing is inferred here: write the number"),
                Expression::Number(syntax::Number::Float(_)) => {
                    ("a size is a whole number", "write a whole number or the name of a `const` item")
                }
                _ => continue,
            };
            self.error(number, format!("{fact}, found `{}`", text(number)), help.to_owned());
        }
        None
    }
}

/// A size as a number.
fn expression(size: &Dimension) -> Expression {
    match size {
        Dimension::Literal(literal) => Expression::Number(syntax::Number::Integer(literal.clone())),
        Dimension::Constant(path) => {
            path.get_ident().cloned().map_or_else(|| Expression::Constant(path.clone()), Expression::Value)
        }
        Dimension::Computed(size) => (**size).clone(),
    }
}
