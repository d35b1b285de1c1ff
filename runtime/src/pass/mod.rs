//! A pass through a network: described once, planned, and then done again and again in the same memory.
//!
//! The body of a network runs twice at first. The first time it only says what there is to do, and a plan is made of that:
//! which steps are needed, which gradients go back, and where everything lies. Every other time its operations do their work
//! as they are called.

mod beside;
mod buckets;
mod check;
mod enter;
mod foreign;
mod frame;
mod hand_out;
mod holding;
mod hop;
mod layout;
mod ledger;
mod look;
mod operation;
mod outputs;
mod perform;
mod plan;
mod pool;
mod program;
mod recompute;
mod record;
mod remains;
mod repeat;
mod rounding;
mod run;
mod settings;
mod share;
#[cfg(test)]
mod tests;
mod together;
mod towers;
mod train;
mod value;
mod variables;

use std::cell::Cell;

use dfdx::shapes::Shape;
use dfdx::tensor::{OwnedTape, Tensor};

use crate::Error;
use crate::axis::Sizes;
use crate::kernels::round::Half;
use crate::memory::Block;
use crate::storage::{Device, Dock, Dtype, Fault, InPass};

use foreign::ForeignVariable;
pub(crate) use foreign::Made;
pub(crate) use frame::{Frame, Part, Reads};
pub(crate) use ledger::{Booking, Ledger};
pub(crate) use operation::{Keeps, Meeting, Operation, SCRATCH, Sums};
pub use outputs::{Outputs, Results};

pub use pool::Passes;
pub(crate) use program::Id;
pub use settings::Settings;
pub(crate) use towers::Work;
pub(crate) use train::{Outcome, Performed};
pub use value::Value;

use ledger::address;
use look::Looking;
use pool::Session;
use program::{Program, Renewed, Update};
use share::Share;

/// What travels beside the values of one pass: what it does, its memory, and the updates that are pending.
///
/// [`Passes`] makes passes; what is applied in them are the functions of [`layer`](crate::layer) and [`loss`](crate::loss).
pub struct Pass<E: Dtype, D: Device<E>> {
    stage: Stage<E, D>,
    device: D,
    /// How many samples it is for.
    samples: usize,
    /// How large the axes of the network are.
    sizes: Sizes,
    mode: Mode,
    at: Cursor,
    /// Where the running statistics of frozen scopes lie, while the pass is described.
    frozen: Vec<usize>,
    batch: Option<(&'static str, usize)>,
    /// The part of the batch that it is for, if it is one of a tower.
    share: Option<Share<E, D>>,
    /// dfdx's, where it trains the network.
    tape: Option<OwnedTape<E, D>>,
    problem: Option<Error>,
    /// Whether somebody will ask for the loss.
    reads_loss: bool,
    /// How many sums over the whole batch were asked for.
    sums: Cell<usize>,
    /// Which values of a network are asked for.
    looking: Option<Looking<E, D>>,
}

enum Stage<E: Dtype, D: Device<E>> {
    Describing(Box<Program<E, D>>),
    Running(Session<E, D>),
    /// What the pass does is not what was described, or nobody asks for it. It goes on without doing anything.
    Diverged,
}

/// How layers behave.
#[derive(Clone, Copy, Debug)]
struct Mode {
    /// Batch statistics and dropout, or running statistics and none.
    training: bool,
    /// Whether there are gradients.
    records: bool,
    /// Whether those of variables are wanted, if there are any.
    variables: bool,
}

impl Mode {
    const INFERENCE: Self = Self { training: false, records: false, variables: false };
    const TRAINING: Self = Self { training: true, records: true, variables: true };
}

/// How far a pass has come through its program.
#[derive(Clone, Copy, Debug, Default)]
struct Cursor {
    call: usize,
    step: usize,
    decision: usize,
    indices: usize,
    number: usize,
}

impl<E: Dtype, D: Device<E>> Pass<E, D> {
    fn new(stage: Stage<E, D>, device: &D, samples: usize, sizes: Sizes, mode: Mode) -> Self {
        Self {
            stage,
            device: device.clone(),
            samples,
            sizes,
            mode,
            at: Cursor::default(),
            frozen: Vec::new(),
            batch: None,
            share: None,
            tape: None,
            problem: None,
            reads_loss: false,
            sums: Cell::new(0),
            looking: None,
        }
    }

    /// Notes the value of a loss function that the loss of the pass is made of.
    pub fn part(&mut self, name: &'static str, value: &Value<(), E, D>) {
        if let Stage::Describing(program) = &mut self.stage {
            program.parts.push((name, value.id()));
        }
    }

    /// The device that everything is on.
    pub fn device(&self) -> &D {
        &self.device
    }

    /// How many samples it is for: those of the batch, or of the part of it that a tower has.
    pub(crate) fn samples(&self) -> usize {
        self.samples
    }

    /// How large the axes of the network are.
    pub fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// The shape of a value of this batch.
    pub(crate) fn shape<S: InPass>(&self, batch: S::Batch) -> S {
        S::of(batch, &self.sizes)
    }

    /// Has what `body` applies be done by this device, where a network is placed on several.
    pub fn on<R>(&mut self, device: usize, body: impl FnOnce(&mut Self) -> R) -> R {
        let around = self.place(Some(device));
        let result = body(self);
        self.place(around);
        result
    }

