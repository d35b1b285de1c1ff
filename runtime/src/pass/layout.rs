//! What lies in the memory of a pass, and when.

use std::iter::zip;

use super::operation::SCRATCH;
use super::plan::{Flow, Gradient, Place, Plan, asked_for};
use super::program::{Id, Node, Program, Source, Work};
use super::recompute::{Move, share, way_back};
use crate::memory::{Lifetime, REACH, pack, pressure};
use crate::storage::{Device, Dtype};

/// What lies in the memory of a pass, and when. The moments are those of the forward steps, one between, those of the moves
/// on the way back, and the end.
pub(super) struct Layout<'a, E: Dtype, D: Device<E>> {
    program: &'a Program<E, D>,
    flow: &'a Flow,
    moves: Vec<Move>,
    lifetimes: Vec<Lifetime>,
    /// By lifetime: the device that it is on.
    places: Vec<usize>,
    /// Which lifetime is that of a value, of the value that is computed again, of a gradient, and of a step's own memory.
    of_values: Vec<Option<usize>>,
    of_values_again: Vec<Option<usize>>,
    of_gradients: Vec<Option<usize>>,
    of_scratch: Vec<[Option<usize>; SCRATCH]>,
    shares: Vec<bool>,
    /// By node: when its value is used for the last time on the way forward, and for the first time on the way back.
    idle: Vec<(usize, Option<usize>)>,
}

impl<'a, E: Dtype, D: Device<E>> Layout<'a, E, D> {
    /// The layout if these nodes are kept for the way back.
    pub(super) fn new(program: &'a Program<E, D>, flow: &'a Flow, kept: &[bool]) -> Self {
        let nodes = program.nodes.len();
        let mut layout = Self {
            program,
            flow,
            moves: way_back(program, flow, kept),
            lifetimes: Vec::new(),
            places: Vec::new(),
            of_values: vec![None; nodes],
            of_values_again: vec![None; nodes],
            of_gradients: vec![None; nodes],
            of_scratch: vec![[None; SCRATCH]; program.steps.len()],
            shares: vec![false; program.operands.len()],
            idle: vec![(0, None); nodes],
        };
        layout.values();
        layout.values_back();
        layout.gradients();
        layout.scratch();
        layout
    }

    pub(super) fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// How much is there at each moment.
    pub(super) fn pressure(&self) -> Vec<usize> {
        pressure(&self.lifetimes)
    }

    /// By how much the memory is above a limit, summed over all moments.
    pub(super) fn excess(&self, limit: usize) -> usize {
        self.pressure().into_iter().map(|there| there.saturating_sub(limit)).sum()
    }

    /// Between which moments a value only waits for the way back.
    pub(super) fn idle(&self, node: usize) -> Option<(usize, usize)> {
        let (from, to) = self.idle[node];
        Some((from, to?))
    }

    /// The moment between the forward and the backward pass.
    fn between(&self) -> usize {
        self.program.steps.len()
    }

    fn end(&self) -> usize {
        self.between() + 1 + self.moves.len()
    }

    /// The moves with their moments.
    fn back(&self) -> impl Iterator<Item = (usize, Move)> + use<E, D> {
        (self.between() + 1..).zip(self.moves.clone())
    }

    /// The backward parts of operations, with their moments.
    fn backward(&self) -> impl Iterator<Item = (usize, usize)> + use<E, D> {
        self.back().filter_map(|(moment, done)| match done {
            Move::Backward(step) => Some((moment, step)),
            Move::Again(_) => None,
        })
    }

    fn live(&mut self, size: usize, place: usize, first: usize, last: usize) -> usize {
        self.lifetimes.push(Lifetime { size, first, last });
        self.places.push(place);
        self.lifetimes.len() - 1
    }

    fn live_node(&mut self, node: usize, first: usize, last: usize) -> usize {
        let Node { len, place, .. } = self.program.nodes[node];
        self.live(len, place, first, last)
    }

    fn lasts(&mut self, lifetime: Option<usize>, moment: usize) {
        if let Some(index) = lifetime {
            let lifetime = &mut self.lifetimes[index];
            lifetime.last = lifetime.last.max(moment);
        }
    }

    fn values(&mut self) {
        let program = self.program;
        for (index, step) in program.steps.iter().enumerate().filter(|(index, _)| self.flow.forward[*index]) {
            for node in step.outputs.clone() {
                self.of_values[node] = Some(self.live_node(node, index, index));
            }
            for operand in program.operands(index) {
                self.lasts(self.of_values[operand.index()], index);
            }
        }
        for id in asked_for(program) {
            self.lasts(self.of_values[id.index()], self.between());
        }
        for id in &program.told {
            self.lasts(self.of_values[id.index()], self.end());
        }
        for (idle, lifetime) in zip(&mut self.idle, &self.of_values) {
            idle.0 = lifetime.map_or(0, |lifetime| self.lifetimes[lifetime].last);
        }
    }

