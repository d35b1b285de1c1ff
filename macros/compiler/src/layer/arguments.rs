//! Reading the arguments of a layer.

mod extent;
mod finish;
mod list;
mod numbers;
mod value;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Ident;

use super::perceptual::Point;
use super::window::Padding;
use super::{Kind, Number, Range, Scale};

use crate::check::text;
use crate::errors::Errors;
use crate::shape::{Condition, Dimension, Message};
use crate::syntax::{self, ArgumentValue};

pub(crate) use numbers::Numbers;
pub(super) use value::numeral;
pub(crate) use value::{is_constant, is_setting, written};

/// The arguments given to one layer, which its file asks for by name.
pub(crate) struct Arguments<'a> {
    kind: &'static Kind,
    callee: &'a Ident,
    given: Vec<Given<'a>>,
    /// Arguments without a name beyond the last position.
    surplus: Vec<&'a syntax::Argument>,
    /// The names asked for so far.
    known: Vec<&'static str>,
    /// The words that arguments may be.
    words: Vec<(&'static str, Vec<&'static str>)>,
    /// The names that other libraries ask for and that are inferred here.
    inferred: Vec<&'static str>,
    /// What `const` items have to be.
    demands: Vec<Demand>,
    /// What must be given and is not.
    missing: Vec<&'static str>,
    failed: bool,
    /// The values that are given by name.
    values: Vec<&'static str>,
    /// The axes of the network, whose size is known when it runs.
    axes: &'a [Ident],
    /// Whether these are defaults, which need not be complete.
    pub(super) partial: bool,
    errors: &'a mut Errors,
}

/// One argument, under the name that it was given or that its position has.
struct Given<'a> {
    name: String,
    argument: &'a syntax::Argument,
}

/// What an argument has to be, where rustc alone knows its value.
pub(crate) struct Demand {
    pub(crate) of: Demanded,
    /// The argument as it was written.
    pub(crate) at: TokenStream,
}

pub(crate) enum Demanded {
    /// A size of at least 1.
    Size(Dimension),
    /// A number in its range.
    Number { condition: Condition, fact: Message, help: Message },
}

impl<'a> Arguments<'a> {
    /// Gives the arguments without a name the names of their positions.
    pub(crate) fn new(
        kind: &'static Kind,
        callee: &'a Ident,
        arguments: impl Iterator<Item = &'a syntax::Argument>,
        errors: &'a mut Errors,
    ) -> Self {
        let mut positions = kind.positional.iter();
        let (mut given, mut surplus) = (Vec::new(), Vec::new());
        let mut seen = BTreeSet::new();
        for argument in arguments {
            let name = match &argument.name {
                Some((name, _)) => name.to_string(),
                None => match positions.next() {
                    Some((name, _)) => (*name).to_owned(),
                    None => {
                        surplus.push(argument);
                        continue;
                    }
                },
            };
            if seen.insert(name.clone()) {
                given.push(Given { name, argument });
            } else {
                errors.error(
                    argument,
                    format!("`{name}` is given twice"),
                    format!("`{callee}` takes one `{name}`: remove one of the two"),
                );
            }
        }
        Self {
            kind,
            callee,
            given,
            surplus,
            known: kind.positional.iter().map(|(name, _)| *name).chain(kind.named.iter().copied()).collect(),
            words: Vec::new(),
            inferred: Vec::new(),
            demands: Vec::new(),
            missing: Vec::new(),
            values: Vec::new(),
            axes: &[],
            failed: false,
            partial: false,
            errors,
        }
    }

    /// The defaults that a body gives to all layers of a kind.
    pub(crate) fn of_defaults(
        kind: &'static Kind,
        callee: &'a Ident,
        arguments: impl Iterator<Item = &'a syntax::Argument>,
        errors: &'a mut Errors,
    ) -> Self {
        Self { partial: true, ..Self::new(kind, callee, arguments, errors) }
    }

    /// Says which axes the network has.
    pub(crate) fn among(self, axes: &'a [Ident]) -> Self {
        Self { axes, ..self }
    }

