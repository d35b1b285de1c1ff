//! Bodies: statements in order, and at the end what nobody used.

use std::collections::BTreeMap;
use std::rc::Rc;

use proc_macro2::Ident;
use quote::ToTokens;

use super::defaults::{self, LayerDefaults};
use super::foreign::Siblings;
use super::frame::{Binding, Frame, FrameKind, Later, Meaning, Role};
use super::template;
use super::text::text;
use crate::errors::Errors;
use crate::mention::mentioned;
use crate::model::{Doubt, Label, Loss, Operation, Source, Statement, Value, ValueId};
use crate::syntax::{self, Expression, Item};

/// The most scopes of a network, each counted where it is applied: all of that is written out.
const MOST_PLACES: usize = 10_000;

/// Checks one network, body by body.
pub(super) struct Checker<'e> {
    pub(super) errors: &'e mut Errors,
    pub(super) siblings: Siblings<'e>,
    /// The axes whose size is known when the network runs.
    pub(super) axes: Vec<Ident>,
    /// The defaults of the block.
    pub(super) defaults: &'e mut [LayerDefaults],
    pub(super) frames: Vec<Frame>,
    pub(super) losses: Vec<Loss>,
    /// The names of all losses so far, those with mistakes too.
    pub(super) loss_names: Vec<Ident>,
    /// The layers that made values.
    pub(super) made: BTreeMap<ValueId, Ident>,
    pub(super) doubts: Vec<Doubt>,
    values: usize,
    pub(super) scopes: usize,
    /// Whether it has been said that the scopes are too many.
    crowded: bool,
}

impl<'e> Checker<'e> {
    pub(super) fn new(
        siblings: Siblings<'e>,
        axes: Vec<Ident>,
        defaults: &'e mut [LayerDefaults],
        errors: &'e mut Errors,
    ) -> Self {
        Self {
            errors,
            siblings,
            axes,
            defaults,
            frames: Vec::new(),
            losses: Vec::new(),
            loss_names: Vec::new(),
            made: BTreeMap::new(),
            doubts: Vec::new(),
            values: 0,
            scopes: 0,
            crowded: false,
        }
    }

    /// Checks the statements of a body; the result is left to the caller.
    pub(super) fn items(&mut self, body: &syntax::Body) {
        if let Some(frame) = self.frames.last_mut() {
            frame.later = body.items.iter().flat_map(declares).collect();
        }
        for (index, item) in body.items.iter().enumerate() {
            match item {
                Item::Let(binding) => self.binding(binding),
                Item::Split(split) => self.split(split),
                Item::Loss(loss) => self.loss(loss),
                Item::Scope(scope) => self.scope_item(scope),
                Item::Template(template) => self.template(template),
                Item::Defaults(defaults) => self.defaults(defaults, body.items.get(..index).unwrap_or_default()),
                Item::Broken(broken) => self.broken(broken),
            }
        }
    }

    /// A statement that could not be read: what it names counts as used, and what it would have made as known.
    pub(super) fn broken(&mut self, broken: &syntax::Broken) {
        for word in &broken.words {
            self.find_value(word);
            self.forgive_scope(word);
            if let Some((_, template)) = self.find_template(word) {
                template.note_use();
            }
        }
        self.forgive_defaults();
        for frame in &mut self.frames {
            frame.forgiven.extend(broken.words.iter().cloned());
            frame.broken.extend(broken.words.iter().cloned());
        }
        for name in &broken.names {
            self.bind(name, Meaning::Poisoned, Role::Let);
        }
    }

    /// The only result of a body.
    pub(super) fn result(&mut self, body: &syntax::Body, of: &Ident) -> Option<Value> {
        match &body.result {
            _ if !body.is_whole => None,
            Some(result) => self.value(result),
            None => {
                self.missing_result(body, of);
                None
            }
        }
    }

    /// The results of a scope, a template or a step of a scan, one at least.
    pub(super) fn results(&mut self, body: &syntax::Body, of: &Ident) -> Vec<Value> {
        let results = match &body.result {
            Some(Expression::Tuple { values, .. }) if body.is_whole => {
                values.iter().map(|value| self.value(value)).collect()
            }
            Some(Expression::Scan(scan)) if body.is_whole => match self.scanned(scan, None) {
                Some(given) => given.into_iter().map(Some).collect(),
                None => vec![None],
            },
            Some(result) if body.is_whole => match self.given(result) {
                Some(Some(given)) => given.into_iter().map(Some).collect(),
                Some(None) => vec![None],
                None => vec![self.value(result)],
            },
            _ => vec![self.result(body, of)],
        };
        results.into_iter().map(|result| result.unwrap_or_else(|| self.unknown(of))).collect()
    }

