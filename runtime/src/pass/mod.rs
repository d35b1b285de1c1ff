//! A pass through a network: described once, planned, and then done again and again in the same memory.
//!
//! The body of a network runs twice at first. The first time it only says what there is to do, and a plan is made of that:
//! which steps are needed, which gradients go back, and where everything lies. Every other time its operations do their work
//! as they are called.

mod foreign;
mod frame;
mod layout;
mod ledger;
mod operation;
mod outputs;
mod perform;
mod plan;
mod pool;
mod program;
mod recompute;
mod record;
mod run;
mod settings;
mod share;
#[cfg(test)]
mod tests;
mod towers;
mod train;
mod value;
mod variables;

use std::ops::Range;

use dfdx::shapes::{Dim, HasShape, Shape};
use dfdx::tensor::{OwnedTape, PutTape, SplitTape, Tensor};
use dfdx::tensor_ops::ReshapeTo;

use crate::Error;
use crate::memory::Block;
use crate::storage::{self, Batched, Device, Dtype, Flat, Identities, Indices};

pub(crate) use foreign::Made;
pub(crate) use frame::{Frame, Part, Reads};
pub(crate) use ledger::{Booking, Ledger};
pub(crate) use operation::{Keeps, Operation, SCRATCH};
pub use outputs::Outputs;

pub use pool::Passes;
pub(crate) use program::{Id, Seen};
pub use run::Results;
pub use settings::Settings;
pub(crate) use towers::Work;
pub(crate) use train::Performed;
pub use value::Value;

use ledger::address;
use pool::Session;
use program::{Entrance, Program, Source, Update};
use run::Entered;
use share::Share;

/// What travels beside the values of one pass: what it does, its memory, and the updates that are pending.
///
/// [`Passes`] makes passes; what is applied in them are the functions of [`layer`](crate::layer) and [`loss`](crate::loss).
pub struct Pass<E: Dtype, D: Device<E>> {
    stage: Stage<E, D>,
    device: D,
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
}

enum Stage<E: Dtype, D: Device<E>> {
    Describing(Box<Program<E, D>>),
    Running(Session<E, D>),
    /// What the pass does is not what was described. It goes on without doing anything.
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

/// Where a tensor comes from.
#[derive(Clone, Copy, Debug)]
enum Origin {
    Untraced,
    /// With a tape of dfdx's, which wants its gradient.
    Traced,
    /// A field of the network.
    Field {
        address: usize,
        trained: bool,
    },
}

/// How far a pass has come through its program.
#[derive(Clone, Copy, Debug, Default)]
struct Cursor {
    call: usize,
    step: usize,
    decision: usize,
    application: usize,
}

impl<E: Dtype, D: Device<E>> Pass<E, D> {
    fn new(stage: Stage<E, D>, device: &D, mode: Mode) -> Self {
        Self {
            stage,
            device: device.clone(),
            mode,
            at: Cursor::default(),
            frozen: Vec::new(),
            batch: None,
            share: None,
            tape: None,
            problem: None,
        }
    }

    /// Takes in an input or a target that needs no gradient, and compares batch sizes.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn input<S: Batched>(
        &mut self,
        name: &'static str,
        input: &Tensor<S, E, D>,
    ) -> Result<Value<S::Erased, E, D>, D::Err> {
        let samples = self.samples(name, input.shape().batch().size());
        let shape = S::Erased::with_batch(samples.len());
        let width = shape.sample().iter().product::<usize>();
        let id = self.enter(input, Origin::Untraced, samples.start * width..samples.end * width)?;
        Ok(Value::new(id, shape))
    }

