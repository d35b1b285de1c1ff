//! What the losses have in common: the values that they compare, and how their terms become one number.

use std::ops::Bound;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::{Applied, Argument, Arguments, Code, Input, Number, Range, Site, Type};
use crate::model::Value;
use crate::shape::{Condition, Shape, message};

/// The value that every loss takes by name.
pub(super) const WEIGHTS: &[&str] = &["weights"];

/// An exponent that spares what is likely.
pub(super) const EXPONENT: Range =
    Range::new(Bound::Included(0.0), Bound::Unbounded, "the exponent of 1 − p is 0, which spares nothing, or above");

/// How the terms of a loss become one number.
#[derive(Clone, Copy)]
pub(super) enum Reduction {
    Mean,
    Sum,
}

impl Reduction {
    /// `reduction = mean | sum`
    pub(super) fn read(arguments: &mut Arguments) -> Option<Self> {
        let word = arguments.word("reduction", &["mean", "sum"])?;
        Some(if word == "sum" { Self::Sum } else { Self::Mean })
    }

    /// The argument of a loss function, with the weights of samples if there are any.
    pub(super) fn argument(self, weights: Option<&Value>) -> Argument {
        let reduction = match self {
            Self::Mean => quote!(loss::mean()),
            Self::Sum => quote!(loss::sum()),
        };
        match weights {
            None => Argument::Setting(reduction),
            Some(_) => Argument::Through(quote!(#reduction.weights)),
        }
    }
}

/// The code of a loss function with these settings, in order.
pub(super) fn code(
    kind: &str,
    inputs: usize,
    settings: impl IntoIterator<Item = TokenStream>,
    reduction: Argument,
) -> Code {
    let function = Ident::new(kind, Span::call_site());
    let mut arguments = std::iter::repeat_with(|| Argument::Input).take(inputs).collect::<Vec<_>>();
    arguments.extend(settings.into_iter().map(Argument::Setting));
    arguments.push(reduction);
    Code::call(quote!(loss::#function), arguments)
}

/// A loss that compares two values of one shape, element by element.
pub(super) struct Comparison {
    pub(super) kind: &'static str,
    pub(super) settings: Vec<Number>,
    pub(super) reduction: Reduction,
}

impl super::Layer for Comparison {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (first, second, weights) = pair(site)?;
        same(site, first, second)?;
        let weights = self::weights(site, weights)?;
        let settings = self.settings.iter().map(|setting| quote!(#setting));
        Some(Applied::of(Type::Loss, code(self.kind, 2, settings, self.reduction.argument(weights))))
    }
}

/// A value and its shape.
pub(super) type Sample<'a> = (&'a Value, &'a Shape);

/// The two values that a loss compares, and the weights of samples if there are any.
pub(super) fn pair<'a>(site: &mut Site<'a>) -> Option<(Sample<'a>, Sample<'a>, Option<&'a Input>)> {
    let [first, second, weights @ ..] = site.inputs else {
        return None;
    };
    Some((site.sample(first)?, site.sample(second)?, weights.first()))
}

/// Asks that two values have one shape.
pub(super) fn same(site: &mut Site, (first, first_shape): Sample, (second, second_shape): Sample) -> Option<()> {
    let fact = message![
        "`",
        site.label,
        "` compares values of one shape, but `",
        first.name,
        "` is ",
        first_shape,
        " and `",
        second.name,
        "` is ",
        second_shape
    ];
    let help = message![
        "give both one shape: a target to compare `",
        first.name,
        "` with is `",
        second.name,
        ": ",
        first_shape,
        "`"
    ];
    if first_shape.rank() != second_shape.rank() {
        return site.refuse(&fact, &help);
    }
    site.require(Condition::same(first_shape, second_shape), &fact, &help)
}

/// Asks that a value is a vector: what `element` is the number of.
pub(super) fn vector(site: &mut Site, (value, shape): Sample, element: &str, help: &str) -> Option<()> {
    if shape.rank() == 1 {
        return Some(());
    }
    site.refuse(&message!["`", site.label, "` takes ", element, ", but `", value.name, "` is ", shape], &message![help])
}

/// Asks that there is one weight a sample.
pub(super) fn weights<'a>(site: &mut Site<'a>, weights: Option<&'a Input>) -> Option<Option<&'a Value>> {
    let Some(weights) = weights else {
        return Some(None);
    };
    let (value, shape) = site.sample(weights)?;
    if shape.rank() != 0 {
        return site.refuse(
            &message!["`", site.label, "` takes one weight a sample, but `", value.name, "` is ", shape],
            &message!["declare the weights as a single number: `", value.name, ": []`"],
        );
    }
    Some(Some(value))
}
