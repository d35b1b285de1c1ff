//! Numbers that are no sizes: probabilities, slopes, factors.

use std::ops::{Bound, RangeBounds};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Path;

use super::code::float;
use crate::expand::Size;
use crate::shape::Condition;

/// `0.1`, or a `const` item.
#[derive(Clone)]
pub(crate) enum Number {
    /// Finite.
    Literal(f64),
    Constant(Path),
}

impl ToTokens for Number {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Literal(number) => float(*number).to_tokens(tokens),
            Self::Constant(path) => Size::path(path).to_tokens(tokens),
        }
    }
}

/// Where a number must lie.
pub(crate) struct Range {
    from: Bound<f64>,
    to: Bound<f64>,
    /// What the number is and where it lies, to finish a sentence about it.
    pub(crate) help: &'static str,
}

impl Range {
    pub(super) const fn new(from: Bound<f64>, to: Bound<f64>, help: &'static str) -> Self {
        Self { from, to, help }
    }

    pub(super) fn contains(&self, number: f64) -> bool {
        (self.from, self.to).contains(&number)
    }

    /// That a `const` item lies in the range; `None` if there is nothing to ask.
    pub(super) fn condition(&self, number: &Path) -> Option<Condition> {
        let number = Size::path(number);
        let from = match self.from {
            Bound::Included(from) => Some((quote!(>=), from)),
            Bound::Excluded(from) => Some((quote!(>), from)),
            Bound::Unbounded => None,
        };
        let to = match self.to {
            Bound::Included(to) => Some((quote!(<=), to)),
            Bound::Excluded(to) => Some((quote!(<), to)),
            Bound::Unbounded => None,
        };
        let conditions = from.into_iter().chain(to).map(|(sign, bound)| {
            let bound = float(bound);
            Condition::Rust(quote!(#number #sign #bound))
        });
        let conditions = conditions.collect::<Vec<_>>();
        (!conditions.is_empty()).then_some(Condition::All(conditions))
    }
}
