//! The program of a network with each application of a scope written out: what can be asked for, counted and drawn.

mod field;
mod fuse;
mod left;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Ident;

pub(crate) use field::{Element, Field};
pub(crate) use fuse::{Line, fuse};
pub(crate) use left::{left, reads};

use crate::layer::Type;
use crate::model::{Placement, ScopeId, ValueId};
use crate::shape::{Dimension, Function, Holder, Loss, Member, Network, Operand, Operation, Scope, Shape, Statement};

/// The values of a network in program order, its inputs first.
pub(crate) struct Program<'a> {
    pub(crate) values: Vec<Value<'a>>,
    /// The network itself, then each application of a scope.
    pub(crate) places: Vec<Place<'a>>,
    /// The outputs, with their names if they have any.
    pub(crate) outputs: Vec<(Option<&'a Ident>, usize)>,
    /// The losses, and the values that gradients go back to from each.
    pub(crate) losses: Vec<(&'a Ident, BTreeSet<usize>)>,
}

/// A value of one pass.
pub(crate) struct Value<'a> {
    /// Where it is made.
    pub(crate) place: usize,
    pub(crate) shape: &'a Shape,
    /// Whether it is no end point: an input that holds indices, a variable, or what there is at each step of a scan.
    pub(crate) closed: bool,
    /// Where it is computed; an input is where it is read first.
    pub(crate) device: usize,
    pub(crate) origin: Origin<'a>,
}

pub(crate) enum Origin<'a> {
    Input(&'a Ident),
    Made(Made<'a>),
}

/// How a value is made.
pub(crate) struct Made<'a> {
    pub(crate) statement: &'a Statement,
    /// The values that the statement reads.
    pub(crate) inputs: Vec<usize>,
    /// The value of the same statement at the first application of its scope; often this very one.
    pub(crate) first: usize,
    pub(crate) placed: Placed,
}

/// What says on which device a value is computed.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Placed {
    /// The layer's own.
    Layer,
    /// That of a scope, which is applied at this place.
    Scope(usize),
    /// It is computed where the values are that it is made of.
    Inputs,
}

/// The network, or one application of a scope.
pub(crate) struct Place<'a> {
    /// `None` for the network.
    pub(crate) scope: Option<&'a Holder>,
    /// The fields that lead to its variables.
    pub(crate) fields: Vec<Field<'a>>,
    /// Where the scope belongs; the network is in itself.
    pub(crate) around: usize,
    /// The first application of the same scope.
    pub(crate) first: usize,
    /// What it gives; nothing for the network.
    pub(crate) result: Option<usize>,
    /// The values that its statements make.
    pub(crate) values: Vec<usize>,
    /// The names that `let`s give to values in it.
    pub(crate) lets: Vec<(&'a Ident, usize)>,
    /// The device of the scope, if it has one.
    pub(crate) placement: Option<&'a Placement>,
    /// What applies it; nothing for the network.
    pub(crate) statement: Option<&'a Statement>,
    /// How often it is applied, if it is the body of a scan.
    pub(crate) steps: Option<&'a Dimension>,
    /// Whether it is done at each step of a scan, wherever its scope belongs.
    is_step: bool,
    /// The places around it, outermost first, and itself.
    chain: Vec<usize>,
}

impl Value<'_> {
    /// Whether it is made where its scope is applied first; `index` is its own.
    pub(crate) fn is_first(&self, index: usize) -> bool {
        match &self.origin {
            Origin::Input(_) => true,
            Origin::Made(made) => made.first == index,
        }
    }
}

impl<'a> Place<'a> {
    /// The field of the scope in the place around it; nothing for the network.
    pub(crate) fn field(&self) -> Option<Field<'a>> {
        self.fields.last().copied()
    }
}

