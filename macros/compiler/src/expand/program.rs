//! The program of a network with each application of a scope written out: what can be asked for, counted and drawn.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::fuse::{Line, fuse};
use crate::layer::Type;
use crate::model::{ScopeId, ValueId};
use crate::shape::{Function, Holder, Member, Network, Operation, Scope, Shape, Statement};

/// The values of a network in program order, its inputs first.
pub(super) struct Program<'a> {
    pub(super) values: Vec<Value<'a>>,
    /// The network itself, then each application of a scope.
    pub(super) places: Vec<Place<'a>>,
    /// The outputs, with their names if they have any.
    pub(super) outputs: Vec<(Option<&'a Ident>, usize)>,
    /// The losses, and the values that each reads.
    pub(super) losses: Vec<(&'a Ident, BTreeSet<usize>)>,
}

/// A value of one pass.
pub(super) struct Value<'a> {
    /// Where it is made.
    pub(super) place: usize,
    pub(super) shape: &'a Shape,
    /// Whether it is an input that holds indices. Such a one is no end point.
    pub(super) indices: bool,
    pub(super) origin: Origin<'a>,
}

pub(super) enum Origin<'a> {
    Input(&'a Ident),
    Made(Made<'a>),
}

/// How a value is made.
pub(super) struct Made<'a> {
    pub(super) statement: &'a Statement,
    /// The code that makes it, with what it is fused with up to here.
    pub(super) line: Line<'a>,
    /// The values that the statement reads.
    pub(super) inputs: Vec<usize>,
    /// The values that the line reads.
    pub(super) reads: Vec<usize>,
    /// The value of the same statement at the first application of its scope; often this very one.
    pub(super) first: usize,
}

/// The network, or one application of a scope.
pub(super) struct Place<'a> {
    /// `None` for the network.
    pub(super) scope: Option<&'a Holder>,
    /// The fields that lead to its variables.
    pub(super) fields: Vec<Field<'a>>,
    /// Where the scope belongs; the network is in itself.
    pub(super) around: usize,
    /// The first application of the same scope.
    pub(super) first: usize,
    /// What it gives; nothing for the network.
    pub(super) result: Option<usize>,
    /// The values that its statements make.
    pub(super) values: Vec<usize>,
    /// The names that `let`s give to values in it.
    pub(super) lets: Vec<(&'a Ident, usize)>,
    /// The places around it, outermost first, and itself.
    chain: Vec<usize>,
}

impl Value<'_> {
    /// Whether it is made where its scope is applied first; `index` is its own.
    pub(super) fn is_first(&self, index: usize) -> bool {
        match &self.origin {
            Origin::Input(_) => true,
            Origin::Made(made) => made.first == index,
        }
    }
}

/// The field of a scope, or an element of one that is repeated.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Field<'a> {
    pub(super) name: &'a Ident,
    pub(super) element: Option<usize>,
}

impl Field<'_> {
    /// `block`, or `block.0`.
    pub(super) fn key(&self) -> String {
        match self.element {
            None => self.name.to_string(),
            Some(element) => format!("{}.{element}", self.name),
        }
    }

    /// `block`, or `block_0`.
    pub(super) fn label(&self) -> Ident {
        match self.element {
            None => self.name.clone(),
            Some(element) => format_ident!("{}_{element}", self.name, span = self.name.span()),
        }
    }
}

impl ToTokens for Field<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        if let Some(element) = self.element {
            let element = Literal::usize_unsuffixed(element);
            tokens.extend(quote!([#element]));
        }
    }
}

impl<'a> Place<'a> {
    /// The field of the scope in the place around it; nothing for the network.
    pub(super) fn field(&self) -> Option<Field<'a>> {
        self.fields.last().copied()
    }
}

impl Program<'_> {
    /// Whether more than one line reads a value.
    pub(super) fn is_shared(&self, value: usize) -> bool {
        let lines = self.values.iter().filter(|other| match &other.origin {
            Origin::Made(made) => made.line.joined.is_empty() && made.reads.contains(&value),
            Origin::Input(_) => false,
        });
        lines.count() > 1
    }
}

/// Writes a network out.
pub(super) fn program(network: &Network) -> Program<'_> {
    let mut scopes = BTreeMap::new();
    gather(&network.members, &mut scopes);
    let root = Place {
        scope: None,
        fields: Vec::new(),
        around: 0,
        first: 0,
        result: None,
        values: Vec::new(),
        lets: Vec::new(),
        chain: vec![0],
    };
    let program = Program { values: Vec::new(), places: vec![root], outputs: Vec::new(), losses: Vec::new() };
    let mut walk = Walk { program, scopes, firsts: BTreeMap::new() };
    let mut known = BTreeMap::new();
    for input in &network.inputs {
        if let Some(shape) = input.kind.shape() {
            known.insert(input.value.id, walk.program.values.len());
            walk.program.values.push(Value {
                place: 0,
                shape,
                indices: matches!(input.kind, Type::Indices(_)),
                origin: Origin::Input(&input.value.name),
            });
        }
    }
    let leaves = super::function::left(network);
    let results = leaves.iter().map(|left| left.operand.value.id).collect();
    walk.body(0, Body { statements: &network.statements, lets: &network.lets, results }, &mut known);
    let outputs = network.outputs.iter();
    let outputs = outputs.filter_map(|output| Some((output.name.as_ref(), *known.get(&output.operand.value.id)?)));
    let losses = network.losses.iter().map(|loss| {
        let reads = loss.statements.iter().flat_map(|statement| indices(statement, &known));
        // A loss may be a value of the network as it is.
        (&loss.name, reads.chain(known.get(&loss.value.id).copied()).collect())
    });
    Program { outputs: outputs.collect(), losses: losses.collect(), ..walk.program }
}

