//! Which steps of a program are done, and where everything lies while they are.

use super::layout::Layout;
use super::operation::SCRATCH;
use super::program::{Id, Program};
use super::recompute::{self, Move};
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
    /// What is done on the way back, in order.
    pub(super) moves: Vec<Move>,
    /// Where values are on the way forward.
    pub(super) values: Vec<Place>,
    /// Where they are on the way back: elsewhere, if they are computed again.
    pub(super) values_back: Vec<Place>,
    /// Where gradients lie, if there are any. Those of variables are not here: they outlive the pass.
    pub(super) gradients: Vec<Option<Gradient>>,
    /// For each operand in the program's list: whether its gradient takes over the memory of the output's.
    pub(super) shares: Vec<bool>,
    pub(super) scratch: Vec<[usize; SCRATCH]>,
    /// How many elements the memory of the pass has, and on each of its devices.
    pub(super) size: usize,
    pub(super) sizes: Vec<usize>,
    /// The most that must be there at one moment.
    pub(super) bound: usize,
    /// How much of the work of the forward pass is done again, as a share of it.
    pub(super) recomputed: f64,
}

/// Where a gradient is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gradient {
    /// In the memory of the pass, from this element on.
    Arena(usize),
    /// With those of all variables: that of this entrance.
    Variable(usize),
}

/// No plan takes as little memory as was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLittle {
    /// The elements that the plan takes which takes the least.
    pub(super) least: usize,
    /// The elements that the plan takes in which nothing is computed twice.
    pub(super) most: usize,
}

impl Plan {
    /// Plans a program; with a limit, so that its memory has no more elements than that.
    pub(super) fn new<E: Dtype, D: Device<E>>(
        program: &Program<E, D>,
        limit: Option<usize>,
    ) -> Result<Self, TooLittle> {
        let flow = Flow::new(program);
        let plan = Layout::new(program, &flow, &recompute::read_back(program, &flow)).pack();
        match limit {
            Some(limit) if plan.size > limit => recompute::within(limit, program, &flow, plan),
            _ => Ok(plan),
        }
    }
}

/// What is needed of a program.
pub(super) struct Flow {
    /// The steps that something is asked of.
    pub(super) forward: Vec<bool>,
    /// The steps that gradients go back through.
    pub(super) backward: Vec<bool>,
    /// The nodes that have a gradient.
    pub(super) has_gradient: Vec<bool>,
}

impl Flow {
    fn new<E: Dtype, D: Device<E>>(program: &Program<E, D>) -> Self {
        let forward = needed(program);
        let (backward, has_gradient) = reached(program, &forward);
        Self { forward, backward, has_gradient }
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

/// What must be there when the forward pass is over.
pub(super) fn asked_for<E: Dtype, D: Device<E>>(program: &Program<E, D>) -> impl Iterator<Item = Id> {
    let parts = program.parts.iter().map(|(_, value)| *value);
    let statistics = program.updates.iter().map(|update| update.statistic);
    let checks = program.checks.iter().map(|check| check.value);
    program.results.iter().copied().chain(parts).chain(statistics).chain(checks)
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