    /// Says where the next steps are done, and tells where they would have been.
    fn place(&mut self, device: Option<usize>) -> Option<usize> {
        match &mut self.stage {
            Stage::Describing(program) => std::mem::replace(&mut program.device, device),
            // It was said when the pass was described.
            Stage::Running(_) | Stage::Diverged => None,
        }
    }

    /// The kernels of the network's device.
    ///
    /// # Errors
    /// The device's.
    pub(crate) fn kernels(&self) -> Result<D::Kernels, D::Err> {
        match &self.stage {
            Stage::Running(session) => Ok(session.look().1.home()),
            Stage::Describing(_) | Stage::Diverged => self.device.kernels(),
        }
    }

    /// Has `body` apply products of factors that are not rounded, whatever the precision of the pass.
    pub(crate) fn in_full<R>(&mut self, body: impl FnOnce(&mut Self) -> R) -> R {
        let half = self.set_half(None);
        let result = body(self);
        self.set_half(half);
        result
    }

    fn set_half(&mut self, half: Option<Half>) -> Option<Half> {
        match &mut self.stage {
            Stage::Describing(program) => std::mem::replace(&mut program.half, half),
            Stage::Running(_) | Stage::Diverged => None,
        }
    }

    /// Whether layers behave as in training: batch statistics, dropout.
    pub(crate) fn is_training(&self) -> bool {
        self.mode.training
    }

    /// Whether batch norm uses this running statistic, and leaves it as it is.
    pub(crate) fn keeps<S: Shape>(&mut self, running: &Tensor<S, E, D>) -> bool {
        match &mut self.stage {
            Stage::Describing(program) => {
                let keeps = !self.mode.training || self.frozen.contains(&address(running));
                program.decisions.push(keeps);
                keeps
            }
            Stage::Running(session) => {
                self.at.decision += 1;
                session.run().program.decisions.get(self.at.decision - 1).copied().unwrap_or(true)
            }
            Stage::Diverged => true,
        }
    }

    /// Whether there are gradients.
    pub(crate) fn records(&self) -> bool {
        self.mode.records
    }

    /// Whether the gradients of variables will be asked for.
    pub(crate) fn trains(&self) -> bool {
        self.mode.records && self.mode.variables
    }

    /// Has `look` run in a critic: as in inference, and without gradients of variables.
    pub(crate) fn as_critic<R>(&mut self, look: impl FnOnce(&mut Self) -> R) -> R {
        let mode = self.mode;
        self.mode = Mode { training: false, variables: false, ..mode };
        let result = look(self);
        self.mode = mode;
        result
    }

    /// Whether the body of the network is run to do its work, and not only to say what that is.
    pub(crate) fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Running(_))
    }

    /// Draws a random number for an operation of this pass, which finds it by the number that this is of them.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub(crate) fn random_number(&mut self) -> Result<usize, D::Err> {
        self.at.number += 1;
        if let Stage::Running(session) = &mut self.stage {
            let waits = session.waits;
            let (run, holding) = session.parts();
            let number = match &self.share {
                Some(Share { ranks: Some(ranks), samples, .. }) => ranks.random(samples.start, self.at.number),
                _ => self.device.random_u64(),
            };
            holding.numbers.push(number as usize);
            if !waits {
                let kernels = holding.arena.kernels();
                run.docks[0].take_numbers(&kernels, &holding.numbers).map_err(Fault::into_error)?;
            }
        }
        Ok(self.at.number - 1)
    }

    /// Does an operation, and gives the first of its outputs; the others follow it.
    ///
    /// What it reads are `operands`; `outputs` are the sizes of what it makes.
    pub(crate) fn apply<O: Operation<E, D> + PartialEq>(
        &mut self,
        operation: O,
        operands: &[Id],
        outputs: &[usize],
    ) -> Id {
        match &mut self.stage {
            Stage::Describing(program) => {
                let tracked = self.mode.records
                    && !operation.stops()
                    && operands.iter().any(|operand| program.node(*operand).tracked);
                program.step(program::Work::Operation(Box::new(operation)), operands, outputs, tracked)
            }
            Stage::Running(session) => {
                let waits = session.waits;
                let (run, holding) = session.parts();
                let begin = self.at.step;
                let step = run.program.next_called(begin);
                self.at.step = step + 1;
                if !run.follows(step, operands, outputs) {
                    return self.diverge();
                }
                match run.program.steps[step].work.renew(operation) {
                    Some(Renewed::Same) => {}
                    Some(Renewed::Other) => run.forget_recordings(),
                    None => return self.diverge(),
                }
                if !waits {
                    // What it reads is rounded before.
                    (begin..=step).for_each(|step| run.forward_at(step, holding));
                }
                Id::new(run.program.steps[step].outputs.start)
            }
            Stage::Diverged => Id::new(0),
        }
    }

    fn diverge(&mut self) -> Id {
        if let Stage::Running(session) = std::mem::replace(&mut self.stage, Stage::Diverged) {
            session.discard();
        }
        Id::new(0)
    }

    /// Notes `running ← (1 − momentum) · running + momentum · factor · statistic`.
    pub(crate) fn update<S: Shape>(&mut self, running: &Tensor<S, E, D>, momentum: f64, statistic: Id, factor: f64) {
        if let Stage::Describing(program) = &mut self.stage {
            program.updates.push(Update { address: address(running), statistic, momentum, factor });
        }
    }

    /// Keeps an error that a device's error type cannot tell, until the pass is closed.
    pub(crate) fn fail(&mut self, problem: Error) {
        if !self.is_resting() {
            self.problem.get_or_insert(problem);
        }
    }
}
