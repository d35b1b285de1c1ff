//! Which steps of a program are done, and where everything lies while they are.

use super::operation::SCRATCH;
use super::program::{Id, Program, Source, Work};
use crate::memory::{Lifetime, Packing, pack};
use crate::storage::{Device, Dtype};

/// Where the elements of a value are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a tensor from outside.
    Tensor(usize),
    /// In the memory of the pass, from this element on.
    Arena(usize),
    /// Nowhere: nobody needs it.
    Nowhere,
}

/// A program's plan: for one batch size, and for all steps to come.
#[derive(Debug)]
pub(super) struct Plan {
    /// The steps that are done.
    pub(super) forward: Vec<bool>,
    /// The steps that gradients go back through.
    pub(super) backward: Vec<bool>,
    pub(super) values: Vec<Place>,
    /// Where gradients lie, if there are any. Those of variables are not here: they outlive the pass.
    pub(super) gradients: Vec<Option<Gradient>>,
    /// For each operand in the program's list: whether its gradient takes over the memory of the output's.
    pub(super) shares: Vec<bool>,
    pub(super) scratch: Vec<[usize; SCRATCH]>,
    /// How many elements the memory of the pass has.
    pub(super) size: usize,
    /// The most that must be there at one moment.
    pub(super) bound: usize,
}

/// Where a gradient is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gradient {
    /// In the memory of the pass, from this element on.
    Arena(usize),
    /// With those of all variables: that of this entrance.
    Variable(usize),
}

impl Plan {
    pub(super) fn new<E: Dtype, D: Device<E>>(program: &Program<E, D>) -> Self {
        let forward = needed(program);
        let (backward, has_gradient) = reached(program, &forward);
        let mut layout = Layout::new(program, &forward, &backward, &has_gradient);
        layout.values();
        layout.gradients();
        layout.scratch();
        layout.pack()
    }
}

/// The steps that something is asked of: results, parts of the loss, updates.
fn needed<E: Dtype, D: Device<E>>(program: &Program<E, D>) -> Vec<bool> {
    let mut nodes = vec![false; program.nodes.len()];
    for id in asked_for(program) {
        nodes[id.index()] = true;
    }
    let mut steps = vec![false; program.steps.len()];
    for (index, step) in program.steps.iter().enumerate().rev() {
        steps[index] = nodes[step.outputs.clone()].contains(&true);
        if steps[index] {
            for operand in program.operands(index) {
                nodes[operand.index()] = true;
            }
        }
    }
    steps
}

fn asked_for<E: Dtype, D: Device<E>>(program: &Program<E, D>) -> impl Iterator<Item = Id> {
    let parts = program.parts.iter().map(|(_, value)| *value);
    let statistics = program.updates.iter().map(|update| update.statistic);
    program.results.iter().copied().chain(parts).chain(statistics)
}

/// The steps and the nodes between the seeds and what is tracked.
fn reached<E: Dtype, D: Device<E>>(program: &Program<E, D>, forward: &[bool]) -> (Vec<bool>, Vec<bool>) {
    let mut nodes = vec![false; program.nodes.len()];
    for seed in &program.seeds {
        nodes[seed.index()] = program.node(*seed).tracked;
    }
    let mut steps = vec![false; program.steps.len()];
    for (index, step) in program.steps.iter().enumerate().rev() {
        steps[index] = forward[index] && nodes[step.outputs.start];
        if steps[index] {
            for operand in program.operands(index) {
                nodes[operand.index()] |= program.node(*operand).tracked;
            }
        }
    }
    (steps, nodes)
}

/// What lies in the memory of a pass, and when. The moments are those of the forward steps, one between, those of the
/// backward steps from the last to the first, and the end.
struct Layout<'a, E: Dtype, D: Device<E>> {
    program: &'a Program<E, D>,
    forward: &'a [bool],
    backward: &'a [bool],
    has_gradient: &'a [bool],
    lifetimes: Vec<Lifetime>,
    /// Which lifetime is that of a value, of a gradient, and of a step's own memory.
    of_values: Vec<Option<usize>>,
    of_gradients: Vec<Option<usize>>,
    of_scratch: Vec<[Option<usize>; SCRATCH]>,
    shares: Vec<bool>,
}

impl<'a, E: Dtype, D: Device<E>> Layout<'a, E, D> {
    fn new(program: &'a Program<E, D>, forward: &'a [bool], backward: &'a [bool], has_gradient: &'a [bool]) -> Self {
        Self {
            program,
            forward,
            backward,
            has_gradient,
            lifetimes: Vec::new(),
            of_values: vec![None; program.nodes.len()],
            of_gradients: vec![None; program.nodes.len()],
            of_scratch: vec![[None; SCRATCH]; program.steps.len()],
            shares: vec![false; program.operands.len()],
        }
    }

    /// The moment between the forward and the backward pass.
    fn between(&self) -> usize {
        self.program.steps.len()
    }

    fn backward_moment(&self, step: usize) -> usize {
        2 * self.between() - step
    }

    fn end(&self) -> usize {
        2 * self.between() + 1
    }

