//! What a pass does, as data: it is the same from step to step, so that it is written down once.

use std::any::Any;
use std::ops::Range;

use super::check::Check;
use super::hop::Hop;
use super::operation::{Keeps, Meeting, Operation};
use super::rounding::Rounding;
use crate::kernels::round::Half;
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

/// The place of what has come in and no step reads.
const UNREAD: usize = usize::MAX;

/// A value: what it takes and where it comes from.
pub(super) struct Node {
    pub(super) len: usize,
    pub(super) source: Source,
    /// Whether its gradient may be asked for.
    pub(super) tracked: bool,
    /// Which of the devices has it in its memory, where a program is spread over several.
    pub(super) place: usize,
    /// Whether its elements are numbers of 16 bits.
    pub(super) is_rounded: bool,
    /// The variable whose gradient is that of this value as well, for it is the variable rounded.
    stands_for: Option<Id>,
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
    /// From where it brings a value to its device, if that is what it does.
    pub(super) from: Option<usize>,
    /// Whether the network has called for it. Others bring or round what it reads.
    pub(super) is_called: bool,
    /// What its first output and the gradient that comes in are rounded to.
    pub(super) half: Option<Half>,
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
    /// The operands as they were called for, before values were brought from device to device.
    pub(super) called: Vec<Id>,
    pub(super) entrances: Vec<Entrance>,
    /// The device that the next steps are done by, if it is said.
    pub(super) device: Option<usize>,
    /// Whether each device has memory of its own.
    pub(super) is_spread: bool,
    /// What was brought from device to device: the value there, and the device.
    brought: Vec<(Id, usize, Id)>,
    /// What the factors of the next products are rounded to, if they are.
    pub(super) half: Option<Half>,
    /// What was rounded: the value, the device that has done it, and what has come of it.
    rounded: Vec<(Id, usize, Id)>,
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
}

impl<E: Dtype, D: Device<E>> Default for Program<E, D> {
    fn default() -> Self {
        Self {
            nodes: Vec::new(),
            steps: Vec::new(),
            operands: Vec::new(),
            called: Vec::new(),
            entrances: Vec::new(),
            device: None,
            is_spread: false,
            brought: Vec::new(),
            half: None,
            rounded: Vec::new(),
            calls: Vec::new(),
            decisions: Vec::new(),
            updates: Vec::new(),
            parts: Vec::new(),
            checks: Vec::new(),
            results: Vec::new(),
            told: Vec::new(),
            seeds: Vec::new(),
        }
    }
}

impl<E: Dtype, D: Device<E>> Program<E, D> {
    pub(super) fn node(&self, id: Id) -> &Node {
        &self.nodes[id.0]
    }

    pub(super) fn add(&mut self, len: usize, source: Source, tracked: bool) -> Id {
        let place = if self.is_spread && matches!(source, Source::Tensor(_)) { UNREAD } else { 0 };
        self.nodes.push(Node { len, source, tracked, place, is_rounded: false, stands_for: None });
        Id(self.nodes.len() - 1)
    }

    /// Writes a step down; its outputs are nodes from the one that is returned on.
    pub(super) fn step(&mut self, work: Work<E, D>, operands: &[Id], outputs: &[usize], tracked: bool) -> Id {
        let device = self.device.unwrap_or_else(|| self.followed(operands));
        let mut here = operands.to_vec();
        if self.is_spread {
            here.iter_mut().for_each(|operand| *operand = self.bring(*operand, device));
        }
        let (mut half, mut gives_product) = (None, false);
        if let Work::Operation(operation) = &work
            && let [_, ..] = operation.factors()
        {
            (half, gives_product) = (self.half, operation.gives_product());
        }
        if let (Some(half), Work::Operation(operation)) = (half, &work) {
            for factor in operation.factors() {
                if let Some(operand) = here.get_mut(*factor) {
                    *operand = self.round(*operand, half, device);
                }
            }
        }
        let first = self.write(work, (&here, operands), outputs, tracked, (device, None));
        if self.is_spread {
            self.nodes[first.0..].iter_mut().for_each(|node| node.place = device);
        }
        if let Some(step) = self.steps.last_mut() {
            step.half = half;
        }
        self.nodes[first.0].is_rounded = half.is_some() && gives_product;
        first
    }

    /// A value rounded, by a step of this device that is written before its reader.
    fn round(&mut self, id: Id, half: Half, device: usize) -> Id {
        let Node { len, source, tracked, is_rounded, .. } = self.nodes[id.0];
        if is_rounded {
            return id;
        }
        if let Some((.., rounded)) = self.rounded.iter().find(|(known, by, _)| (*known, *by) == (id, device)) {
            return *rounded;
        }
        let work = Work::Operation(Box::new(Rounding { half }));
        let rounded = self.write(work, (&[id], &[id]), &[len], tracked, (device, None));
        let is_variable = matches!(source, Source::Tensor(entrance) if self.entrances[entrance].address.is_some());
        let node = &mut self.nodes[rounded.0];
        (node.is_rounded, node.stands_for) = (true, is_variable.then_some(id));
        if self.is_spread {
            node.place = device;
        }
        if let Some(step) = self.steps.last_mut() {
            step.is_called = false;
        }
        self.rounded.push((id, device, rounded));
        rounded
    }