/// Which value of the program a value of a body is.
type Known = BTreeMap<ValueId, usize>;

fn gather<'a>(members: &'a [Member], scopes: &mut BTreeMap<ScopeId, &'a Scope>) {
    for member in members {
        if let Member::Scope(scope) = member {
            scopes.insert(scope.holder.id, scope);
            gather(&scope.members, scopes);
        }
    }
}

struct Walk<'a> {
    program: Program<'a>,
    scopes: BTreeMap<ScopeId, &'a Scope>,
    /// The first application of each scope.
    firsts: BTreeMap<(ScopeId, Vec<Field<'a>>), usize>,
}

struct Body<'a> {
    statements: &'a [Statement],
    lets: &'a [(Ident, ValueId)],
    /// The values that leave it, which are not fused away.
    results: Vec<ValueId>,
}

impl<'a> Walk<'a> {
    fn body(&mut self, place: usize, body: Body<'a>, known: &mut Known) {
        for line in fuse(body.statements, body.results.into_iter()) {
            match &line.first.operation {
                Operation::Layer { .. } => self.line(place, &line, known),
                Operation::Scope { .. } => self.apply(place, line.first, known),
            }
        }
        let lets = body.lets.iter().filter_map(|(name, value)| Some((name, *known.get(value)?))).collect();
        if let Some(place) = self.program.places.get_mut(place) {
            place.lets = lets;
        }
    }

    /// Adds the values of a line, each with the code up to it.
    fn line(&mut self, place: usize, line: &Line<'a>, known: &mut Known) {
        let reads = indices(line.first, known);
        let mut inputs = reads.clone();
        let statements = std::iter::once(line.first).chain(line.joined.iter().map(|joined| joined.statement));
        for (count, statement) in statements.enumerate() {
            let Some(shape) = statement.typed.kind.shape() else {
                continue;
            };
            let joined = line.joined.iter().take(count).copied().collect();
            let line = Line { first: line.first, joined, result: &statement.typed };
            let value = self.program.values.len();
            let first = self.counterpart(place).unwrap_or(value);
            let made = Made { statement, line, inputs, reads: reads.clone(), first };
            self.program.values.push(Value { place, shape, indices: false, origin: Origin::Made(made) });
            if let Some(place) = self.program.places.get_mut(place) {
                place.values.push(value);
            }
            known.insert(statement.typed.value.id, value);
            inputs = vec![value];
        }
    }

    /// The value that the next statement of a place made at the first application of its scope.
    fn counterpart(&self, place: usize) -> Option<usize> {
        let own = self.program.places.get(place)?;
        let first = self.program.places.get(own.first)?;
        first.values.get(own.values.len()).copied()
    }

    fn apply(&mut self, place: usize, statement: &'a Statement, known: &mut Known) {
        let Operation::Scope { holder, element, application, arguments, .. } = &statement.operation else {
            return;
        };
        let Some((scope, function)) = self.function(holder, *application) else {
            return;
        };
        let mut inside = Known::new();
        for (parameter, argument) in function.parameters.iter().zip(arguments) {
            if let Some(value) = known.get(&argument.value.id) {
                inside.insert(parameter.value.id, *value);
            }
        }
        let index = self.program.places.len();
        // A scope belongs to the application of the scope around it that is running.
        let chain = self.program.places.get(place).map(|place| place.chain.clone()).unwrap_or_default();
        let mut chain = chain.into_iter().take(holder.path.len() + 1).collect::<Vec<_>>();
        let around = chain.last().copied().unwrap_or_default();
        chain.push(index);
        let scope = Some(&scope.holder);
        let mut fields = self.program.places.get(around).map(|around| around.fields.clone()).unwrap_or_default();
        fields.push(Field { name: &holder.name, element: *element });
        // Each element of a repeated scope has variables of its own, and so have the scopes inside of it.
        let first = *self.firsts.entry((holder.id, fields.clone())).or_insert(index);
        self.program.places.push(Place {
            scope,
            fields,
            around,
            first,
            result: None,
            values: Vec::new(),
            lets: Vec::new(),
            chain,
        });
        let results = vec![function.result.value.id];
        self.body(index, Body { statements: &function.statements, lets: &function.lets, results }, &mut inside);
        let result = inside.get(&function.result.value.id).copied();
        if let Some(place) = self.program.places.get_mut(index) {
            place.result = result;
        }
        known.extend(result.map(|result| (statement.typed.value.id, result)));
    }

    fn function(&self, holder: &Holder, application: usize) -> Option<(&'a Scope, &'a Function)> {
        let scope = *self.scopes.get(&holder.id)?;
        Some((scope, scope.applications.get(application)?))
    }
}

/// The values that a statement reads.
fn indices(statement: &Statement, known: &Known) -> Vec<usize> {
    let operands = match &statement.operation {
        Operation::Layer { inputs, .. } => inputs,
        Operation::Scope { arguments, .. } => arguments,
    };
    operands.iter().filter_map(|operand| known.get(&operand.value.id).copied()).collect()
}
