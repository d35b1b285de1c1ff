//! Scopes: bodies with names of their own, which become structs.

use std::rc::Rc;

use proc_macro2::Ident;
use quote::quote;
use syn::Attribute;

use super::body::{Checker, source};
use super::frame::{Declaration, FrameKind, Role, Setting, Visible};
use crate::expand::names;
use crate::layer::Kind;
use crate::model::{Body, Instance, Label, Member, Operation, Placement, Row, Scope, ScopeId, Value};
use crate::syntax::{self, InlineScope};

/// The structs that a network generates beside those of its scopes.
const GENERATED: [&str; 3] = ["Inference", "Outputs", "Training"];

/// The module of the end points, beside those of the scopes.
const END_POINTS: &str = "end_point";

/// What a body of a scope is checked with.
pub(super) struct Header<'a> {
    pub(super) attributes: &'a [Attribute],
    pub(super) name: &'a Ident,
    pub(super) parameters: Vec<&'a Ident>,
    /// Those of them that a step of a scan hands to the next one, if it is one.
    pub(super) states: Option<Vec<&'a Ident>>,
    pub(super) placement: Option<Placement>,
    pub(super) kind: FrameKind,
    /// What a template brings along: the templates that it may use, and what its parameters stand for.
    pub(super) templates: Vec<Visible>,
    pub(super) settings: Vec<Setting>,
    pub(super) instance: Option<Instance>,
    pub(super) row: Option<Row>,
}

impl<'a> Header<'a> {
    fn new(
        attributes: &'a [Attribute],
        name: &'a Ident,
        parameters: Vec<&'a Ident>,
        placement: Option<Placement>,
        kind: FrameKind,
    ) -> Self {
        let (states, templates, settings) = (None, Vec::new(), Vec::new());
        Self { attributes, name, parameters, states, placement, kind, templates, settings, instance: None, row: None }
    }
}

impl Checker<'_> {
    /// `scope features { .. }`, which is applied where it is written.
    pub(super) fn inline_scope(&mut self, scope: &InlineScope) -> Option<Vec<Value>> {
        let InlineScope { attributes, scope_token, name, placement, body } = scope;
        if self.in_loss() {
            self.errors.error(
                quote!(#scope_token #name),
                format!("the loss declares the scope `{name}`"),
                "bind the scope by a `let` above the loss, and use its value here",
            );
            return None;
        }
        self.declare_scope(name);
        let placement = placement.as_ref().and_then(|placement| self.placement(placement));
        let header = Header::new(attributes, name, Vec::new(), placement, FrameKind::Scope(name.clone()));
        let checked = self.scope_body(header, body)?;
        let operation = Operation::Scope { scope: checked, element: None, arguments: Vec::new() };
        // All of its lines are too much to underline.
        let label = Label { name: name.clone(), declared: true };
        Some(self.push_scope(label, operation, source(quote!(#scope_token #name))))
    }

    /// `scope head(x) { .. }`, `reuse scope encoder(image) { .. }`
    pub(super) fn scope_item(&mut self, scope: &syntax::Scope) {
        let syntax::Scope { attributes, reuse_token, name, parameters, placement, body, .. } = scope;
        if Kind::find(&name.to_string()).is_some() {
            self.errors.error(
                name,
                format!("`{name}` is a layer of the language"),
                format!("give the scope another name, such as `my_{name}`"),
            );
        }
        self.refuse_twin(name);
        self.declare_scope(name);
        let kind = match reuse_token {
            Some(_) => FrameKind::Reuse(name.clone()),
            None => FrameKind::Scope(name.clone()),
        };
        let placement = placement.as_ref().and_then(|placement| self.placement(placement));
        let header = Header::new(attributes, name, parameters.iter().collect(), placement, kind);
        let checked = self.scope_body(header, body);
        if let Some(frame) = self.frames.last_mut() {
            frame.scopes.push(Declaration {
                name: name.clone(),
                reuse: reuse_token.is_some(),
                parameters: parameters.iter().cloned().collect(),
                scope: checked,
                applications: 0,
            });
        }
    }

    /// Takes up the name of a scope; its struct needs one, too.
    pub(super) fn declare_scope(&mut self, name: &Ident) {
        let generated = names::structure(name);
        let network = matches!(self.frames.last().map(|frame| &frame.kind), Some(FrameKind::Network));
        if network && GENERATED.iter().any(|own| generated == own) {
            self.errors.error(
                name,
                format!("the scope `{name}` would become the struct `{generated}`, which the network has already"),
                format!("give the scope another name, such as `{name}_scope`"),
            );
        }
        if network && names::module(name) == END_POINTS {
            self.errors.error(
                name,
                format!("the scope `{name}` would become the module `{END_POINTS}`, which the network has already"),
                format!("give the scope another name, such as `{name}_scope`"),
            );
        }
        let structures = self.frames.last_mut().map(|frame| &mut frame.structures);
        let first = structures.map(|structures| structures.entry(generated.clone()).or_insert_with(|| name.clone()));
        if let Some(twin) = first.filter(|first| *first != name) {
            self.errors.error(
                name,
                format!("the scopes `{twin}` and `{name}` would both become the struct `{generated}`"),
                "give one of them another name",
            );
        }
        self.declare(name, None);
    }

    /// Checks the body of a scope and makes the scope a member of the body around it.
    pub(super) fn scope_body(&mut self, header: Header, body: &syntax::Body) -> Option<Rc<Scope>> {
        let Header { attributes, name, parameters, states, placement, kind, templates, settings, instance, row } =
            header;
        let path = self.frames.iter().filter_map(|frame| match &frame.kind {
            FrameKind::Scope(name)
            | FrameKind::Reuse(name)
            | FrameKind::Scan(name)
            | FrameKind::Instance { name, .. } => Some(name.clone()),
            FrameKind::Network | FrameKind::Loss(_) => None,
        });
        let path = path.collect();
        self.enter(kind);
        let parameters = parameters.into_iter().map(|name| self.parameter(name, Role::Parameter));
        let parameters = parameters.collect::<Vec<Value>>();
        self.bind_settings(settings);
        self.frames.last_mut().into_iter().for_each(|frame| frame.templates = templates.clone());
        self.items(body);
        let mut results = self.results(body, name);
        let carried = states.map(|states| {
            let states = states.into_iter().filter(|_| body.is_whole);
            states.map(|state| self.carried(state).unwrap_or_else(|| self.unknown(state))).collect()
        });
        let frame = self.leave()?;
        let also = results.split_off(1);
        let result = results.pop()?;
        let id = ScopeId(self.scopes);
        self.scopes += 1;
        let scope = Rc::new(Scope {
            id,
            attributes: attributes.to_vec(),
            name: name.clone(),
            path,
            placement,
            parameters,
            captures: frame.captures,
            borrowed: frame.borrowed,
            body: Body { statements: frame.statements, members: frame.members, lets: frame.lets },
            result,
            also,
            carried,
            places: frame.places.saturating_add(1),
            instance,
            row,
        });
        if let Some(around) = self.frames.last_mut() {
            around.members.push(Member::Scope(Rc::clone(&scope)));
        }
        Some(scope)
    }
}
