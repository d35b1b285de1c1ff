//! Defaults: arguments for all layers of a kind in a body, in what is inside of it, and in the templates used there.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use quote::quote;

use super::body::Checker;
use super::foreign::Siblings;
use super::frame::{FrameKind, Visible};
use super::suggest::suggest;
use super::text::text;
use crate::errors::Errors;
use crate::layer::{Arguments, KINDS, Kind};
use crate::syntax::{self, Argument, Block, Call, Item};

/// The defaults of one kind of layer.
pub(super) struct LayerDefaults {
    kind: &'static Kind,
    callee: Ident,
    arguments: Vec<DefaultArgument>,
    /// Whether there is a layer that they are for.
    met: bool,
    /// Whether something is wrong with them.
    failed: bool,
}

struct DefaultArgument {
    name: Ident,
    argument: Argument,
    used: bool,
}

/// The defaults in front of the networks of a block.
pub(super) fn in_front(block: &Block, templates: &[Visible], errors: &mut Errors) -> Vec<LayerDefaults> {
    let siblings = Siblings { written: &block.networks, checked: &[], own: 0 };
    let mut checker = Checker::new(siblings, Vec::new(), &mut [], errors);
    checker.enter(FrameKind::Network);
    checker.frames.iter_mut().for_each(|frame| frame.templates.extend_from_slice(templates));
    for call in block.defaults.iter().flat_map(|defaults| &defaults.layers) {
        checker.layer_defaults(call);
    }
    checker.frames.pop().map(|frame| frame.defaults).unwrap_or_default()
}

