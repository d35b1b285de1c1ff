//! `if stride == 1 { x } else { x -> relu }`: which body it is, numbers and parameters decide.

use proc_macro2::Ident;
use quote::ToTokens;

use super::body::Checker;
use super::fold;
use super::frame::{Meaning, Role};
use super::text::text;
use crate::layer::is_constant;
use crate::mention::mentioned;
use crate::syntax::{ArgumentValue, Body, Choice, Condition, Expression, Item};

impl Checker<'_> {
    /// What the body that is chosen comes to. What only the other one uses counts as used.
    pub(super) fn choice(&mut self, choice: &Choice) -> Meaning {
        let Choice { if_token, condition, then, otherwise, .. } = choice;
        let Some(holds) = self.condition(condition) else {
            self.pass_over(then);
            self.pass_over(otherwise);
            return Meaning::Poisoned;
        };
        let (chosen, other) = if holds { (then, otherwise) } else { (otherwise, then) };
        self.pass_over(other);
        let Some(bindings) = self.frames.last().map(|frame| frame.bindings.len()) else {
            return Meaning::Poisoned;
        };
        for item in &chosen.items {
            match item {
                Item::Let(binding) => self.binding(binding),
                Item::Split(split) => self.split(split),
                Item::Broken(broken) => self.broken(broken),
                Item::Loss(_) | Item::Scope(_) | Item::Template(_) | Item::Defaults(_) => {
                    let fact = "an `if` has something in it that is no value";
                    self.errors.error(item, fact, "write it in front of the `if`; `let`s and a result can be in it");
                    let words = mentioned(item.to_token_stream());
                    self.frames.iter_mut().for_each(|frame| frame.broken.extend(words.iter().cloned()));
                }
            }
        }
        let meaning = match &chosen.result {
            _ if !chosen.is_whole => Meaning::Poisoned,
            Some(result) => self.expression(result),
            None => {
                let help = "end each of its bodies with the value that it gives: `{ x }`";
                self.errors.error(if_token, "a body of an `if` has no result", help);
                self.forgive_unused();
                Meaning::Poisoned
            }
        };
        self.unbind(bindings);
        meaning
    }

    /// Whether a condition holds; `None` if that cannot be known, which has been reported.
    fn condition(&mut self, condition: &Condition) -> Option<bool> {
        match condition {
            Condition::Boolean(boolean) => Some(boolean.value),
            Condition::Is(value) => self.holds(value),
            Condition::Not { operand, .. } => self.condition(operand).map(|holds| !holds),
            Condition::Both { left, right, .. } => {
                let (left, right) = (self.condition(left), self.condition(right));
                Some(left? && right?)
            }
            Condition::Either { left, right, .. } => {
                let (left, right) = (self.condition(left), self.condition(right));
                Some(left? || right?)
            }
            Condition::Paren { condition, .. } => self.condition(condition),
        }
    }

    /// A comparison, or a parameter that stands for one or for `true` or `false`.
    fn holds(&mut self, written: &Expression) -> Option<bool> {
        let value = self.put_in_value(&ArgumentValue::Expression(written.clone()))?;
        if let ArgumentValue::Boolean(boolean) = &value {
            return Some(boolean.value);
        }
        if let ArgumentValue::Expression(expression) = &value
            && let Some(holds) = fold::truth(expression)
        {
            return Some(holds);
        }
        if let ArgumentValue::Expression(expression) = &value
            && let Some(number) = fold::number(expression)
        {
            let fact = format!("the condition of an `if` is the number {number}");
            let help = format!("write a comparison, as in `{} > 0`", text(written));
            self.errors.error(written, fact, help);
            return None;
        }
        let words = mentioned(value.to_token_stream());
        let (fact, help) = if let Some(word) = words.iter().find(|word| self.is_value(word)) {
            self.pass_over_words(&words);
            (
                format!("`{word}` is a value, which is known when the network runs"),
                "write `select(condition, a, b)` to choose between values, element by element",
            )
        } else if words.iter().any(is_constant) {
            (
                format!("only rustc knows whether `{}` holds", text(written)),
                "write numbers, or parameters of a template that stand for numbers",
            )
        } else {
            (
                format!("whether `{}` holds cannot be known here", text(written)),
                "write a comparison of numbers and parameters of a template, as in `stride == 1`",
            )
        };
        self.errors.error(written, fact, help);
        None
    }

    /// Whether a word means a value of the network.
    fn is_value(&self, word: &Ident) -> bool {
        let frames = self.frames.iter().skip(self.horizon());
        let mut bindings = frames.flat_map(|frame| &frame.bindings).rev().filter(|binding| binding.name == *word);
        bindings.next().is_some_and(|binding| binding.role != Role::Setting)
    }

    /// Counts what is named in a body that is not chosen as used.
    fn pass_over(&mut self, body: &Body) {
        self.pass_over_words(&mentioned(body.to_token_stream()));
    }

    fn pass_over_words(&mut self, words: &[Ident]) {
        for word in words {
            self.mark_used(&word.to_string());
            self.forgive_scope(word);
            if let Some((_, template)) = self.find_template(word) {
                template.note_use();
            }
        }
        self.forgive_defaults();
    }
}
