//! `repeat 4 as i block: stage(64 * 2 ^ i)`: scopes of a template, which need not be alike.

use std::rc::Rc;

use proc_macro2::Ident;
use syn::LitInt;

use super::body::Checker;
use super::call::Use;
use super::frame::{Meaning, Role, Setting};
use super::template::Template;
use super::text::text;
use crate::model::{Row, Source, Value};
use crate::syntax::{ArgumentValue, Expression, Number};

impl Checker<'_> {
    /// Makes a scope for each time, with the index in the place of its name. What each gives is given.
    pub(super) fn apply_row(&mut self, site: &Use, index: &Ident, template: &Rc<Template>) -> Option<Vec<Vec<Value>>> {
        template.note_use();
        let Some((name, count)) = self.prepare(site) else {
            self.touch_all(site.arguments());
            return None;
        };
        self.declare_scope(name);
        let count = count.unwrap_or(1);
        let bindings = self.frames.last().map_or(0, |frame| frame.bindings.len());
        let before = self.errors.len();
        let mut values = Vec::new();
        let mut piped = site.piped.clone();
        for number in 0..count {
            self.bind_index(index, number);
            let piped_in = usize::from(piped.is_some());
            let row = Some(Row { name: name.clone(), index: number });
            let source =
                Source { text: format!("{name}/{number}: {}", text(site.call)), tokens: site.source.tokens.clone() };
            let one =
                Use { call: site.call, repeat: None, name: site.name, source, placement: site.placement, piped, row };
            let wanted = template.values(piped_in);
            let given = self.with_settings(one, wanted, |checker, one| checker.apply_template(one, template)?.pop());
            self.forget_index(index, bindings);
            // Where one is wrong, the others would only say so again.
            let given = given.filter(|_| self.errors.len() == before)?;
            piped = site.piped.as_ref().map(|_| given.first().cloned());
            values.push(given);
        }
        Some(values)
    }

    /// Gives the index of a `repeat` its number.
    fn bind_index(&mut self, index: &Ident, number: usize) {
        if index == "_" {
            return;
        }
        self.bind(index, Meaning::Number(number as f64), Role::Setting);
        let horizon = self.horizon();
        if let Some(frame) = self.frames.get_mut(horizon) {
            let literal = LitInt::new(&number.to_string(), index.span());
            let value = Some(ArgumentValue::Expression(Expression::Number(Number::Integer(literal))));
            frame.settings.insert(0, Setting { name: index.clone(), value, used: false, is_index: true });
        }
    }

    /// Forgets it again.
    fn forget_index(&mut self, index: &Ident, bindings: usize) {
        if index == "_" {
            return;
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.bindings.truncate(bindings);
        }
        let horizon = self.horizon();
        if let Some(frame) = self.frames.get_mut(horizon)
            && frame.settings.first().is_some_and(|setting| setting.name == *index)
        {
            frame.settings.remove(0);
        }
    }
}
