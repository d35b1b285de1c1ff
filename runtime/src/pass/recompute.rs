//! What is kept for the way back, and what is computed again instead.
//!
//! To begin with, all that the backward pass reads is kept. Where that takes too much memory, values are given up one after
//! the other: each time the one that frees the most, where there is too much, for the least work. What was given up is
//! computed again when the backward pass first needs it, from what is there, so that between two values that are kept there
//! may be a whole segment to be computed again ([Chen et al. 2016](https://arxiv.org/abs/1604.06174)).

use std::collections::BinaryHeap;
use std::iter::zip;

use super::layout::Layout;
use super::plan::{Flow, Plan, TooLittle};
use super::program::{Id, Program, Source, Work};
use crate::storage::{Device, Dtype};

/// Something that is done on the way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    /// A forward step again, whose outputs were not kept.
    Again(usize),
    /// The backward part of a step.
    Backward(usize),
}

/// How many values are tried before the best of them is given up.
const TRIED: usize = 12;
/// How many limits are tried to find the least that is possible.
const ROUNDS: usize = 12;
/// A processor does so many multiplications of a product of matrices in the time in which it moves one element.
const MULTIPLICATIONS: f64 = 8.0;

/// The nodes that the backward pass reads.
pub(super) fn read_back<E: Dtype, D: Device<E>>(program: &Program<E, D>, flow: &Flow) -> Vec<bool> {
    let mut read = vec![false; program.nodes.len()];
    for step in (0..program.steps.len()).filter(|step| flow.backward[*step]) {
        program.read_back(step).for_each(|id| read[id.index()] = true);
    }
    // What is there can be rounded again, which takes less time than the memory is worth.
    for step in (0..program.steps.len()).filter(|step| program.is_rounding(*step)) {
        let is_there = program.operands(step).iter().all(|id| match program.node(*id).source {
            Source::Tensor(_) => true,
            Source::Step(_) => read[id.index()],
        });
        if is_there {
            read[program.steps[step].outputs.start] = false;
        }
    }
    read
}

/// All that is done on the way back, if these nodes are kept.
pub(super) fn way_back<E: Dtype, D: Device<E>>(program: &Program<E, D>, flow: &Flow, kept: &[bool]) -> Vec<Move> {
    let mut kept = kept.to_vec();
    loop {
        let moves = moves(program, flow, &kept);
        // A step that is done again makes all that it made.
        let mut gives_up = false;
        for step in again(&moves) {
            for node in &mut kept[program.steps[step].outputs.clone()] {
                gives_up |= std::mem::take(node);
            }
        }
        if !gives_up {
            return moves;
        }
    }
}

fn moves<E: Dtype, D: Device<E>>(program: &Program<E, D>, flow: &Flow, kept: &[bool]) -> Vec<Move> {
    // By step: whether it is done again by now, or will be before the next move.
    let mut done = vec![false; program.steps.len()];
    let mut due = BinaryHeap::new();
    let mut need = |id: Id, due: &mut BinaryHeap<usize>| {
        if let Source::Step(step) = program.node(id).source
            && !kept[id.index()]
            && program.steps[step].repeats()
            && !std::mem::replace(&mut done[step], true)
        {
            due.push(step);
        }
    };
    let mut moves = Vec::new();
    for step in (0..program.steps.len()).rev().filter(|step| flow.backward[*step]) {
        program.read_back(step).for_each(|id| need(id, &mut due));
        let first = moves.len();
        while let Some(step) = due.pop() {
            moves.push(Move::Again(step));
            program.operands(step).iter().for_each(|id| need(*id, &mut due));
        }
        moves[first..].reverse();
        moves.push(Move::Backward(step));
    }
    moves
}

/// The steps that are done again.
fn again(moves: &[Move]) -> impl Iterator<Item = usize> {
    moves.iter().filter_map(|done| match done {
        Move::Again(step) => Some(*step),
        Move::Backward(_) => None,
    })
}

/// The share of the work of the forward pass that these moves do again.
pub(super) fn share<E: Dtype, D: Device<E>>(program: &Program<E, D>, flow: &Flow, moves: &[Move]) -> f64 {
    let again = again(moves).filter(|step| !program.is_rounding(*step));
    let again: f64 = again.map(|step| cost(program, step)).sum();
    let steps = (0..program.steps.len()).filter(|step| flow.forward[*step]);
    let whole: f64 = steps.map(|step| cost(program, step)).sum();
    if again == 0.0 { 0.0 } else { again / whole }
}

/// About how long a step takes, in moves of an element.
fn cost<E: Dtype, D: Device<E>>(program: &Program<E, D>, step: usize) -> f64 {
    let Work::Operation(operation) = &program.steps[step].work else { return 0.0 };
    let read = program.operands(step).iter().map(|id| program.node(*id).len);
    let written = program.nodes[program.steps[step].outputs.clone()].iter().map(|node| node.len);
    let moved: usize = read.chain(written).sum();
    moved as f64 + operation.multiply_adds() as f64 / MULTIPLICATIONS
}