    pub(super) fn missing_result(&mut self, body: &syntax::Body, of: &Ident) {
        let help = match body.items.last() {
            Some(Item::Let(last)) => format!("end it with the value that it gives: `{}`", last.name),
            _ => "end it with the value that it gives".to_owned(),
        };
        self.errors.error(of, format!("the body of `{of}` has no result"), help);
        self.forgive_unused();
    }

    pub(super) fn binding(&mut self, binding: &syntax::Let) {
        let before = self.values;
        let mut meaning = self.expression(&binding.value);
        if let Meaning::Value(value) = &mut meaning
            && value.id.0 >= before
        {
            // The value was made here, so that this is its name.
            self.rename(value, &binding.name);
        }
        self.bind(&binding.name, meaning, Role::Let);
    }

    /// Calls a value of this body by the name that a `let` gives it.
    pub(super) fn rename(&mut self, value: &mut Value, name: &Ident) {
        value.name = name.clone();
        value.bound = true;
        let statements = self.frames.iter_mut().flat_map(|frame| &mut frame.statements);
        let made = statements.flat_map(|statement| std::iter::once(&mut statement.value).chain(&mut statement.also));
        made.filter(|made| made.id == value.id).for_each(|made| *made = value.clone());
    }

    /// Gives a value a name. A `let` shadows the values that had it before.
    pub(super) fn bind(&mut self, name: &Ident, meaning: Meaning, role: Role) {
        if self.axes.contains(name) {
            let fact = format!("`{name}` is already an axis of the network");
            self.errors.error(name, fact, format!("give one of the two another name, such as `{name}_2`"));
        }
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        let mut known = frame.bindings.iter_mut().rev().filter(|binding| binding.name == *name);
        let shadowed = |known: &Binding| role == Role::Let && known.role != Role::Setting;
        if let Some(known) = known.next().filter(|known| !shadowed(known)) {
            // The second is dropped, and which of the two later uses mean cannot be known.
            known.used = true;
            let what = match known.role {
                Role::Input => "an input",
                Role::Target => "a target",
                Role::Parameter | Role::Setting => "a parameter",
                Role::Let => "a value",
            };
            self.errors.error(
                name,
                format!("`{name}` is already {what} here"),
                format!("give one of the two another name, such as `{name}_2`"),
            );
            return;
        }
        if let (Role::Let, Meaning::Value(value)) = (role, &meaning) {
            frame.lets.retain(|(known, _)| known != name);
            frame.lets.push((name.clone(), value.id));
        }
        // Of what is wrong itself, that nothing uses it is said when it is right.
        let wrong = role == Role::Let && matches!(meaning, Meaning::Poisoned);
        let used = wrong || name.to_string().starts_with('_') || frame.forgiven.contains(name);
        frame.bindings.push(Binding { name: name.clone(), meaning, role, used });
    }

    /// A value that comes in from outside the body.
    pub(super) fn parameter(&mut self, name: &Ident, role: Role) -> Value {
        let value = Value { id: self.next_value(), name: name.clone(), bound: true };
        self.bind(name, Meaning::Value(value.clone()), role);
        value
    }

    pub(super) fn next_value(&mut self) -> ValueId {
        let id = ValueId(self.values);
        self.values += 1;
        id
    }

    /// A value that nothing is known of, because of an error that has been reported.
    pub(super) fn unknown(&mut self, name: &Ident) -> Value {
        Value { id: self.next_value(), name: name.clone(), bound: false }
    }

    /// Adds a statement to the innermost body.
    pub(super) fn push(&mut self, label: Label, operation: Operation, source: Source) -> Value {
        let value = Value { id: self.next_value(), name: label.name.clone(), bound: false };
        if let Some(frame) = self.frames.last_mut() {
            if let Operation::Scope { scope, .. } | Operation::Scan { scope, .. } = &operation {
                frame.places = frame.places.saturating_add(scope.places);
                if frame.places > MOST_PLACES && !self.crowded {
                    self.crowded = true;
                    let fact = format!("more than {MOST_PLACES} scopes, each written out where it is applied");
                    self.errors.error(
                        &source.tokens,
                        fact,
                        "repeat less, or write layers in the place of small scopes",
                    );
                }
            }
            let (value, also) = (value.clone(), Vec::new());
            frame.statements.push(Statement { value, also, label, operation, source, placement: None });
        }
        value
    }