impl Checker<'_> {
    /// `defaults { conv2d(padding = same) }`; `before` is what is written in front of it in its body.
    pub(super) fn defaults(&mut self, defaults: &syntax::Defaults, before: &[Item]) {
        if let Some(last) = before.last() {
            let first = before.iter().any(|item| matches!(item, Item::Defaults(_)));
            let help = match last {
                _ if first => "write them into the first `defaults` of the body",
                _ => "write them at the start of the body: they hold for all of it",
            };
            self.errors.error(defaults.defaults_token, "`defaults` are not at the start of the body", help);
        }
        for call in &defaults.layers {
            self.layer_defaults(call);
        }
    }

    fn layer_defaults(&mut self, call: &Call) {
        let callee = &call.callee;
        let Some(kind) = Kind::find(&callee.to_string()) else {
            // Of the layers that are meant nothing is known, then.
            let meant = self.unknown_layer(callee);
            let defaults = meant.map(|kind| LayerDefaults {
                kind,
                callee: callee.clone(),
                arguments: Vec::new(),
                met: true,
                failed: true,
            });
            if let Some(frame) = self.frames.last_mut() {
                frame.defaults.extend(defaults);
            }
            return;
        };
        let known = self.frames.last().into_iter().flat_map(|frame| &frame.defaults);
        if known.into_iter().any(|known| known.kind.name == kind.name) {
            let fact = format!("the defaults of `{callee}` are given twice");
            self.errors.error(callee, fact, "write them in one pair of parentheses");
            return;
        }
        let before = self.errors.len();
        let mut arguments = Vec::new();
        if let Some(call) = self.put_in(call, 0) {
            self.read_defaults(kind, &call, &mut arguments);
        }
        let failed = self.errors.len() > before;
        let defaults = LayerDefaults { kind, callee: callee.clone(), arguments, met: false, failed };
        if let Some(frame) = self.frames.last_mut() {
            frame.defaults.push(defaults);
        }
    }

    /// Reads the arguments as the layer does, so that an error in them is found where they are written.
    fn read_defaults(&mut self, kind: &'static Kind, call: &Call, read: &mut Vec<DefaultArgument>) {
        let callee = &call.callee;
        let written = call.arguments.iter().flat_map(|arguments| &arguments.arguments).collect::<Vec<_>>();
        if written.is_empty() {
            let fact = format!("`{callee}` is given no default");
            self.errors.error(callee, fact, format!("write one by its name, `{callee}(.. = ..)`, or remove it"));
        }
        let (named, unnamed): (Vec<_>, Vec<_>) = written.into_iter().partition(|argument| argument.name.is_some());
        let mut positions = kind.positional.iter();
        for argument in unnamed {
            let value = text(argument);
            let help = match positions.next() {
                Some((name, _)) => format!("write `{name} = {value}`"),
                None => format!("write what `{value}` is, as in `{}`", kind.example),
            };
            self.errors.error(argument, format!("a default has a name, but `{value}` has none"), help);
        }
        if !named.is_empty() {
            let mut arguments =
                Arguments::of_defaults(kind, callee, named.iter().copied(), self.errors).among(&self.axes);
            // The layer is nobody's: what counts are the errors.
            drop((kind.read)(&mut arguments));
        }
        for argument in named {
            if let Some((name, _)) = &argument.name {
                read.push(DefaultArgument { name: name.clone(), argument: argument.clone(), used: false });
            }
        }
    }

    /// Reports a layer that there is none of, and gives the one that is meant.
    fn unknown_layer(&mut self, callee: &Ident) -> Option<&'static Kind> {
        let name = callee.to_string();
        let near = suggest(&name, KINDS.iter().flat_map(Kind::names)).and_then(|near| {
            let mut kinds = KINDS.iter();
            kinds.find(|kind| kind.names().any(|name| name == near))
        });
        let later = self.forgive_later(callee);
        let help = if self.find_template(callee).is_some() || self.is_of(callee) || later == Some("template") {
            format!("`{callee}` is a template: give its parameters defaults where it is written")
        } else if self.find_scope(callee).is_some() || later == Some("scope") {
            format!("`{callee}` is a scope, which has no arguments but its values")
        } else if let Some(near) = near {
            format!("did you mean `{}`?", near.name)
        } else {
            "defaults are for the layers of the language; no name is near it".to_owned()
        };
        self.errors.error(callee, format!("there is no layer `{callee}`"), help);
        near
    }

    /// The arguments that the defaults around a layer add to its own; `None` if something is wrong with them.
    pub(super) fn defaults_of(&mut self, kind: &'static Kind, own: &[&Argument]) -> Option<Vec<Argument>> {
        let mut positions = kind.positional.iter().map(|(name, _)| (*name).to_owned());
        let names = own.iter().filter_map(|argument| match &argument.name {
            Some((name, _)) => Some(name.to_string()),
            None => positions.next(),
        });
        let mut given = names.collect::<BTreeSet<_>>();
        let mut added = Vec::new();
        let inner = self.frames.iter_mut().rev().flat_map(|frame| &mut frame.defaults);
        for defaults in inner.chain(&mut *self.defaults).filter(|defaults| defaults.kind.name == kind.name) {
            if defaults.failed {
                return None;
            }
            defaults.met = true;
            for default in &mut defaults.arguments {
                if given.insert(default.name.to_string()) {
                    default.used = true;
                    added.push(default.argument.clone());
                }
            }
        }
        Some(added)
    }

    /// The defaults that a layer is in the reach of, those of the innermost scope first.
    pub(super) fn reaching(&self, kind: &Kind) -> impl Iterator<Item = &Argument> {
        let name = kind.name;
        let defaults = self.frames.iter().rev().flat_map(|frame| &frame.defaults).chain(&*self.defaults);
        let defaults = defaults.filter(move |defaults| defaults.kind.name == name);
        defaults.flat_map(|defaults| defaults.arguments.iter().map(|default| &default.argument))
    }

    /// Counts all defaults as used, because a layer that may use them is not looked at.
    pub(super) fn forgive_defaults(&mut self) {
        let inner = self.frames.iter_mut().flat_map(|frame| &mut frame.defaults);
        for defaults in inner.chain(&mut *self.defaults) {
            defaults.arguments.iter_mut().for_each(|default| default.used = true);
        }
    }
}

/// Reports the defaults of a body or a block that no layer has used.
pub(super) fn report_unused(defaults: &[LayerDefaults], errors: &mut Errors) {
    for LayerDefaults { callee, arguments, met, .. } in defaults.iter().filter(|defaults| !defaults.failed) {
        let unused = arguments.iter().filter(|default| !default.used).collect::<Vec<_>>();
        if *met {
            for DefaultArgument { name, argument, .. } in unused {
                let fact = format!("nothing uses the default `{name}` of `{callee}`");
                let help = format!("each `{callee}` in its reach has its own: remove it");
                errors.error(argument, fact, help);
            }
        } else if !unused.is_empty() {
            let names = unused.iter().map(|default| &default.argument);
            let fact = format!("nothing uses the default `{}` of `{callee}`", text(quote!(#(#names),*)));
            errors.error(callee, fact, format!("there is no `{callee}` in its reach: remove it"));
        }
    }
}
