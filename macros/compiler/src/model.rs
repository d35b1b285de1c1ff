//! The checked network: a graph with scopes.
//!
//! Every name has been resolved and every argument read. What is left to find out is whether the shapes fit.

use std::cell::Cell;
use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::format_ident;
use syn::{Attribute, Visibility};

use crate::layer::{Demand, Layer, Type};
use crate::shape::Shape;
use crate::syntax::Part;

/// Tells the values of one network apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ValueId(pub(crate) usize);

/// Tells the scopes of one network apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ScopeId(pub(crate) usize);

/// A value of the graph and what users call it.
#[derive(Clone)]
pub(crate) struct Value {
    pub(crate) id: ValueId,
    /// The name that a `let` or a parameter gave it, or the layer that made it.
    pub(crate) name: Ident,
    /// Whether the name can be written in the block to mean this value.
    pub(crate) bound: bool,
}

pub(crate) struct Network {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// The const generics.
    pub(crate) generics: Vec<Ident>,
    /// The layers that it is generic in.
    pub(crate) parts: Vec<Part>,
    /// The axes whose size is known when it runs.
    pub(crate) axes: Vec<Ident>,
    pub(crate) inputs: Vec<Declared>,
    pub(crate) outputs: Outputs,
    pub(crate) body: Body,
    pub(crate) losses: Vec<Loss>,
    pub(crate) doubts: Vec<Doubt>,
}

/// What is allowed, and hardly ever meant.
#[derive(Clone)]
pub(crate) struct Doubt {
    /// By which it can be allowed.
    pub(crate) name: &'static str,
    /// The layer that is one too many.
    pub(crate) at: Ident,
    pub(crate) note: String,
}

/// An input or a target: a value whose shape is written out.
pub(crate) struct Declared {
    pub(crate) value: Value,
    pub(crate) kind: Type,
    /// The shape as it was written.
    pub(crate) tokens: TokenStream,
}

/// What a network promises to return, and what it returns.
pub(crate) struct Output {
    /// `None` for the only output of a network.
    pub(crate) name: Option<Ident>,
    pub(crate) shape: Shape,
    /// The shape as it was written.
    pub(crate) tokens: TokenStream,
    pub(crate) value: Value,
}

/// The outputs, at least one.
pub(crate) enum Outputs {
    One(Output),
    Named(Vec<Output>),
}

impl Outputs {
    pub(crate) fn as_slice(&self) -> &[Output] {
        match self {
            Self::One(output) => std::slice::from_ref(output),
            Self::Named(outputs) => outputs,
        }
    }
}

pub(crate) struct Loss {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: Ident,
    pub(crate) targets: Vec<Declared>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) value: Value,
    /// What was written after the `=`.
    pub(crate) source: Source,
}

/// What happens in a network or a scope, and what belongs to it.
pub(crate) struct Body {
    pub(crate) statements: Vec<Statement>,
    /// What becomes a field of the struct, in order of writing.
    pub(crate) members: Vec<Member>,
    /// The names that `let`s give, and to which values.
    pub(crate) lets: Vec<(Ident, ValueId)>,
}

pub(crate) enum Member {
    /// A layer that holds variables.
    Layer(Ident),
    Scope(Rc<Scope>),
}

pub(crate) struct Scope {
    pub(crate) id: ScopeId,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: Ident,
    /// The scopes around this one, outermost first.
    pub(crate) path: Vec<Ident>,
    pub(crate) placement: Option<Placement>,
    pub(crate) parameters: Vec<Value>,
    /// The values of enclosing bodies that it reads.
    pub(crate) captures: Vec<Value>,
    /// The scopes of enclosing bodies that it applies.
    pub(crate) borrowed: Vec<Rc<Scope>>,
    pub(crate) body: Body,
    pub(crate) result: Value,
    /// What it gives beside that.
    pub(crate) also: Vec<Value>,
    /// What the last of its parameters are at the next step, if it is that of a scan.
    pub(crate) carried: Option<Vec<Value>>,
    /// How many scopes are applied where it is, itself and those in it.
    pub(crate) places: usize,
    /// The use of a template that it is, if it is one.
    pub(crate) instance: Option<Instance>,
    /// Its place in a `repeat` with an index, if it is of one.
    pub(crate) row: Option<Row>,
}

/// A place among scopes that need not be alike.
#[derive(Clone)]
pub(crate) struct Row {
    /// The field that holds all of them.
    pub(crate) name: Ident,
    pub(crate) index: usize,
}

impl Row {
    /// The name of the scope: `block_2`.
    pub(crate) fn scope(&self) -> Ident {
        format_ident!("{}_{}", self.name, self.index, span = self.name.span())
    }
}

/// Where something is computed, as it was written.
#[derive(Clone)]
pub(crate) struct Placement {
    pub(crate) device: usize,
    pub(crate) tokens: TokenStream,
}

/// A template in use.
pub(crate) struct Instance {
    /// `block(128)`
    pub(crate) call: String,
    /// How many of them an array holds; `None` for one that is no array.
    pub(crate) count: Option<usize>,
    /// Whether something in the template did not fit, so that another use would only say so again.
    pub(crate) refused: Rc<Cell<bool>>,
}

/// What an operation is called, whatever its value is called.
#[derive(Clone)]
pub(crate) struct Label {
    pub(crate) name: Ident,
    /// Whether nothing else in its body has this name. If not, it is the kind of a layer or stands for a sign.
    pub(crate) declared: bool,
}

/// One operation and the value that it makes.
pub(crate) struct Statement {
    pub(crate) value: Value,
    /// What a scope gives beside that.
    pub(crate) also: Vec<Value>,
    pub(crate) label: Label,
    pub(crate) operation: Operation,
    pub(crate) source: Source,
    pub(crate) placement: Option<Placement>,
}

pub(crate) enum Operation {
    Layer {
        layer: Rc<dyn Layer>,
        /// What errors call it: its name, its kind or its sign.
        label: String,
        /// The field with its variables, if it holds any.
        field: Option<Ident>,
        inputs: Vec<Value>,
        /// What its arguments have to be.
        demands: Vec<Demand>,
    },
    /// A variable of a layer that has been made before, for another layer to share.
    Variable {
        /// The scopes inside of this body, the layer, and its variable: `encoder.embed.weight`.
        path: Vec<Ident>,
        /// The innermost of the scopes, if there are any.
        scope: Option<ScopeId>,
        layer: Ident,
        /// The name of the variable in the layer.
        name: String,
    },
    Scope {
        scope: Rc<Scope>,
        /// Which element of a repeated scope.
        element: Option<usize>,
        arguments: Vec<Value>,
    },
    /// A scope that is applied to each step of sequences.
    Scan {
        scope: Rc<Scope>,
        sequences: Vec<Value>,
        /// What the states are at first.
        states: Vec<Value>,
        /// Whether what they are in the end is wanted, too.
        ends: bool,
    },
    /// A part of what a scan gives: its outputs, then the states in the end.
    End { scan: Value, index: usize },
}

/// Where something was written, for errors.
#[derive(Clone)]
pub(crate) struct Source {
    /// What an error underlines.
    pub(crate) tokens: TokenStream,
    /// The same as text, spaced as people write it.
    pub(crate) text: String,
}