/// A plan that takes no more elements than the limit; `whole` is that in which nothing is computed again.
pub(super) fn within<E: Dtype, D: Device<E>>(
    limit: usize,
    program: &Program<E, D>,
    flow: &Flow,
    whole: Plan,
) -> Result<Plan, TooLittle> {
    if let Some(plan) = Search::new(program, flow).within(limit) {
        return Ok(plan);
    }
    let most = whole.size;
    let (mut least, mut impossible) = (whole, 0_usize);
    for _ in 0..ROUNDS {
        match Search::new(program, flow).within(impossible.midpoint(least.size)) {
            Some(plan) => least = plan,
            None => impossible = impossible.midpoint(least.size),
        }
        if least.size <= limit {
            return Ok(least);
        }
    }
    Err(TooLittle { least: least.size, most })
}

/// A search for what to give up.
struct Search<'a, E: Dtype, D: Device<E>> {
    program: &'a Program<E, D>,
    flow: &'a Flow,
    kept: Vec<bool>,
    layout: Layout<'a, E, D>,
    /// The work that is done again.
    work: f64,
}

impl<'a, E: Dtype, D: Device<E>> Search<'a, E, D> {
    fn new(program: &'a Program<E, D>, flow: &'a Flow) -> Self {
        let kept = read_back(program, flow);
        let layout = Layout::new(program, flow, &kept);
        Self { program, flow, kept, layout, work: 0.0 }
    }

    fn within(mut self, limit: usize) -> Option<Plan> {
        // What is there at one moment may be below a limit that its packing is not.
        let mut target = limit;
        loop {
            self.give_up(target)?;
            self.take_back(target);
            let plan = self.layout.pack();
            match plan.size.checked_sub(limit) {
                None | Some(0) => return Some(plan),
                Some(over) => target = target.checked_sub(over)?,
            }
        }
    }

    /// Gives values up until no more elements than the target are there at any moment.
    fn give_up(&mut self, target: usize) -> Option<()> {
        let mut excess = self.layout.excess(target);
        while excess > 0 {
            let mut candidates = self.candidates(target);
            candidates.sort_by(|(_, one), (_, other)| other.total_cmp(one));
            let best = candidates.chunks(TRIED).find_map(|some| self.best(some, target, excess));
            let (layout, left, work, node) = best?;
            self.kept[node] = false;
            (self.layout, self.work, excess) = (layout, work, left);
        }
        Some(())
    }

    /// What may be given up, and about how much that frees for its work.
    fn candidates(&self, target: usize) -> Vec<(usize, f64)> {
        // By moment: at how many before there is too much.
        let full = self.layout.pressure().into_iter().scan(0, |full, there| {
            let before = *full;
            *full += usize::from(there > target);
            Some(before)
        });
        let full: Vec<usize> = full.collect();
        let kept = (0..self.kept.len()).filter(|node| self.kept[*node]);
        let candidates = kept.filter_map(|node| {
            let Source::Step(step) = self.program.nodes[node].source else { return None };
            if !self.program.steps[step].repeats() {
                return None;
            }
            let (from, to) = self.layout.idle(node)?;
            let freed = self.program.nodes[node].len * (full[to] - full[from + 1]);
            let cost = cost(self.program, step);
            (freed > 0 && cost > 0.0).then(|| (node, freed as f64 / cost))
        });
        candidates.collect()
    }

    /// The best of some candidates, if there is one: what becomes of it.
    fn best(
        &self,
        candidates: &[(usize, f64)],
        target: usize,
        excess: usize,
    ) -> Option<(Layout<'a, E, D>, usize, f64, usize)> {
        let mut kept = self.kept.clone();
        let tried = candidates.iter().filter_map(|(node, _)| {
            kept[*node] = false;
            let layout = Layout::new(self.program, self.flow, &kept);
            kept[*node] = true;
            let (left, work) = (layout.excess(target), self.work_of(&layout));
            let freed = excess.checked_sub(left).filter(|freed| *freed > 0)?;
            let more = (work - self.work).max(1.0);
            Some((freed as f64 / more, (layout, left, work, *node)))
        });
        let best = tried.max_by(|(one, _), (other, _)| one.total_cmp(other));
        best.map(|(_, found)| found)
    }

    /// Keeps again what there turned out to be room for, the dearest first.
    fn take_back(&mut self, target: usize) {
        let given_up = zip(read_back(self.program, self.flow), &self.kept).enumerate();
        let given_up = given_up.filter(|(_, (read, kept))| *read && !**kept).filter_map(|(node, _)| {
            let Source::Step(step) = self.program.nodes[node].source else { return None };
            Some((node, cost(self.program, step)))
        });
        let mut given_up: Vec<_> = given_up.collect();
        given_up.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        for (node, _) in given_up {
            self.kept[node] = true;
            let layout = Layout::new(self.program, self.flow, &self.kept);
            let work = self.work_of(&layout);
            if work < self.work && layout.excess(target) == 0 {
                (self.layout, self.work) = (layout, work);
            } else {
                self.kept[node] = false;
            }
        }
    }

    fn work_of(&self, layout: &Layout<'_, E, D>) -> f64 {
        again(layout.moves()).map(|step| cost(self.program, step)).sum()
    }
}