    /// Adds the application of a scope, and gives all that it does.
    pub(super) fn push_scope(&mut self, label: Label, operation: Operation, source: Source) -> Vec<Value> {
        let given = match &operation {
            Operation::Scope { scope, .. } => scope.also.iter().map(|value| value.name.clone()).collect(),
            _ => Vec::new(),
        };
        let first = self.push(label, operation, source);
        let also = given.into_iter().map(|name| Value { id: self.next_value(), name, bound: false });
        let also = also.collect::<Vec<_>>();
        if let Some(statement) = self.frames.last_mut().and_then(|frame| frame.statements.last_mut()) {
            statement.also.clone_from(&also);
        }
        std::iter::once(first).chain(also).collect()
    }

    /// Opens a body.
    pub(super) fn enter(&mut self, kind: FrameKind) {
        self.frames.push(Frame::new(kind, self.errors.len()));
    }

    /// Forgets the names that values were given since there were so many, and reports those that nobody used.
    pub(super) fn unbind(&mut self, count: usize) {
        let frame = self.frames.last_mut();
        let forgotten = frame.map(|frame| frame.bindings.split_off(count.min(frame.bindings.len())));
        forgotten.iter().flatten().for_each(|binding| self.report_unused(binding, false));
    }

    fn report_unused(&mut self, binding: &Binding, is_instance: bool) {
        let Binding { name, role, used, .. } = binding;
        if *used {
            return;
        }
        let (what, whose) = match role {
            Role::Input => ("input", "the network"),
            Role::Target => ("target", "the loss"),
            Role::Parameter if is_instance => ("value", "the template"),
            Role::Parameter => ("parameter", "the scope"),
            Role::Setting => ("parameter", "the template"),
            Role::Let => ("value", "the body"),
        };
        self.errors.error(
            name,
            format!("nothing uses the {what} `{name}`"),
            match role {
                Role::Let => format!("use it, remove it, or call it `_{name}` if it is to be made all the same"),
                _ => format!("use it in the body of {whose}, or remove it"),
            },
        );
    }

    /// Closes the innermost body, and reports what nobody used in it.
    pub(super) fn leave(&mut self) -> Option<Frame> {
        let frame = self.frames.pop()?;
        let is_instance = matches!(frame.kind, FrameKind::Instance { .. });
        // What is wrong in a template may be why a parameter is unused.
        let whole = self.errors.len() == frame.errors;
        let unused = frame.bindings.iter().filter(|binding| whole || binding.role != Role::Setting);
        unused.for_each(|binding| self.report_unused(binding, is_instance));
        if self.errors.len() == frame.errors {
            defaults::report_unused(&frame.defaults, self.errors);
        }
        let own = frame.templates.iter().filter(|visible| visible.own).map(|visible| &visible.template);
        let own = own.collect::<Vec<_>>();
        for template in own.iter().filter(|template| !template.is_used() && !frame.forgiven.contains(template.name())) {
            if !own.iter().any(|other| !Rc::ptr_eq(other, template) && other.mentions(template.name())) {
                template::unused(template, self.errors);
            }
        }
        let unapplied = frame.scopes.iter().filter(|scope| scope.applications == 0);
        for scope in unapplied.filter(|scope| !frame.forgiven.contains(&scope.name)) {
            self.errors.error(
                &scope.name,
                format!("the scope `{}` is never applied", scope.name),
                format!("apply it, as in `x -> {}`, or remove it", scope.name),
            );
        }
        Some(frame)
    }
}

/// What an item declares.
fn declares(item: &Item) -> Vec<Later> {
    let value = |name: &Ident| Later { name: name.clone(), what: "value", words: Vec::new() };
    let body = |name: &Ident, what, body: &syntax::Body| {
        vec![Later { name: name.clone(), what, words: mentioned(body.to_token_stream()) }]
    };
    match item {
        Item::Let(binding) => vec![value(&binding.name)],
        Item::Split(split) => split.names.iter().map(value).collect(),
        Item::Scope(scope) => body(&scope.name, "scope", &scope.body),
        Item::Template(template) => body(&template.name, "template", &template.body),
        Item::Loss(_) | Item::Defaults(_) | Item::Broken(_) => Vec::new(),
    }
}

/// Where something was written.
pub(super) fn source(tokens: impl ToTokens) -> Source {
    let tokens = tokens.into_token_stream();
    Source { text: text(&tokens), tokens }
}
