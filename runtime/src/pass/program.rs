//! What a pass does, as data: it is the same from step to step, so that it is written down once.

use std::any::{Any, TypeId};
use std::ops::Range;

use super::check::Check;
use super::operation::{Keeps, Meeting, Operation};
use crate::storage::{Device, Dtype};

/// A value of a program, whatever its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Id(usize);

impl Id {
    pub(super) fn new(index: usize) -> Self {
        Self(index)
    }

    pub(super) fn index(self) -> usize {
        self.0
    }

    /// The output so many places after this one, of the same step.
    pub(crate) fn after(self, places: usize) -> Self {
        Self(self.0 + places)
    }
}

/// A value: what it takes and where it comes from.
pub(super) struct Node {
    pub(super) len: usize,
    pub(super) source: Source,
    /// Whether its gradient may be asked for.
    pub(super) tracked: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A tensor from outside: an input, a target, a variable.
    Tensor(usize),
    /// A step.
    Step(usize),
}

/// A tensor from outside.
pub(super) struct Entrance {
    pub(super) node: Id,
    /// Where the tensor lies, if it is a variable: fields of a network do not move while a pass is made.
    pub(super) address: Option<usize>,
    /// Whether its gradient goes to dfdx's tape, as that of an input does that brought one.
    pub(super) traced: bool,
}

/// An operation, with what it reads and writes.
pub(super) struct Step<E: Dtype, D: Device<E>> {
    pub(super) work: Work<E, D>,
    /// The place of the operands in the list of the program.
    pub(super) operands: Range<usize>,
    /// The nodes that it makes.
    pub(super) outputs: Range<usize>,
    /// The device that does it, where a network is placed on several.
    pub(super) device: usize,
}

pub(super) enum Work<E: Dtype, D: Device<E>> {
    Operation(Box<dyn Operation<E, D>>),
    /// What comes from outside of the language, and is run by dfdx.
    Foreign {
        /// Whether it has variables that are trained.
        trains: bool,
    },
}

impl<E: Dtype, D: Device<E>> Work<E, D> {
    /// Takes over the settings of an operation of the same kind; `None` if it is of another.
    pub(super) fn renew<O: Operation<E, D> + PartialEq>(&mut self, operation: O) -> Option<Renewed> {
        let Self::Operation(recorded) = self else { return None };
        let recorded: &mut dyn Any = &mut **recorded;
        let recorded = recorded.downcast_mut::<O>()?;
        if *recorded == operation {
            return Some(Renewed::Same);
        }
        *recorded = operation;
        Some(Renewed::Other)
    }
}

impl<E: Dtype, D: Device<E>> Step<E, D> {
    /// What it does together with the same step of other parts of the batch.
    pub(super) fn meeting(&self) -> Option<&dyn Meeting<E, D>> {
        match &self.work {
            Work::Operation(operation) => operation.meeting(),
            Work::Foreign { .. } => None,
        }
    }

    /// Whether it can be done again on the way back.
    pub(super) fn repeats(&self) -> bool {
        matches!(self.work, Work::Operation(_)) && self.meeting().is_none()
    }
}

/// What has become of an operation's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Renewed {
    Same,
    Other,
}

/// What is known of an application of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// The input of this number.
    Input(usize),
    /// The end point of this type.
    Point(TypeId),
}

/// Running statistics that change: `running ← (1 − momentum) · running + momentum · factor · statistic`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Update {
    /// Where the running statistic lies.
    pub(super) address: usize,
    pub(super) statistic: Id,
    pub(super) momentum: f64,
    pub(super) factor: f64,
}

/// All that a pass does, in the order of the network's text.
pub(super) struct Program<E: Dtype, D: Device<E>> {
    pub(super) nodes: Vec<Node>,
    pub(super) steps: Vec<Step<E, D>>,
    pub(super) operands: Vec<Id>,
    pub(super) entrances: Vec<Entrance>,
    /// The device that the next steps are done by, if it is said.
    pub(super) device: Option<usize>,
    /// Which entrance each call that takes a tensor in is at; a variable that is used twice comes in twice.
    pub(super) calls: Vec<usize>,
    /// What the pass has decided, in order: whether a batch norm keeps its statistics.
    pub(super) decisions: Vec<bool>,
    pub(super) updates: Vec<Update>,
    pub(super) parts: Vec<(&'static str, Id)>,
    pub(super) checks: Vec<Check>,
    /// What is asked for: the loss and the outputs.
    pub(super) results: Vec<Id>,
    /// What is read when the way back is over: a device that has to be waited for tells all at once.
    pub(super) told: Vec<Id>,
    /// Where gradients begin.
    pub(super) seeds: Vec<Id>,
    /// The inputs and end points of applications of networks that are known, for the time of a pass.
    pub(super) known: Vec<(usize, Seen, Id)>,
}

impl<E: Dtype, D: Device<E>> Default for Program<E, D> {
    fn default() -> Self {
        Self {
            nodes: Vec::new(),
            steps: Vec::new(),
            operands: Vec::new(),
            entrances: Vec::new(),
            device: None,
            calls: Vec::new(),
            decisions: Vec::new(),
            updates: Vec::new(),
            parts: Vec::new(),
            checks: Vec::new(),
            results: Vec::new(),
            told: Vec::new(),
            seeds: Vec::new(),
            known: Vec::new(),
        }
    }
}

impl<E: Dtype, D: Device<E>> Program<E, D> {
    pub(super) fn node(&self, id: Id) -> &Node {
        &self.nodes[id.0]
    }

    pub(super) fn add(&mut self, len: usize, source: Source, tracked: bool) -> Id {
        self.nodes.push(Node { len, source, tracked });
        Id(self.nodes.len() - 1)
    }

    /// Writes a step down; its outputs are nodes from the one that is returned on.
    pub(super) fn step(&mut self, work: Work<E, D>, operands: &[Id], outputs: &[usize], tracked: bool) -> Id {
        let step = self.steps.len();
        let first = self.nodes.len();
        for len in outputs {
            self.add(*len, Source::Step(step), tracked);
        }
        let from = self.operands.len();
        self.operands.extend_from_slice(operands);
        let device = self.device.unwrap_or_else(|| self.followed(operands));
        self.steps.push(Step { work, operands: from..self.operands.len(), outputs: first..self.nodes.len(), device });
        Id(first)
    }

    /// Where a step is done that says no device: where the first of its operands is made that is made at all.
    fn followed(&self, operands: &[Id]) -> usize {
        let mut devices = operands.iter().filter_map(|operand| match self.node(*operand).source {
            Source::Tensor(_) => None,
            Source::Step(step) => Some(self.steps[step].device),
        });
        devices.next().unwrap_or_default()
    }

    pub(super) fn operands(&self, step: usize) -> &[Id] {
        &self.operands[self.steps[step].operands.clone()]
    }

    /// What of its operands and outputs a step reads on the way back.
    pub(super) fn read_back(&self, step: usize) -> impl Iterator<Item = Id> {
        let keeps = match &self.steps[step].work {
            Work::Operation(operation) => operation.keeps(),
            // dfdx keeps what it needs on its own tape.
            Work::Foreign { .. } => Keeps::NOTHING,
        };
        let operands = self.operands(step);
        let read = keeps.operands.iter().filter_map(|operand| operands.get(*operand).copied());
        let first = self.steps[step].outputs.start;
        read.chain(keeps.outputs.iter().map(move |output| Id(first + output)))
    }
}
