//! Arguments that may be axes whose size is known when the network runs, and those that may not.

use quote::ToTokens;

use super::Arguments;
use crate::check::with_axes;
use crate::mention::mentioned;
use crate::shape::Dimension;
use crate::syntax::{ArgumentValue, Expression};

impl Arguments<'_> {
    /// A size from 1, or an axis.
    pub(in super::super) fn extent(&mut self, name: &'static str) -> Option<Dimension> {
        let Some(value) = self.take(name) else {
            return self.is_missing(name);
        };
        if let ArgumentValue::Expression(Expression::Value(word)) = value
            && self.axes.contains(word)
        {
            return Some(with_axes(Dimension::Constant(word.clone().into()), self.axes));
        }
        self.fixed(name, value).and_then(|()| self.read_size(name, value))
    }

    /// A shape that may have axes: `[time, 4, 16]`.
    pub(in super::super) fn extent_list(&mut self, name: &'static str) -> Option<Vec<Dimension>> {
        let Some(value) = self.take(name) else {
            return self.is_missing(name);
        };
        self.sizes_alone(value).and_then(|()| self.read_size_list(name, value))
    }

    /// Reports an argument that is no size which is known before the network runs.
    pub(super) fn fixed(&mut self, name: &'static str, value: &ArgumentValue) -> Option<()> {
        let words = mentioned(value.to_token_stream());
        match words.into_iter().find(|word| self.axes.contains(word)) {
            None => self.sizes_alone(value),
            Some(axis) => {
                let help = format!(
                    "the size of the axis `{axis}` is known when the network runs, and `{name}` before: write a number or a `const` item"
                );
                self.wrong(name, value, &help)
            }
        }
    }
}