impl Program<'_> {
    /// The devices of these values, but for inputs, which go where they are read.
    pub(crate) fn devices<'v>(&'v self, values: &'v [usize]) -> impl Iterator<Item = usize> + 'v {
        let values = values.iter().filter_map(|value| self.values.get(*value));
        values.filter(|value| matches!(value.origin, Origin::Made(_))).map(|value| value.device)
    }

    /// Where the line that makes a value is: what a scan gives belongs to its scope, but is made where that is applied.
    pub(crate) fn made_in(&self, value: &Value) -> usize {
        match &value.origin {
            Origin::Made(Made { statement: Statement { operation: Operation::Scope { .. }, .. }, .. }) => {
                self.places.get(value.place).map_or(0, |place| place.around)
            }
            Origin::Made(_) | Origin::Input(_) => value.place,
        }
    }

    /// How often what is in a place is made: once for each step of all the scans around it.
    pub(crate) fn times(&self, place: usize) -> Dimension {
        let around = self.places.get(place).into_iter().flat_map(|place| &place.chain);
        Dimension::product(around.filter_map(|place| self.places.get(*place)?.steps.cloned()))
    }

    /// Whether a place is in the body of a scan.
    fn is_step(&self, place: usize) -> bool {
        self.places.get(place).is_some_and(|place| place.is_step)
    }

    /// Puts each input on the device that reads it first.
    fn place_inputs(&mut self) {
        for index in 0..self.values.len() {
            let reads = |value: &&Value| matches!(&value.origin, Origin::Made(made) if made.inputs.contains(&index));
            let reader = self.values.iter().find(reads).map(|reader| reader.device);
            if let (Some(value), Some(device)) = (self.values.get_mut(index), reader)
                && matches!(value.origin, Origin::Input(_))
            {
                value.device = device;
            }
        }
    }
}