    /// Says which values are given by name beside the arguments.
    pub(crate) fn beside(self, values: Vec<&'static str>) -> Self {
        Self { values, ..self }
    }

    /// Whether a value of this name is given.
    pub(super) fn has_value(&self, name: &str) -> bool {
        self.values.contains(&name)
    }

    /// A value that must be given by name.
    pub(super) fn value(&mut self, name: &'static str) {
        if !self.has_value(name) {
            self.missing.push(name);
            self.failed = true;
        }
    }

    /// Marks an argument of other libraries that nobody writes here.
    pub(super) fn inferred(&mut self, name: &'static str) {
        self.inferred.push(name);
    }

    fn take(&mut self, name: &'static str) -> Option<&'a ArgumentValue> {
        if !self.known.contains(&name) {
            self.known.push(name);
        }
        let given = self.given.iter().position(|given| given.name == name)?;
        Some(&self.given.swap_remove(given).argument.value)
    }

    /// An argument that must be given.
    pub(super) fn required<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self, &'static str, &ArgumentValue) -> Option<T>,
    ) -> Option<T> {
        match self.take(name) {
            Some(value) => self.fixed(name, value).and_then(|()| read(self, name, value)),
            None => self.is_missing(name),
        }
    }

    fn is_missing<T>(&mut self, name: &'static str) -> Option<T> {
        self.missing.push(name);
        self.failed = true;
        None
    }

