//! Lists of values: what each time of a `repeat` gives.

use proc_macro2::Ident;
use quote::quote_spanned;
use syn::token;

use super::body::Checker;
use super::frame::{Binding, Meaning};
use crate::model::Value;
use crate::syntax::{Argument, ArgumentValue, Expression};

impl Checker<'_> {
    /// `skips[2]`
    pub(super) fn element(&mut self, list: &Ident, bracket: &token::Bracket, written: &Expression) -> Meaning {
        let values = match self.value_named(list) {
            Meaning::List(values) => values,
            Meaning::Poisoned => return Meaning::Poisoned,
            Meaning::Value(_) | Meaning::Number(_) => {
                let help = "`let (a, b) = split(x, axis = 0);` parts a value; a list is what a `repeat` gives: \
                            `let (x, all) = x -> repeat 3 block: ..;`";
                let fact = format!("`{list}` is no list, and has no indices");
                self.errors.error(quote_spanned!(bracket.span.join()=> []), fact, help);
                return Meaning::Poisoned;
            }
        };
        let number = match self.expression(written) {
            Meaning::Number(number) => number,
            Meaning::Poisoned => return Meaning::Poisoned,
            Meaning::Value(_) | Meaning::List(_) => {
                let fact = format!("an index of `{list}` is a value, which is known when the network runs");
                let help = "write a number, a parameter of a template, or the index of a `repeat`";
                self.errors.error(written, fact, help);
                return Meaning::Poisoned;
            }
        };
        let found = values.iter().enumerate().find(|(index, _)| *index as f64 == number);
        let Some((_, value)) = found else {
            let (count, last) = (values.len(), values.len().saturating_sub(1));
            let fact = format!("`{list}` has {count} values, and none at {number}");
            self.errors.error(written, fact, format!("write an index from 0 to {last}"));
            return Meaning::Poisoned;
        };
        self.capture_from(list, value);
        Meaning::Value(value.clone())
    }

    /// The values of an argument, which is several where it is the name of a list.
    pub(super) fn spliced(&mut self, argument: &Argument, taker: &str) -> Vec<Option<Value>> {
        if let ArgumentValue::Expression(Expression::Value(name)) = &argument.value
            && let Some((Meaning::List(values), _)) = self.find_value(name)
        {
            values.iter().for_each(|value| self.capture_from(name, value));
            return values.into_iter().map(Some).collect();
        }
        vec![self.argument(argument, taker)]
    }

    /// Hands a value of a list down to the innermost body.
    fn capture_from(&mut self, list: &Ident, value: &Value) {
        let has = |binding: &Binding| binding.name == *list;
        if let Some(depth) = self.frames.iter().rposition(|frame| frame.bindings.iter().any(has)) {
            self.capture(value, depth);
        }
    }
}