    /// Takes in an input or a target that holds indices, and compares batch sizes.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn input_indices<S: Batched>(
        &mut self,
        name: &'static str,
        input: &Tensor<S, usize, D>,
    ) -> Result<Tensor<S::Erased, usize, D>, D::Err> {
        let samples = self.samples(name, input.shape().batch().size());
        let part = storage::samples::<S, E, D>(input, samples)?;
        if let Some(share) = &mut self.share {
            share.indices.push((Identities::default().of(&part), D::flat_indices(input)?));
        }
        Ok(part)
    }

    /// The samples of an input that the pass is for. Compares its batch size with those of the inputs before.
    fn samples(&mut self, input: &'static str, found: usize) -> Range<usize> {
        let (other, expected) = *self.batch.get_or_insert((input, found));
        if found != expected {
            self.fail(Error::Batch { input, found, other, expected });
        }
        self.share.as_ref().map_or(0..found, |share| share.samples.start.min(found)..share.samples.end.min(found))
    }

    /// What the sum over all samples of a tower is multiplied with, so that the weighted mean of these is the sum over the batch.
    pub(crate) fn sum_scale(&self) -> f64 {
        self.share.as_ref().filter(|share| share.averages).map_or(1.0, |share| share.weight().recip())
    }

    /// The sum over a batch, as a pass finds it that is for all of it: `sum` adds up over some indices. It is multiplied with
    /// the part of the batch that this pass is for.
    pub(crate) fn sum_of_batch<S: Shape>(
        &self,
        indices: &Tensor<S, usize, D>,
        sum: impl FnOnce(Indices<'_, E, D>) -> f64,
    ) -> Result<f64, D::Err> {
        let share = self.share.as_ref().filter(|share| share.averages);
        match share.and_then(|share| Some((share.weight(), share.whole(indices)?))) {
            Some((weight, whole)) => Ok(weight * sum(D::read_indices(whole))),
            None => Ok(sum(D::read_indices(&D::flat_indices(indices)?))),
        }
    }

    /// Takes in an input that has brought its tape to the pass, as dfdx trains its modules.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn traced<S: Shape>(&mut self, input: &Tensor<S, E, D>) -> Result<Value<S, E, D>, D::Err> {
        let id = self.enter_whole(input, Origin::Traced)?;
        Ok(Value::new(id, *input.shape()))
    }

    /// Takes in indices that have brought their tape to the pass, as dfdx trains its `Embedding`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn traced_indices<S: Shape>(&mut self, input: &Tensor<S, usize, D>) -> Result<Tensor<S, usize, D>, D::Err> {
        self.untraced_indices(input)
    }

    /// Takes in an input without a tape and without a name, as dfdx runs its modules.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn untraced<S: Shape>(&mut self, input: &Tensor<S, E, D>) -> Result<Value<S, E, D>, D::Err> {
        let id = self.enter_whole(input, Origin::Untraced)?;
        Ok(Value::new(id, *input.shape()))
    }

    /// Takes in indices without a tape and without a name, as dfdx runs its modules.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn untraced_indices<S: Shape>(&mut self, input: &Tensor<S, usize, D>) -> Result<Tensor<S, usize, D>, D::Err> {
        Ok(input.clone())
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

    /// The kernels of the device.
    ///
    /// # Errors
    /// The device's.
    pub(crate) fn kernels(&self) -> Result<D::Kernels, D::Err> {
        match &self.stage {
            Stage::Running(session) => Ok(session.look().1.arena.kernels()),
            Stage::Describing(_) | Stage::Diverged => self.device.kernels(),
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

    /// What another random number decides of an operation of this pass.
    pub(crate) fn random_seed(&self) -> u64 {
        if self.is_running() { self.device.random_u64() } else { 0 }
    }

    /// Does an operation, and gives the first of its outputs; the others follow it.
    ///
    /// What it reads are `operands`; `outputs` are the sizes of what it makes.
    pub(crate) fn apply<O: Operation<E, D>>(&mut self, operation: O, operands: &[Id], outputs: &[usize]) -> Id {
        match &mut self.stage {
            Stage::Describing(program) => {
                let tracked = self.mode.records && operands.iter().any(|operand| program.node(*operand).tracked);
                program.step(program::Work::Operation(Box::new(operation)), operands, outputs, tracked)
            }
            Stage::Running(session) => {
                let step = self.at.step;
                self.at.step += 1;
                let waits = session.waits;
                let (run, holding) = session.parts();
                if !run.follows(step, operands, outputs) || !run.program.steps[step].work.renew(operation) {
                    return self.diverge();
                }
                if run.plan.forward[step] && !waits {
                    run.forward(step, holding);
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

    /// A variable, whatever its strides: users may assign any tensor to a field.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub(crate) fn variable<S: Shape>(&mut self, variable: &Tensor<S, E, D>) -> Result<Id, D::Err> {
        self.enter_whole(variable, Origin::Field { address: address(variable), trained: self.trains() })
    }

    /// A running statistic, which has no gradient.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub(crate) fn statistic<S: Shape>(&mut self, running: &Tensor<S, E, D>) -> Result<Id, D::Err> {
        self.enter_whole(running, Origin::Field { address: address(running), trained: false })
    }

    /// The number of indices, by which an operation finds them.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub(crate) fn indices<S: Shape>(&mut self, indices: &Tensor<S, usize, D>) -> Result<usize, D::Err> {
        let Stage::Running(session) = &mut self.stage else { return Ok(0) };
        let (_, holding) = session.parts();
        holding.indices.push(D::flat_indices(indices)?);
        Ok(holding.indices.len() - 1)
    }

    fn enter_whole<S: Shape>(&mut self, tensor: &Tensor<S, E, D>, origin: Origin) -> Result<Id, D::Err> {
        self.enter(tensor, origin, 0..tensor.shape().num_elements())
    }

    /// Takes in some of the elements of a tensor, in the order of its shape.
    fn enter<S: Shape>(
        &mut self,
        tensor: &Tensor<S, E, D>,
        origin: Origin,
        elements: Range<usize>,
    ) -> Result<Id, D::Err> {
        let Range { start, .. } = elements;
        let len = elements.len();
        match &mut self.stage {
            Stage::Describing(program) => {
                let (address, tracked) = match origin {
                    Origin::Untraced => (None, false),
                    Origin::Traced => (None, true),
                    Origin::Field { address, trained } => (Some(address), trained),
                };
                // What a critic uses of the network that it looks at has no gradient.
                let known = address.and_then(|_| {
                    program.entrances.iter().position(|entrance| {
                        entrance.address == address && program.nodes[entrance.node.index()].tracked == tracked
                    })
                });
                let entrance = known.unwrap_or(program.entrances.len());
                program.calls.push(entrance);
                if known.is_none() {
                    let node = program.add(len, Source::Tensor(entrance), tracked);
                    program.entrances.push(Entrance { node, address, traced: matches!(origin, Origin::Traced) });
                }
                Ok(program.entrances[entrance].node)
            }
            Stage::Running(session) => {
                self.at.call += 1;
                let (run, holding) = session.parts();
                let Some(&entrance) = run.program.calls.get(self.at.call - 1) else { return Ok(self.diverge()) };
                let node = run.program.entrances[entrance].node;
                if run.program.node(node).len != len {
                    return Ok(self.diverge());
                }
                if holding.tensors[entrance].is_none() {
                    let tensor = match &self.share {
                        Some(share) => share.in_order(entrance, tensor)?,
                        None => in_order(tensor, &mut self.tape)?,
                    };
                    session.parts().1.tensors[entrance] = Some(Entered { tensor, start });
                }
                Ok(node)
            }
            Stage::Diverged => Ok(Id::new(0)),
        }
    }

    /// Notes `running ← (1 − momentum) · running + momentum · factor · statistic`.
    pub(crate) fn update<S: Shape>(&mut self, running: &Tensor<S, E, D>, momentum: f64, statistic: Id, factor: f64) {
        if let Stage::Describing(program) = &mut self.stage {
            program.updates.push(Update { address: address(running), statistic, momentum, factor });
        }
    }

    /// An end point that an application of a network has computed already.
    pub(crate) fn known(&self, application: usize, seen: Seen) -> Option<Id> {
        let program = match &self.stage {
            Stage::Describing(program) => program,
            Stage::Running(session) => &session.run().program,
            Stage::Diverged => return None,
        };
        let found = program.known.iter().find(|(network, known, _)| (*network, *known) == (application, seen));
        found.map(|(_, _, id)| *id)
    }

    /// Keeps an end point for whoever asks for it next.
    pub(crate) fn remember(&mut self, application: usize, seen: Seen, id: Id) {
        match &mut self.stage {
            Stage::Describing(program) => program.known.push((application, seen, id)),
            Stage::Running(session) => session.parts().0.program.known.push((application, seen, id)),
            Stage::Diverged => {}
        }
    }

    /// A number for another application of a network whose end points are asked for.
    pub(crate) fn application(&mut self) -> usize {
        self.at.application += 1;
        self.at.application
    }

    /// Keeps an error that a device's error type cannot tell, until the pass is closed.
    pub(crate) fn fail(&mut self, problem: Error) {
        self.problem.get_or_insert(problem);
    }
}

/// A tensor whose memory is in the order of its shape, without the shape.
///
/// The gradient of a view is that of its copy; towards dfdx, it finds its way back through dfdx's own tape, which adds up
/// what belongs to one place of its memory.
fn in_order<S: Shape, E: Dtype, D: Device<E>>(
    tensor: &Tensor<S, E, D>,
    tape: &mut Option<OwnedTape<E, D>>,
) -> Result<Flat<E, D>, D::Err> {
    if D::is_contiguous(tensor) {
        return storage::flat(tensor);
    }
    let copy = match tape.take() {
        Some(own) => {
            let (copy, own) = tensor.clone().put_tape(own).try_contiguous()?.split_tape();
            *tape = Some(own);
            copy
        }
        None => tensor.clone().try_contiguous()?,
    };
    storage::flat(&copy)
}