    fn values_back(&mut self) {
        let program = self.program;
        for (moment, done) in self.back() {
            match done {
                Move::Again(step) => {
                    program.operands(step).iter().for_each(|id| self.reads_back(*id, moment));
                    for node in program.steps[step].outputs.clone() {
                        self.of_values_again[node] = Some(self.live_node(node, moment, moment));
                    }
                }
                Move::Backward(step) => program.read_back(step).for_each(|id| self.reads_back(id, moment)),
            }
        }
    }

    fn reads_back(&mut self, id: Id, moment: usize) {
        let again = self.of_values_again[id.index()];
        if again.is_none() {
            self.idle[id.index()].1.get_or_insert(moment);
        }
        self.lasts(again.or(self.of_values[id.index()]), moment);
    }

    fn gradients(&mut self) {
        let program = self.program;
        for seed in program.seeds.iter().filter(|seed| self.flow.has_gradient[seed.index()]) {
            if !self.is_variable(*seed) && self.of_gradients[seed.index()].is_none() {
                let between = self.between();
                self.of_gradients[seed.index()] = Some(self.live_node(seed.index(), between, between));
            }
        }
        for (moment, index) in self.backward() {
            let step = &program.steps[index];
            let own = self.of_gradients[step.outputs.start];
            self.lasts(own, moment);
            let operands = program.operands(index);
            let mut handed_on = match &step.work {
                Work::Operation(operation) => operation.hands_on(),
                Work::Foreign { .. } => &[],
            };
            for (place, operand) in operands.iter().enumerate() {
                let node = program.node(*operand);
                if !self.flow.has_gradient[operand.index()] || !node.tracked || self.is_variable(*operand) {
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
                    self.of_gradients[operand.index()] = Some(self.live_node(operand.index(), moment, moment));
                }
            }
        }
        for entrance in program.entrances.iter().filter(|entrance| entrance.traced) {
            let end = self.end();
            self.lasts(self.of_gradients[entrance.node.index()], end);
        }
    }

    fn is_variable(&self, id: Id) -> bool {
        match self.program.node(self.program.owner(id)).source {
            Source::Tensor(entrance) => self.program.entrances[entrance].address.is_some(),
            Source::Step(_) => false,
        }
    }

    fn scratch(&mut self) {
        for (moment, index) in self.backward() {
            if let Work::Operation(operation) = &self.program.steps[index].work {
                for (part, size) in operation.scratch().into_iter().enumerate().filter(|(_, size)| *size > 0) {
                    let place = self.program.place(index);
                    self.of_scratch[index][part] = Some(self.live(size, place, moment, moment));
                }
            }
        }
    }

    /// Puts everything in its place.
    pub(super) fn pack(&self) -> Plan {
        let mut offsets = vec![0; self.lifetimes.len()];
        let (mut sizes, mut bound) = (Vec::new(), 0);
        for place in 0..self.program.places() {
            let own: Vec<usize> = (0..offsets.len()).filter(|lifetime| self.places[*lifetime] == place).collect();
            let packing = pack(&own.iter().map(|lifetime| self.lifetimes[*lifetime]).collect::<Vec<_>>());
            zip(own, packing.offsets).for_each(|(lifetime, offset)| offsets[lifetime] = place * REACH + offset);
            sizes.push(packing.size);
            bound += packing.bound;
        }
        let place = |source, lifetime: Option<usize>| match (source, lifetime) {
            (Source::Tensor(entrance), _) => Place::Tensor(entrance),
            (Source::Step(_), Some(lifetime)) => Place::Arena(offsets[lifetime]),
            (Source::Step(_), None) => Place::Nowhere,
        };
        let nodes = || self.program.nodes.iter().enumerate();
        let values = nodes().map(|(index, node)| place(node.source, self.of_values[index]));
        let values_back =
            nodes().map(|(index, node)| place(node.source, self.of_values_again[index].or(self.of_values[index])));
        let gradients = nodes().map(|(index, node)| {
            if !self.flow.has_gradient[index] {
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
            values_back: values_back.collect(),
            gradients: gradients.collect(),
            scratch: scratch.collect(),
            forward: self.flow.forward.clone(),
            backward: self.flow.backward.clone(),
            moves: self.moves.clone(),
            shares: self.shares.clone(),
            size: sizes.iter().sum(),
            sizes,
            bound,
            recomputed: share(self.program, self.flow, &self.moves),
        }
    }
}