/// Writes a network out.
pub(crate) fn program(network: &Network) -> Program<'_> {
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
        placement: None,
        statement: None,
        steps: None,
        is_step: false,
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
                closed: matches!(input.kind, Type::Indices(_)),
                device: 0,
                origin: Origin::Input(&input.value.name),
            });
        }
    }
    let results = left(network).iter().map(|left| left.operand.value.id).collect();
    walk.body(0, Body { statements: &network.statements, lets: &network.lets, results }, &mut known);
    walk.program.place_inputs();
    let outputs = network.outputs.iter();
    let outputs = outputs.filter_map(|output| Some((output.name.as_ref(), *known.get(&output.operand.value.id)?)));
    let losses = network.losses.iter().map(|loss| (&loss.name, differentiated(loss, &known)));
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

    /// Adds the values of a line, in the order in which the pass is told of them.
    fn line(&mut self, place: usize, line: &Line<'a>, known: &mut Known) {
        let mut inputs = indices(line.first, known);
        let statements = std::iter::once(line.first).chain(line.joined.iter().map(|joined| joined.statement));
        for statement in statements {
            let Some(shape) = statement.typed.kind.shape() else {
                continue;
            };
            let value = self.program.values.len();
            let first = self.counterpart(place).unwrap_or(value);
            let (device, placed) = self.device(place, statement, &inputs);
            let made = Made { statement, inputs, first, placed };
            let closed = matches!(statement.typed.kind, Type::Variable(_)) || self.program.is_step(place);
            self.program.values.push(Value { place, shape, closed, device, origin: Origin::Made(made) });
            if let Some(place) = self.program.places.get_mut(place) {
                place.values.push(value);
            }
            known.insert(statement.typed.value.id, value);
            inputs = vec![value];
        }
    }

    /// On which device a statement is computed, and what says so.
    fn device(&self, place: usize, statement: &Statement, inputs: &[usize]) -> (usize, Placed) {
        if let Some(placement) = &statement.placement {
            return (placement.device, Placed::Layer);
        }
        let around = self.program.places.get(place).into_iter().flat_map(|place| place.chain.iter().rev());
        let mut scopes = around.filter_map(|place| Some((self.program.places.get(*place)?.placement?.device, *place)));
        if let Some((device, scope)) = scopes.next() {
            return (device, Placed::Scope(scope));
        }
        let device = self.program.devices(inputs).next();
        (device.unwrap_or_default(), Placed::Inputs)
    }

    /// The value that the next statement of a place made at the first application of its scope.
    fn counterpart(&self, place: usize) -> Option<usize> {
        let own = self.program.places.get(place)?;
        let first = self.program.places.get(own.first)?;
        first.values.get(own.values.len()).copied()
    }

    fn apply(&mut self, place: usize, statement: &'a Statement, known: &mut Known) {
        let Operation::Scope { holder, element, application, arguments, scan, .. } = &statement.operation else {
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
        let mut fields = self.program.places.get(around).map(|around| around.fields.clone()).unwrap_or_default();
        fields.push(holder.field(*element));
        // Each element of a repeated scope has variables of its own, and so have the scopes inside of it.
        let first = *self.firsts.entry((holder.id, fields.clone())).or_insert(index);
        self.program.places.push(Place {
            scope: Some(&scope.holder),
            fields,
            around,
            first,
            result: None,
            values: Vec::new(),
            lets: Vec::new(),
            placement: holder.placement.as_ref(),
            statement: Some(statement),
            steps: scan.as_ref().map(|scan| &scan.steps),
            is_step: scan.is_some() || self.program.is_step(place),
            chain,
        });
        let results = function.results().collect();
        self.body(index, Body { statements: &function.statements, lets: &function.lets, results }, &mut inside);
        let also = function.also.iter().zip(&statement.also);
        let also = also.filter_map(|(within, given)| Some((given.value.id, *inside.get(&within.value.id)?)));
        known.extend(also);
        let result = match scan {
            None => inside.get(&function.result.value.id).copied(),
            Some(_) => self.outputs(
                [place, index],
                statement,
                function.results().filter_map(|result| inside.get(&result).copied()),
                known,
            ),
        };
        if let Some(place) = self.program.places.get_mut(index) {
            place.result = result;
        }
        known.extend(result.map(|result| (statement.typed.value.id, result)));
    }

    /// Adds what the steps of a scan give together, which is a value of its scope.
    fn outputs(
        &mut self,
        [applied, place]: [usize; 2],
        statement: &'a Statement,
        results: impl Iterator<Item = usize>,
        known: &Known,
    ) -> Option<usize> {
        let inputs = results.chain(indices(statement, known)).collect::<Vec<_>>();
        let value = self.program.values.len();
        let first = self.counterpart(place).unwrap_or(value);
        let (device, placed) = self.device(place, statement, &inputs);
        let made = Made { statement, inputs, first, placed };
        let closed = self.program.is_step(applied);
        let shape = statement.typed.kind.shape()?;
        self.program.values.push(Value { place, shape, closed, device, origin: Origin::Made(made) });
        self.program.places.get_mut(place)?.values.push(value);
        Some(value)
    }

    fn function(&self, holder: &Holder, application: usize) -> Option<(&'a Scope, &'a Function)> {
        let scope = *self.scopes.get(&holder.id)?;
        Some((scope, scope.applications.get(application)?))
    }
}

/// The values of a network that gradients go back to from a loss, which may be one of them as it is.
fn differentiated(loss: &Loss, known: &Known) -> BTreeSet<usize> {
    let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut pending = vec![loss.value.id];
    while let Some(value) = pending.pop() {
        if !seen.insert(value) {
            continue;
        }
        match loss.statements.iter().find(|statement| statement.typed.value.id == value) {
            Some(Statement { operation: Operation::Layer { stops: true, .. }, .. }) => {}
            Some(statement) => pending.extend(operands(statement).iter().map(|operand| operand.value.id)),
            None => found.extend(known.get(&value).copied()),
        }
    }
    found
}

/// The values that a statement reads.
fn indices(statement: &Statement, known: &Known) -> Vec<usize> {
    operands(statement).iter().filter_map(|operand| known.get(&operand.value.id).copied()).collect()
}

fn operands(statement: &Statement) -> &[Operand] {
    match &statement.operation {
        Operation::Layer { inputs, .. } => inputs,
        Operation::Scope { arguments, .. } => arguments,
    }
}