    fn live(&mut self, size: usize, first: usize, last: usize) -> usize {
        self.lifetimes.push(Lifetime { size, first, last });
        self.lifetimes.len() - 1
    }

    fn lasts(&mut self, lifetime: Option<usize>, moment: usize) {
        if let Some(index) = lifetime {
            let lifetime = &mut self.lifetimes[index];
            lifetime.last = lifetime.last.max(moment);
        }
    }

    fn values(&mut self) {
        let program = self.program;
        for (index, step) in program.steps.iter().enumerate().filter(|(index, _)| self.forward[*index]) {
            for node in step.outputs.clone() {
                self.of_values[node] = Some(self.live(program.nodes[node].len, index, index));
            }
            for operand in program.operands(index) {
                self.lasts(self.of_values[operand.index()], index);
            }
        }
        for id in asked_for(program) {
            self.lasts(self.of_values[id.index()], self.between());
        }
        for (index, step) in program.steps.iter().enumerate().filter(|(index, _)| self.backward[*index]) {
            let moment = self.backward_moment(index);
            if let Work::Operation(operation) = &step.work {
                let keeps = operation.keeps();
                for operand in keeps.operands.iter().filter_map(|operand| program.operands(index).get(*operand)) {
                    self.lasts(self.of_values[operand.index()], moment);
                }
                for output in keeps.outputs {
                    self.lasts(self.of_values[step.outputs.start + output], moment);
                }
            }
        }
    }

    fn gradients(&mut self) {
        let program = self.program;
        for seed in program.seeds.iter().filter(|seed| self.has_gradient[seed.index()]) {
            if !self.is_variable(*seed) && self.of_gradients[seed.index()].is_none() {
                let between = self.between();
                self.of_gradients[seed.index()] = Some(self.live(program.node(*seed).len, between, between));
            }
        }
        for (index, step) in program.steps.iter().enumerate().rev().filter(|(index, _)| self.backward[*index]) {
            let moment = self.backward_moment(index);
            let own = self.of_gradients[step.outputs.start];
            self.lasts(own, moment);
            let operands = program.operands(index);
            let mut handed_on = match &step.work {
                Work::Operation(operation) => operation.hands_on(),
                Work::Foreign { .. } => &[],
            };
            for (place, operand) in operands.iter().enumerate() {
                let node = program.node(*operand);
                if !self.has_gradient[operand.index()] || !node.tracked || self.is_variable(*operand) {
                    continue;
                }
                if self.of_gradients[operand.index()].is_some() {
                    continue;
                }
                let alone = operands.iter().filter(|other| *other == operand).count() == 1;
                if handed_on.contains(&place) && alone && node.len == program.nodes[step.outputs.start].len {
                    self.of_gradients[operand.index()] = own;
                    self.shares[step.operands.start + place] = true;
                    handed_on = &[];
                } else {
                    self.of_gradients[operand.index()] = Some(self.live(node.len, moment, moment));
                }
            }
        }
        for entrance in program.entrances.iter().filter(|entrance| entrance.traced) {
            let end = self.end();
            self.lasts(self.of_gradients[entrance.node.index()], end);
        }
    }

    fn is_variable(&self, id: Id) -> bool {
        match self.program.node(id).source {
            Source::Tensor(entrance) => self.program.entrances[entrance].address.is_some(),
            Source::Step(_) => false,
        }
    }

    fn scratch(&mut self) {
        let program = self.program;
        for (index, step) in program.steps.iter().enumerate().filter(|(index, _)| self.backward[*index]) {
            if let Work::Operation(operation) = &step.work {
                let moment = self.backward_moment(index);
                for (part, size) in operation.scratch().into_iter().enumerate().filter(|(_, size)| *size > 0) {
                    self.of_scratch[index][part] = Some(self.live(size, moment, moment));
                }
            }
        }
    }

    fn pack(self) -> Plan {
        let Packing { offsets, size, bound } = pack(&self.lifetimes);
        let program = self.program;
        let values = program.nodes.iter().zip(&self.of_values).map(|(node, lifetime)| match (node.source, lifetime) {
            (Source::Tensor(entrance), _) => Place::Tensor(entrance),
            (Source::Step(_), Some(lifetime)) => Place::Arena(offsets[*lifetime]),
            (Source::Step(_), None) => Place::Nowhere,
        });
        let gradients = program.nodes.iter().enumerate().map(|(index, node)| {
            if !self.has_gradient[index] {
                return None;
            }
            match (node.source, self.of_gradients[index]) {
                (_, Some(lifetime)) => Some(Gradient::Arena(offsets[lifetime])),
                (Source::Tensor(entrance), None) => Some(Gradient::Variable(entrance)),
                (Source::Step(_), None) => None,
            }
        });
        let scratch = self.of_scratch.iter().map(|parts| parts.map(|part| part.map_or(0, |part| offsets[part])));
        Plan {
            values: values.collect(),
            gradients: gradients.collect(),
            scratch: scratch.collect(),
            forward: self.forward.to_vec(),
            backward: self.backward.to_vec(),
            shares: self.shares,
            size,
            bound,
        }
    }
}
