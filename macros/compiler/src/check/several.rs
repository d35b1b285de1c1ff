//! `let (x, skip) = x -> down: block(64);`: scopes and templates that give several values.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use super::body::Checker;
use super::call::Use;
use super::frame::{Meaning, Role};
use super::text::text;
use crate::model::{Operation, Value};
use crate::syntax::{Call, Expression, Layer};

impl Checker<'_> {
    /// Gives names to the last value of a `repeat`, and to the list of all; where a time gives several values, to the lists of
    /// the others.
    pub(super) fn collect(&mut self, names: &[&Ident], values: Option<Vec<Vec<Value>>>, whole: &Expression) {
        let mut times = values.unwrap_or_default();
        let given = times.first().map_or(0, Vec::len).max(2);
        if names.len() != given && (names.len() > 2 || !times.is_empty()) {
            let listed = listed(names.iter());
            let named = self.names_of(times.first().and_then(|given| given.first()));
            let (fact, help) = match named.as_slice() {
                [_, _, ..] => (
                    format!("a `repeat` of this gives {given}, but `({listed})` are {} names", names.len()),
                    format!(
                        "the last of its first value, and a list of each other one: `let ({}) = ..;`",
                        self::listed(named.iter())
                    ),
                ),
                _ => (
                    format!("a `repeat` gives two, but `({listed})` are {} names", names.len()),
                    "the last value, and the list of what each time gives: `let (x, all) = ..;`".to_owned(),
                ),
            };
            self.errors.error(whole, fact, help);
        }
        let mut meanings = Vec::new();
        if let (Some(last), Some(name)) = (times.last_mut().and_then(|given| given.first_mut()), names.first()) {
            self.rename(last, name);
            meanings.push(Meaning::Value(last.clone()));
            // Of what gives one value alone, all of these are the list.
            let from = usize::from(times.iter().all(|given| given.len() > 1));
            let lists = (from..).map_while(|place| {
                times.iter().map(|given| given.get(place).cloned()).collect::<Option<Vec<_>>>().map(Meaning::List)
            });
            meanings.extend(lists);
        }
        let mut meanings = meanings.into_iter();
        for name in names {
            self.bind(name, meanings.next().unwrap_or(Meaning::Poisoned), Role::Let);
        }
    }

    /// What a scope or a template gives; `None` for anything else.
    pub(super) fn given(&mut self, value: &Expression) -> Option<Option<Vec<Value>>> {
        match value {
            Expression::Paren { value, .. } => self.given(value),
            Expression::Scope(scope) => Some(self.inline_scope(scope)),
            Expression::Call(call) if self.is_body(call) => Some(self.apply_whole(Use::function(call, None))),
            Expression::Named { name, call, .. } if self.is_body(call) => {
                Some(self.apply_whole(Use::named(name, call, None)))
            }
            Expression::Placed { value, placement } => match &**value {
                Expression::Call(call) if self.is_body(call) => {
                    Some(self.apply_whole(Use::function(call, Some(placement))))
                }
                Expression::Named { name, call, .. } if self.is_body(call) => {
                    Some(self.apply_whole(Use::named(name, call, Some(placement))))
                }
                _ => None,
            },
            Expression::Chain { source, steps } => {
                let (last, before) = steps.split_last()?;
                let Layer::Call(call) = &last.layer else { return None };
                // What a `repeat` gives are lists, which a `let` takes apart.
                if last.repeat.is_some() || !self.is_body(call) {
                    return None;
                }
                let start = self.value(source);
                let value = before.iter().fold(start, |value, step| self.step(step, value));
                Some(Use::step(last, value).and_then(|site| self.apply_whole(site)))
            }
            _ => None,
        }
    }

    /// Whether a scope or a template is called.
    fn is_body(&self, call: &Call) -> bool {
        self.find_scope(&call.callee).is_some() || self.find_template(&call.callee).is_some()
    }

    /// All that a scope gives, if there are as many names for it.
    pub(super) fn named_apart(
        &mut self,
        given: Option<Vec<Value>>,
        names: &[&Ident],
        whole: &Expression,
    ) -> Option<Vec<Value>> {
        let given = given?;
        if given.len() == names.len() {
            return Some(given);
        }
        if given.len() == 1 {
            let (at, listed) = (head(whole), listed(names.iter()));
            let fact = format!("`{}` gives one value, but `({listed})` are {} names", text(&at), names.len());
            self.errors.error(at, fact, format!("bind it by one name, or end its body with `({listed})`"));
            return None;
        }
        let own = self.names_of(given.first());
        let (count, listed, own) = (names.len(), listed(names.iter()), self::listed(own.iter()));
        let at = head(whole);
        let fact = format!("`{}` gives {} values, but `({listed})` are {count} names", text(&at), given.len());
        self.errors.error(at, fact, format!("it gives `({own})`: write a name for each"));
        None
    }

    /// The only value of several; more than one is reported.
    pub(super) fn only(&mut self, values: Option<Vec<Value>>, of: &Ident) -> Option<Value> {
        let mut values = values?;
        if values.len() > 1 {
            let own = listed(self.names_of(values.first()).iter());
            let fact = format!("`{of}` gives {} values, but one is expected here", values.len());
            self.errors.error(of, fact, format!("bind them by a `let` of their own: `let ({own}) = ..;`"));
            return None;
        }
        values.pop()
    }

    /// What a scope gives, whose first value this is, by the names in its body; without one, by a letter.
    fn names_of(&self, first: Option<&Value>) -> Vec<String> {
        let statements = self.frames.iter().flat_map(|frame| &frame.statements);
        let mut made = statements.filter(|statement| first.is_some_and(|first| statement.value.id == first.id));
        match made.next().map(|statement| &statement.operation) {
            Some(Operation::Scope { scope, .. }) => {
                let values = std::iter::once(&scope.result).chain(&scope.also).zip('a'..='z');
                let name = |(value, letter): (&Value, char)| match value.bound {
                    true => value.name.to_string(),
                    false => letter.to_string(),
                };
                values.map(name).collect()
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn refuse_to_part(&mut self, value: &Expression, names: &[&Ident]) {
        let (at, listed) = (head(value), listed(names.iter()));
        self.errors.error(
            &at,
            format!("`{}` is one value, but `({listed})` are {} names", text(&at), names.len()),
            match value {
                Expression::Scope(_) | Expression::Scan(_) => "bind it by one name".to_owned(),
                _ => format!("bind it by one name, or part it: `let ({listed}) = split({}, axis = 0);`", text(value)),
            },
        );
    }
}

/// `x, skip`
pub(super) fn listed<'n>(names: impl Iterator<Item = &'n (impl ToString + 'n)>) -> String {
    names.map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// What to underline of a value: of a scope, not all of its lines.
fn head(value: &Expression) -> TokenStream {
    match value {
        Expression::Scope(scope) => {
            let (scope_token, name) = (&scope.scope_token, &scope.name);
            quote!(#scope_token #name)
        }
        value => value.to_token_stream(),
    }
}
