//! What the names of a block mean where they stand.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// What a name means.
#[derive(Clone)]
pub(super) enum Meaning {
    /// A `let` of the program has this name.
    Local,
    /// It is a field of this.
    Field(TokenStream),
    /// Its struct is in this module; it takes so many values, and these arguments in this order.
    Template { module: Ident, values: usize, parameters: Vec<Ident> },
    /// It is a field of the struct of a template, in this module.
    Parameter(TokenStream),
}

/// The names that can be seen.
#[derive(Default)]
pub(super) struct Names {
    /// Those of each body, innermost last.
    frames: Vec<Frame>,
    /// All scopes and templates.
    callable: BTreeSet<Ident>,
}

struct Frame {
    known: BTreeMap<String, Meaning>,
    /// The layers with variables, which are no values.
    layers: BTreeSet<String>,
    /// What a step of a scan hands on: the last `let` of this name.
    states: BTreeSet<String>,
    /// The layers and scopes, as fields of a struct.
    fields: TokenStream,
    holder: Holder,
}

/// What has the fields of a body.
#[derive(Clone)]
pub(super) enum Holder {
    /// The network or the scope that this is.
    Known(TokenStream),
    /// That of the body around it.
    Outer,
    /// The struct that it is depends on who uses a template.
    Unknown,
}

impl Names {
    pub(super) fn enter(&mut self, holder: Holder) {
        let (known, layers, states, fields) = Default::default();
        self.frames.push(Frame { known, layers, states, fields, holder });
    }

    /// Leaves a body, whose layers and scopes are the fields that are returned.
    pub(super) fn leave(&mut self) -> TokenStream {
        self.frames.pop().map(|frame| frame.fields).unwrap_or_default()
    }

    pub(super) fn add(&mut self, name: &Ident, meaning: Meaning) {
        if matches!(meaning, Meaning::Template { .. } | Meaning::Field(_)) {
            self.callable.insert(name.clone());
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.known.insert(name.to_string(), meaning);
        }
    }

    /// Adds a layer with variables.
    pub(super) fn layer(&mut self, name: &Ident) {
        if let Some(frame) = self.frames.last_mut() {
            frame.layers.insert(name.to_string());
        }
    }

    /// Adds a field of this type to the struct of the innermost body that has one.
    pub(super) fn field(&mut self, name: &Ident, kind: TokenStream) {
        let frame = self.frames.iter_mut().rev().find(|frame| !matches!(frame.holder, Holder::Outer));
        if let Some(frame) = frame {
            frame.fields.extend(quote!(pub #name: #kind,));
        }
    }

    /// Makes a value of the innermost body one that a step of a scan hands on.
    pub(super) fn state(&mut self, name: &Ident) {
        if let Some(frame) = self.frames.last_mut() {
            frame.states.insert(name.to_string());
        }
    }

    pub(super) fn is_state(&self, name: &Ident) -> bool {
        self.frames.last().is_some_and(|frame| frame.states.contains(&name.to_string()))
    }

    pub(super) fn find(&self, name: &Ident) -> Option<&Meaning> {
        let name = name.to_string();
        self.frames.iter().rev().find_map(|frame| frame.known.get(&name))
    }

    /// What has the fields of the innermost body, if it is known.
    pub(super) fn holder(&self) -> Option<TokenStream> {
        holder(&self.frames)
    }

    /// What has the layer or the scope of this name as a field, if it is known.
    pub(super) fn holder_of(&self, name: &Ident) -> Option<TokenStream> {
        if let Some(Meaning::Field(holder)) = self.find(name) {
            return Some(holder.clone());
        }
        let name = name.to_string();
        let place = self.frames.iter().rposition(|frame| frame.layers.contains(&name))?;
        holder(self.frames.get(..=place)?)
    }

    /// The names of all scopes and templates.
    pub(super) fn callable(&self) -> impl Iterator<Item = &Ident> {
        self.callable.iter()
    }
}

fn holder(frames: &[Frame]) -> Option<TokenStream> {
    let frame = frames.iter().rev().find(|frame| !matches!(frame.holder, Holder::Outer))?;
    match &frame.holder {
        Holder::Known(holder) => Some(quote!(#holder)),
        Holder::Outer | Holder::Unknown => None,
    }
}
