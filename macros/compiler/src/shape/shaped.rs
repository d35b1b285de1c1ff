//! The network with the shape of everything in it.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, Visibility};

use super::{Assertion, Dimension, Shape};
use crate::layer::{Code, Type, Variables, View};
use crate::model::{Doubt, Label, Placement, Row, ScopeId, Value, ValueId};
use crate::syntax::Part;

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
    pub(crate) members: Vec<Member>,
    pub(crate) inputs: Vec<Typed>,
    /// At least one.
    pub(crate) outputs: Vec<Output>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) lets: Vec<(Ident, ValueId)>,
    pub(crate) losses: Vec<Loss>,
    pub(crate) doubts: Vec<Doubt>,
    pub(crate) assertions: Vec<Assertion>,
}

/// A value and what it is.
#[derive(Clone)]
pub(crate) struct Typed {
    pub(crate) value: Value,
    pub(crate) kind: Type,
}

pub(crate) struct Output {
    /// `None` for the only output of a network.
    pub(crate) name: Option<Ident>,
    /// As it was declared.
    pub(crate) shape: Shape,
    pub(crate) operand: Operand,
}

/// A value in use.
#[derive(Clone)]
pub(crate) struct Operand {
    pub(crate) value: Value,
    /// Whether its type must be taken for that of another value. The two are written differently, and an
    /// assertion sees to it that they are equal.
    pub(crate) assumed: bool,
}

/// A value that leaves a function.
pub(crate) struct Left {
    pub(crate) operand: Operand,
    pub(crate) kind: Type,
}

impl Left {
    /// A value as it is.
    pub(crate) fn new(typed: &Typed) -> Self {
        Self { operand: Operand { value: typed.value.clone(), assumed: false }, kind: typed.kind.clone() }
    }
}

impl Function {
    /// The values that leave it.
    pub(crate) fn results(&self) -> impl Iterator<Item = ValueId> {
        let carried = self.carried.iter().flatten().map(|left| left.operand.value.id);
        self.given().map(|given| given.value.id).chain(carried)
    }

    /// What it gives whoever applies it.
    pub(crate) fn given(&self) -> impl Iterator<Item = &Typed> {
        std::iter::once(&self.result).chain(&self.also)
    }
}

/// What becomes a field.
pub(crate) enum Member {
    Layer {
        name: Ident,
        variables: Variables,
        /// `conv2d(16, kernel = 3), [1, 8, 8] → [16, 8, 8]`
        description: String,
    },
    Scope(Scope),
}

pub(crate) struct Scope {
    pub(crate) holder: Holder,
    pub(crate) attributes: Vec<Attribute>,
    /// The use of a template that made it: `block(64)`.
    pub(crate) template: Option<String>,
    /// How many of it an array holds; `None` for one that is no array.
    pub(crate) count: Option<usize>,
    pub(crate) members: Vec<Member>,
    /// One for each combination of shapes that it is applied to.
    pub(crate) applications: Vec<Function>,
}

/// The struct that holds the variables of a scope.
#[derive(Clone)]
pub(crate) struct Holder {
    pub(crate) id: ScopeId,
    pub(crate) name: Ident,
    /// The scopes around it, outermost first.
    pub(crate) path: Vec<Ident>,
    pub(crate) placement: Option<Placement>,
    /// Its place in a `repeat` with an index.
    pub(crate) row: Option<Row>,
}

/// A scope applied to certain shapes.
pub(crate) struct Function {
    pub(crate) parameters: Vec<Typed>,
    /// How many of the parameters are written in the block; the others are values that the scope captures.
    pub(crate) declared: usize,
    /// The scopes from outside that it applies.
    pub(crate) borrowed: Vec<Holder>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) lets: Vec<(Ident, ValueId)>,
    pub(crate) result: Typed,
    /// What it gives beside that.
    pub(crate) also: Vec<Typed>,
    /// What the last of the declared parameters are at the next step, if it is a step of a scan.
    pub(crate) carried: Option<Vec<Left>>,
}

pub(crate) struct Statement {
    pub(crate) typed: Typed,
    /// What a scope gives beside that.
    pub(crate) also: Vec<Typed>,
    pub(crate) label: Label,
    /// What was written, without the name: `conv2d(16, kernel = 3)`, `l - r`.
    pub(crate) text: String,
    pub(crate) operation: Operation,
    /// Where a type error belongs.
    pub(crate) span: Span,
    /// What other errors underline.
    pub(crate) tokens: TokenStream,
    pub(crate) placement: Option<Placement>,
}

pub(crate) enum Operation {
    Layer {
        /// The field with its variables, if it holds any.
        field: Option<Ident>,
        inputs: Vec<Operand>,
        code: Code,
        /// The number of trainable elements of its variables.
        parameters: Dimension,
        /// How many of these are biases.
        biases: Dimension,
        multiply_adds: Dimension,
        view: View,
        /// Whether no gradient goes back through it.
        stops: bool,
    },
    Scope {
        holder: Holder,
        /// Which element of an array of scopes.
        element: Option<usize>,
        /// Which of the scope's applications.
        application: usize,
        /// What was given to it, then what it captures.
        arguments: Vec<Operand>,
        borrowed: Vec<Holder>,
        /// What it goes along, if it is applied to each step of that.
        scan: Option<Scan>,
    },
}

/// How a scope is applied to steps. Its arguments are the sequences, then what its states are at first.
pub(crate) struct Scan {
    pub(crate) steps: Dimension,
    pub(crate) sequences: usize,
    pub(crate) states: usize,
    /// How many values a step gives.
    pub(crate) outputs: usize,
    /// Whether it gives what its states are in the end, too, all in one vector.
    pub(crate) ends: bool,
}

pub(crate) struct Loss {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: Ident,
    pub(crate) targets: Vec<Typed>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) value: Value,
}

impl Statement {
    /// All values that it makes.
    pub(crate) fn made(&self) -> impl Iterator<Item = &Typed> {
        std::iter::once(&self.typed).chain(&self.also)
    }

    /// Whether it is a layer with variables.
    pub(crate) fn holds_variables(&self) -> bool {
        matches!(self.operation, Operation::Layer { field: Some(_), .. })
    }
}