    /// The value whose gradient is that of this one: itself, but for what is a variable rounded.
    pub(super) fn owner(&self, id: Id) -> Id {
        self.nodes[id.0].stands_for.unwrap_or(id)
    }

    fn write(
        &mut self,
        work: Work<E, D>,
        (operands, called): (&[Id], &[Id]),
        outputs: &[usize],
        tracked: bool,
        (device, from): (usize, Option<usize>),
    ) -> Id {
        let step = self.steps.len();
        let first = self.nodes.len();
        for len in outputs {
            self.add(*len, Source::Step(step), tracked);
        }
        let start = self.operands.len();
        self.operands.extend_from_slice(operands);
        self.called.extend_from_slice(called);
        let (operands, outputs) = (start..self.operands.len(), first..self.nodes.len());
        let is_called = from.is_none();
        self.steps.push(Step { work, operands, outputs, device, from, is_called, half: None });
        Id(first)
    }

    /// Whether a step rounds what others read.
    pub(super) fn is_rounding(&self, step: usize) -> bool {
        let Step { is_called, from, .. } = &self.steps[step];
        !is_called && from.is_none()
    }

    /// A value as it is on a device: brought there if it is made on another one.
    fn bring(&mut self, id: Id, device: usize) -> Id {
        let Node { len, source, tracked, place, .. } = self.nodes[id.0];
        // What comes in is copied to whoever reads it, and has a gradient on the first of them.
        if place == UNREAD {
            self.nodes[id.0].place = device;
            return id;
        }
        if place == device || (matches!(source, Source::Tensor(_)) && !tracked) {
            return id;
        }
        if let Some((.., there)) = self.brought.iter().find(|(known, to, _)| (*known, *to) == (id, device)) {
            return *there;
        }
        let hop = Work::Operation(Box::new(Hop { from: place, to: device }));
        let there = self.write(hop, (&[id], &[id]), &[len], tracked, (device, Some(place)));
        self.nodes[there.0].place = device;
        self.brought.push((id, device, there));
        there
    }

    /// Where a step is done that says no device: where the first of its operands is made that is made at all.
    fn followed(&self, operands: &[Id]) -> usize {
        let mut devices = operands.iter().filter_map(|operand| match self.node(*operand).source {
            Source::Tensor(_) => None,
            Source::Step(step) => Some(self.steps[step].device),
        });
        devices.next().unwrap_or_default()
    }

    /// Which of the devices has the memory of a step, forward.
    pub(super) fn place(&self, step: usize) -> usize {
        if self.is_spread { self.steps[step].device } else { 0 }
    }

    /// The device of a step on the way back, where what was brought to a device goes back to where it came from.
    pub(super) fn device_back(&self, step: usize) -> usize {
        let Step { device, from, .. } = &self.steps[step];
        from.unwrap_or(*device)
    }

    /// Of the steps from this one on, the first that the network calls for.
    pub(super) fn next_called(&self, step: usize) -> usize {
        let later = self.steps.get(step..).unwrap_or_default();
        step + later.iter().take_while(|step| !step.is_called).count()
    }

    /// How many devices its memory is on.
    pub(super) fn places(&self) -> usize {
        if self.is_spread { self.devices() } else { 1 }
    }

    /// How many devices it is placed on.
    pub(super) fn devices(&self) -> usize {
        self.steps.iter().map(|step| step.device + 1).max().unwrap_or(1)
    }

    /// What comes in and is read by a step.
    pub(super) fn entrances_of(&self, step: usize) -> impl Iterator<Item = usize> {
        self.operands(step).iter().filter_map(|operand| match self.node(*operand).source {
            Source::Tensor(entrance) => Some(entrance),
            Source::Step(_) => None,
        })
    }

    /// What comes in and is read on a device.
    pub(super) fn read_at(&self, place: usize) -> Vec<usize> {
        if !self.is_spread {
            return (0..self.entrances.len()).collect();
        }
        // What is brought from a device is read there.
        let steps = (0..self.steps.len()).filter(|step| self.device_back(*step) == place);
        let mut read: Vec<usize> = steps.flat_map(|step| self.entrances_of(step)).collect();
        read.sort_unstable();
        read.dedup();
        read
    }

    /// The operands of a step as the network has called for it.
    pub(super) fn called(&self, step: usize) -> &[Id] {
        &self.called[self.steps[step].operands.clone()]
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