    /// An argument that may be left out.
    pub(super) fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self, &'static str, &ArgumentValue) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.take(name) {
            Some(value) => self.fixed(name, value).and_then(|()| read(self, name, value)).map(Some),
            None => Some(None),
        }
    }

    pub(super) fn size(&mut self, name: &'static str) -> Option<Dimension> {
        self.required(name, Self::read_size)
    }

    pub(super) fn optional_size(&mut self, name: &'static str) -> Option<Option<Dimension>> {
        self.optional(name, Self::read_size)
    }

    pub(super) fn size_or(&mut self, name: &'static str, default: usize) -> Option<Dimension> {
        let size = self.optional_size(name)?;
        Some(size.unwrap_or(Dimension::Number(default)))
    }

    /// A size for each axis, such as the height and the width; `3` means `[3, 3]`.
    pub(super) fn sizes<const N: usize>(&mut self, name: &'static str) -> Option<[Dimension; N]> {
        self.required(name, Self::read_sizes)
    }

    pub(super) fn optional_sizes<const N: usize>(&mut self, name: &'static str) -> Option<Option<[Dimension; N]>> {
        self.optional(name, Self::read_sizes)
    }

    pub(super) fn sizes_or<const N: usize>(&mut self, name: &'static str, default: usize) -> Option<[Dimension; N]> {
        let sizes = self.optional_sizes(name)?;
        Some(sizes.unwrap_or_else(|| [(); N].map(|()| Dimension::Number(default))))
    }

    /// `padding`: a number, `[h, w]`, `same` or `valid`, which is 0 and the default; and `causal` where that is meant to be.
    pub(super) fn padding<const N: usize>(&mut self, causal: bool) -> Option<Padding<N>> {
        let read = |arguments: &mut Self, name: &'static str, value: &ArgumentValue| {
            arguments.read_padding(name, value, causal)
        };
        self.may_be("padding", &["same", "valid"]);
        if causal {
            self.may_be("padding", &["causal"]);
        }
        let padding = self.optional("padding", read)?;
        Some(padding.unwrap_or_else(Padding::none))
    }

    /// Pixels for each axis, from 0; 0 is the default.
    pub(super) fn pixels<const N: usize>(&mut self, name: &'static str) -> Option<[Dimension; N]> {
        let pixels = self.optional(name, Self::read_pixels)?;
        Some(pixels.unwrap_or_else(|| [(); N].map(|()| Dimension::Number(0))))
    }

    /// How many times larger the height and the width become; `2` means `[2, 2]`.
    pub(super) fn scales(&mut self, name: &'static str) -> Option<[Scale; 2]> {
        self.required(name, Self::read_scales)
    }

    /// One of some words, the first of which is the default.
    pub(super) fn word(&mut self, name: &'static str, words: &[&'static str]) -> Option<&'static str> {
        let word = self.optional_word(name, words)?;
        word.or_else(|| words.first().copied())
    }

    /// Reports an argument that does not go with the others.
    pub(super) fn exclude(&mut self, name: &'static str, fact: &str, help: &str) {
        if let Some(given) = self.given.iter().position(|given| given.name == name) {
            let argument = self.given.swap_remove(given).argument;
            self.error(argument, fact.to_owned(), help.to_owned());
        }
    }

    /// Whether an argument is given that has not been read yet.
    pub(super) fn is_given(&self, name: &str) -> bool {
        self.given.iter().any(|given| given.name == name)
    }

    /// One of some words, if it is given.
    pub(super) fn optional_word(&mut self, name: &'static str, words: &[&'static str]) -> Option<Option<&'static str>> {
        self.may_be(name, words);
        match self.take(name) {
            Some(value) => self.read_word(name, value, words).map(Some),
            None => Some(None),
        }
    }

    /// A number that is no size, in a range.
    pub(super) fn number(&mut self, name: &'static str, range: &Range) -> Option<Number> {
        self.required(name, |arguments, name, value| arguments.read_number(name, value, range))
    }

    pub(super) fn number_or(&mut self, name: &'static str, default: f64, range: &Range) -> Option<Number> {
        let number = self.optional_number(name, range)?;
        Some(number.unwrap_or(Number::Literal(default)))
    }

    pub(super) fn optional_number(&mut self, name: &'static str, range: &Range) -> Option<Option<Number>> {
        self.optional(name, |arguments, name, value| arguments.read_number(name, value, range))
    }

    /// A `const` item that holds several numbers, if it is given.
    pub(super) fn numbers(&mut self, name: &'static str) -> Option<Option<Number>> {
        self.optional(name, Self::read_numbers)
    }

    /// End points of a critic.
    pub(super) fn points(&mut self, name: &'static str) -> Option<Vec<Point>> {
        self.required(name, Self::read_points)
    }

    pub(super) fn boolean_or(&mut self, name: &'static str, default: bool) -> Option<bool> {
        let boolean = self.optional(name, Self::read_boolean)?;
        Some(boolean.unwrap_or(default))
    }

    /// Reports what is wrong with several arguments together, to finish a sentence about the layer.
    pub(super) fn reject(&mut self, fact: &str, help: &str) {
        let fact = format!("`{}` {fact}", self.callee);
        self.error(self.callee, fact, help.to_owned());
    }

    /// Asks for what has to hold of several arguments together, where rustc alone knows their values.
    pub(super) fn demand(&mut self, condition: Condition, fact: Message, help: Message) {
        let of = Demanded::Number { condition, fact, help };
        self.demands.push(Demand { of, at: self.callee.to_token_stream() });
    }

    /// Reports a second value, for which there is another layer.
    pub(super) fn only_value(&mut self, other: &str) -> Option<()> {
        let [second] = self.surplus.as_slice() else {
            return Some(());
        };
        if is_setting(&second.value) {
            return Some(());
        }
        let (callee, second) = (self.callee, *second);
        let fact = format!("`{callee}` reduces axes of one value, but is given `{}` as well", text(second));
        self.error(second, fact, format!("of two values, element by element, write `{other}(a, b)`"));
        None
    }

    fn error(&mut self, at: impl ToTokens, fact: String, help: String) {
        self.failed = true;
        self.errors.error(at, fact, help);
    }

    /// Notes that an argument may be one of these words.
    pub(super) fn may_be(&mut self, name: &'static str, words: &[&'static str]) {
        self.words.push((name, words.to_vec()));
    }

    /// The names that were asked for.
    pub(crate) fn known(&self) -> &[&'static str] {
        &self.known
    }

    /// The words that arguments may be, as far as they were asked for.
    pub(crate) fn words(&self) -> &[(&'static str, Vec<&'static str>)] {
        &self.words
    }

    /// What has to hold for the `const` items among the arguments.
    pub(crate) fn into_demands(self) -> Vec<Demand> {
        self.demands
    }
}
