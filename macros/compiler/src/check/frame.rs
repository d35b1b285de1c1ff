//! The bodies that are being checked, innermost last, and what each of them knows.

use std::collections::HashMap;
use std::rc::Rc;

use proc_macro2::Ident;

use super::defaults::LayerDefaults;
use super::template::Template;
use crate::model::{Member, Scope, Statement, Value, ValueId};
use crate::syntax::ArgumentValue;

/// One body while it is checked.
pub(super) struct Frame {
    pub(super) kind: FrameKind,
    pub(super) bindings: Vec<Binding>,
    pub(super) scopes: Vec<Declaration>,
    /// The templates that are declared in it, and those that the body of a template brings along.
    pub(super) templates: Vec<Visible>,
    /// What the parameters of a template stand for.
    pub(super) settings: Vec<Setting>,
    pub(super) defaults: Vec<LayerDefaults>,
    /// How many errors there were when it began.
    pub(super) errors: usize,
    /// The names of layers and scopes, which must differ.
    pub(super) names: Vec<Ident>,
    /// By the names of their structs: the scopes that have had one first.
    pub(super) structures: HashMap<Ident, Ident>,
    pub(super) members: Vec<Member>,
    pub(super) statements: Vec<Statement>,
    /// How many scopes are applied in it, and in these.
    pub(super) places: usize,
    /// The names that its `let`s give to values.
    pub(super) lets: Vec<(Ident, ValueId)>,
    pub(super) captures: Vec<Value>,
    pub(super) borrowed: Vec<Rc<Scope>>,
    /// The names of all `let`s, scopes and templates that are written in it, the coming ones too, and what they are.
    pub(super) later: Vec<Later>,
    /// The words of statements that could not be read, any of which may be declared there.
    pub(super) broken: Vec<Ident>,
    /// The names of what an error has named already, and whose being unused is no other mistake.
    pub(super) forgiven: Vec<Ident>,
}

/// What a body declares somewhere.
pub(super) struct Later {
    pub(super) name: Ident,
    pub(super) what: &'static str,
    /// The words in it, if it is a scope or a template.
    pub(super) words: Vec<Ident>,
}

/// Whose body it is.
pub(super) enum FrameKind {
    Network,
    /// An inline scope, or a scope that is applied once.
    Scope(Ident),
    /// A scope that may be applied often.
    Reuse(Ident),
    /// The body of a scan, which is applied at each step.
    Scan(Ident),
    /// A template in use under this name, which sees nothing of the bodies around it.
    Instance {
        name: Ident,
        template: Ident,
    },
    /// The value of a loss, which may read any value of the network.
    Loss(Ident),
}

/// A name for a value.
pub(super) struct Binding {
    pub(super) name: Ident,
    pub(super) meaning: Meaning,
    pub(super) role: Role,
    pub(super) used: bool,
}

/// What gave a value its name.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Role {
    Input,
    Target,
    Parameter,
    /// A parameter of a template.
    Setting,
    Let,
}

/// What an expression comes to.
#[derive(Clone)]
pub(super) enum Meaning {
    Value(Value),
    Number(f64),
    /// What each time of a `repeat` gives.
    List(Vec<Value>),
    /// Nothing, because of an error that has been reported.
    Poisoned,
}

/// A template that can be used in a body.
#[derive(Clone)]
pub(super) struct Visible {
    pub(super) template: Rc<Template>,
    /// Whether it is declared in this body.
    pub(super) own: bool,
}

/// What the parameter of a template stands for; nothing after an error.
pub(super) struct Setting {
    pub(super) name: Ident,
    pub(super) value: Option<ArgumentValue>,
    /// Whether the default of another parameter is made of it.
    pub(super) used: bool,
    /// Whether it is the index of a `repeat`, which nobody gives: an error points at where it is used.
    pub(super) is_index: bool,
}

/// A scope that is called by its name.
pub(super) struct Declaration {
    pub(super) name: Ident,
    pub(super) reuse: bool,
    pub(super) parameters: Vec<Ident>,
    /// `None` if its body is wrong.
    pub(super) scope: Option<Rc<Scope>>,
    pub(super) applications: usize,
}

impl Frame {
    pub(super) fn new(kind: FrameKind, errors: usize) -> Self {
        Self {
            kind,
            bindings: Vec::new(),
            scopes: Vec::new(),
            templates: Vec::new(),
            settings: Vec::new(),
            defaults: Vec::new(),
            errors,
            names: Vec::new(),
            structures: HashMap::new(),
            members: Vec::new(),
            statements: Vec::new(),
            places: 0,
            lets: Vec::new(),
            captures: Vec::new(),
            borrowed: Vec::new(),
            later: Vec::new(),
            broken: Vec::new(),
            forgiven: Vec::new(),
        }
    }

    /// Notes that the body reads a value from outside.
    pub(super) fn capture(&mut self, value: &Value) {
        if self.captures.iter().all(|captured| captured.id != value.id) {
            self.captures.push(value.clone());
        }
    }

    /// Notes that the body applies a scope from outside.
    pub(super) fn borrow(&mut self, scope: &Rc<Scope>) {
        if self.borrowed.iter().all(|borrowed| borrowed.id != scope.id) {
            self.borrowed.push(Rc::clone(scope));
        }
    }
}
