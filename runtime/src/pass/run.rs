use std::iter::zip;

use dfdx::shapes::Shape;
use dfdx::tensor::{HasErr, OwnedTape, PutTape, Tensor};
use dfdx::tensor_ops::Backward;

use super::frame::{Frame, Scene, Variables};
use super::ledger::Ledger;
use super::outputs::Leaving;
use super::plan::{Gradient, Plan, TooLittle};
use super::pool::Key;
use super::program::{Id, Program, Work};
use super::recompute::Move;
use crate::kernels::optimizer::Optimizer;
use crate::kernels::{List, Memory};
use crate::memory::Block;
use crate::storage::{self, Device, Dtype, Flat, FlatIndices, Slice};

/// A program with its plan. Nothing in it belongs to a device, so that any thread may be the next to use it.
pub(crate) struct Run<E: Dtype, D: Device<E>> {
    pub(super) key: Key,
    pub(super) program: Program<E, D>,
    pub(super) plan: Plan,
    /// By entrance: where the gradient of a variable is in the network's list.
    pub(super) offsets: Vec<Option<usize>>,
    /// By update: which tensor of the network it changes.
    pub(super) updated: Vec<usize>,
    /// By tensor of the network: whether the loss can reach it.
    pub(super) reached: Vec<bool>,
    /// The tensors of the network that the loss can reach by its text, and no gradient is written to.
    pub(super) unwritten: Vec<usize>,
    /// By node: whether something was written to its gradient.
    begun: Vec<bool>,
    pub(super) room: Room<E, D>,
}

/// What one pass holds beside its run: its memory, and what has come in.
pub(super) struct Holding<E: Dtype, D: Device<E>> {
    pub(super) device: D,
    pub(super) arena: D::Block,
    /// By entrance.
    pub(super) tensors: Vec<Option<Entered<E, D>>>,
    pub(super) indices: Vec<FlatIndices<D>>,
}

/// The lists of a [`Holding`] between passes: nothing is in them, and their memory is used again.
pub(super) struct Room<E: Dtype, D: Device<E>> {
    tensors: Vec<Option<Entered<E, D>>>,
    indices: Vec<FlatIndices<D>>,
}

// SAFETY: there is nothing of a device in lists that are empty: they are made so, and `leave` clears them.
unsafe impl<E: Dtype, D: Device<E>> Send for Room<E, D> {}
// SAFETY: as above.
unsafe impl<E: Dtype, D: Device<E>> Sync for Room<E, D> {}

impl<E: Dtype, D: Device<E>> Room<E, D> {
    const EMPTY: Self = Self { tensors: Vec::new(), indices: Vec::new() };

    /// Lists for a pass with so many entrances.
    pub(super) fn enter(&mut self, device: D, arena: D::Block, entrances: usize) -> Holding<E, D> {
        let Self { mut tensors, indices } = std::mem::replace(self, Self::EMPTY);
        tensors.resize_with(entrances, || None);
        Holding { device, arena, tensors, indices }
    }

    /// Keeps the lists of a pass, and gives its memory back.
    pub(super) fn leave(&mut self, Holding { arena, mut tensors, mut indices, .. }: Holding<E, D>) -> D::Block {
        tensors.clear();
        indices.clear();
        *self = Self { tensors, indices };
        arena
    }
}

/// What dfdx has recorded of the foreign steps that are still to be gone back through, and what takes what it finds there for
/// variables.
type Others<'o, E, D> = (
    &'o mut Vec<(usize, Foreign<E, D>)>,
    &'o mut dyn FnMut(&mut dfdx::tensor::Gradients<E, D>) -> Result<(), <D as HasErr>::Err>,
);

/// A tensor that has come in.
pub(super) struct Entered<E: Dtype, D: Device<E>> {
    pub(super) tensor: Flat<E, D>,
    /// Where in it the pass begins to read: a tower reads its samples of a batch.
    pub(super) start: usize,
}

/// What dfdx has recorded of a foreign step.
pub(super) struct Foreign<E: Dtype, D: Device<E>> {
    pub(super) tape: OwnedTape<E, D>,
    pub(super) inputs: Vec<Flat<E, D>>,
    pub(super) output: Flat<E, D>,
}

impl<E: Dtype, D: Device<E>> Run<E, D> {
    pub(super) fn new(key: Key, program: Program<E, D>) -> Result<Self, TooLittle> {
        let limit = key.settings.memory_limit.map(|bytes| bytes / size_of::<E>());
        Ok(Self {
            plan: Plan::new(&program, limit)?,
            key,
            offsets: Vec::new(),
            updated: Vec::new(),
            reached: Vec::new(),
            unwritten: Vec::new(),
            begun: vec![false; program.nodes.len()],
            room: Room::EMPTY,
            program,
        })
    }

    /// Whether the next step is the one that was described.
    pub(super) fn follows(&self, step: usize, operands: &[Id], outputs: &[usize]) -> bool {
        self.program.steps.get(step).is_some_and(|recorded| {
            let sizes = self.program.nodes[recorded.outputs.clone()].iter().map(|node| node.len);
            self.program.operands(step) == operands && sizes.eq(outputs.iter().copied())
        })
    }

    /// Where a variable lies in the block of gradients, if one is written.
    pub(super) fn written(&self) -> impl Iterator<Item = usize> {
        let entrances = zip(&self.program.entrances, &self.offsets);
        entrances.filter_map(|(entrance, offset)| {
            self.plan.gradients[entrance.node.index()]?;
            *offset
        })
    }

    /// Whether dfdx does any of the steps.
    pub(super) fn has_foreign_steps(&self) -> bool {
        self.program.steps.iter().any(|step| matches!(step.work, Work::Foreign { .. }))
    }

    /// The memory on the way forward.
    fn scene<'r>(&'r self, holding: &'r Holding<E, D>) -> Scene<'r, E, D> {
        let Holding { device, arena, tensors, indices } = holding;
        Scene {
            device,
            program: &self.program,
            plan: &self.plan,
            values: &self.plan.values,
            tensors,
            indices,
            arena,
            variables: None,
        }
    }

    /// The memory on the way back.
    fn scene_back<'r>(&'r self, holding: &'r Holding<E, D>, variables: &'r D::Block) -> Scene<'r, E, D> {
        Scene {
            values: &self.plan.values_back,
            variables: Some(Variables { block: variables, offsets: &self.offsets }),
            ..self.scene(holding)
        }
    }

    /// Runs a step of the forward pass.
    pub(super) fn forward(&mut self, step: usize, holding: &Holding<E, D>) {
        let mut begun = std::mem::take(&mut self.begun);
        if let Work::Operation(operation) = &self.program.steps[step].work {
            operation.forward(&mut Frame::new(self.scene(holding), step, &mut begun));
        }
        self.begun = begun;
    }

    /// Runs a step of the forward pass if it is needed.
    pub(super) fn forward_at(&mut self, step: usize, holding: &Holding<E, D>) {
        if self.plan.forward[step] {
            self.forward(step, holding);
        }
    }

    /// How many devices its steps are placed on.
    pub(super) fn devices(&self) -> usize {
        self.program.steps.iter().map(|step| step.device + 1).max().unwrap_or(1)
    }

    /// The device of the first step from this one on that is needed forward.
    pub(super) fn device_forward(&self, step: usize) -> Option<usize> {
        let mut steps = step..self.program.steps.len();
        steps.find(|step| self.plan.forward[*step]).map(|step| self.program.steps[step].device)
    }

    /// The device of this move of the way back.
    pub(super) fn device_back(&self, at: usize) -> Option<usize> {
        let (Move::Again(step) | Move::Backward(step)) = *self.plan.moves.get(at)?;
        Some(self.program.steps[step].device)
    }

    /// Writes what a foreign step has made into its place.
    pub(super) fn place(&mut self, id: Id, value: &Flat<E, D>, holding: &Holding<E, D>) {
        self.scene(holding).fill(id, D::read(value));
    }

    /// The elements of a value.
    pub(super) fn value(&self, id: Id, holding: &Holding<E, D>) -> Result<Flat<E, D>, D::Err> {
        let scene = self.scene(holding);
        let mut tensor = holding.device.try_zeros_like(&(self.program.node(id).len,))?;
        Optimizer::copy(&holding.arena.kernels(), scene.value(id), D::write(&mut tensor)?);
        Ok(tensor)
    }

    /// Has `read` read a value where it lies.
    pub(super) fn with_value<R>(&self, id: Id, holding: &Holding<E, D>, read: impl FnOnce(Slice<'_, E, D>) -> R) -> R {
        read(self.scene(holding).value(id))
    }

    /// Begins the way back from the results: each of them is then to be given its gradient by [`seed`](Self::seed).
    pub(super) fn begin(&mut self) {
        self.begun.clear();
        self.begun.resize(self.program.nodes.len(), false);
        if Ledger::<E, D>::FILLS_AT_ONCE {
            for (begun, gradient) in zip(&mut self.begun, &self.plan.gradients) {
                *begun = matches!(gradient, Some(Gradient::Variable(_)));
            }
        }
    }

    /// Gives the result of this number its gradient.
    pub(super) fn seed(
        &mut self,
        (holding, variables): (&Holding<E, D>, &D::Block),
        index: usize,
        gradient: Slice<'_, E, D>,
    ) {
        let mut begun = std::mem::take(&mut self.begun);
        self.scene_back(holding, variables).add_gradient(self.program.seeds[index], Some(gradient), &mut begun);
        self.begun = begun;
    }

    /// Begins the way back from the one result that is a loss, whose gradient is a number.
    pub(super) fn begin_at_loss(&mut self, (holding, variables): (&Holding<E, D>, &D::Block), gradient: f64) {
        self.begin();
        for seed in &self.program.seeds {
            let scene = self.scene_back(holding, variables);
            scene.write_gradient(*seed, |target| Optimizer::fill(&holding.arena.kernels(), gradient, target));
            self.begun[seed.index()] = true;
        }
    }

    /// Runs all steps backward. `others` takes what dfdx has found for the variables of foreign steps.
    pub(super) fn backward(
        &mut self,
        (holding, variables): (&Holding<E, D>, &D::Block),
        mut foreign: Vec<(usize, Foreign<E, D>)>,
        others: &mut dyn FnMut(&mut dfdx::tensor::Gradients<E, D>) -> Result<(), D::Err>,
    ) -> Result<(), D::Err> {
        for at in 0..self.plan.moves.len() {
            self.back(at, (holding, variables), (&mut foreign, others))?;
        }
        Ok(())
    }

    /// Makes one move of the way back.
    pub(super) fn back(
        &mut self,
        at: usize,
        (holding, variables): (&Holding<E, D>, &D::Block),
        (foreign, others): Others<'_, E, D>,
    ) -> Result<(), D::Err> {
        let mut begun = std::mem::take(&mut self.begun);
        let scene = self.scene_back(holding, variables);
        let done @ (Move::Again(step) | Move::Backward(step)) = self.plan.moves[at];
        let result = match &self.program.steps[step].work {
            Work::Operation(operation) => {
                let mut frame = Frame::new(scene, step, &mut begun);
                if let Move::Again(_) = done {
                    operation.forward(&mut frame);
                } else {
                    operation.backward(&mut frame);
                    frame.complete();
                }
                Ok(())
            }
            Work::Foreign { .. } => {
                let recorded = foreign.pop_if(|(recorded, _)| *recorded == step);
                let result = match recorded {
                    Some((_, recorded)) => foreign_backward(scene, step, recorded, &mut begun, others),
                    None => Ok(()),
                };
                Frame::new(self.scene_back(holding, variables), step, &mut begun).complete();
                result
            }
        };
        self.begun = begun;
        result
    }

    /// Adds the gradients of the inputs that brought a tape to dfdx's, and those of variables.
    pub(super) fn hand_over(
        &self,
        holding: &Holding<E, D>,
        variables: &D::Block,
        gradients: &mut dfdx::tensor::Gradients<E, D>,
    ) -> Result<(), D::Err> {
        let scene = self.scene_back(holding, variables);
        for (entrance, tensor) in zip(&self.program.entrances, &holding.tensors) {
            let Some(Entered { tensor, .. }) = tensor else { continue };
            // An optimizer of dfdx's takes a variable without a gradient for a mistake.
            if !self.program.node(entrance.node).tracked {
                continue;
            }
            let target = D::write_buffer(gradients.get_or_alloc_mut(tensor)?);
            if let Some(gradient) = scene.gradient_of(entrance.node) {
                Optimizer::add(&holding.arena.kernels(), gradient, target);
            }
        }
        Ok(())
    }
}

impl<E: Dtype, D: Device<E>> Scene<'_, E, D> {
    /// Adds to the gradient of a value, or makes it zeros.
    fn add_gradient(&self, id: Id, gradient: Option<Slice<'_, E, D>>, begun: &mut [bool]) {
        let begun = std::mem::replace(&mut begun[id.index()], true);
        let kernels = self.arena.kernels();
        self.write_gradient(id, |target| match (gradient, begun) {
            (Some(gradient), true) => Optimizer::add(&kernels, gradient, target),
            (Some(gradient), false) => Optimizer::copy(&kernels, gradient, target),
            (None, true) => {}
            (None, false) => Optimizer::fill(&kernels, 0.0, target),
        });
    }
}

/// Runs what dfdx has recorded, with gradients of its own.
fn foreign_backward<E: Dtype, D: Device<E>>(
    scene: Scene<'_, E, D>,
    step: usize,
    Foreign { tape, inputs, output }: Foreign<E, D>,
    begun: &mut [bool],
    others: &mut dyn FnMut(&mut dfdx::tensor::Gradients<E, D>) -> Result<(), D::Err>,
) -> Result<(), D::Err> {
    let device = scene.device;
    let made = Id::new(scene.program.steps[step].outputs.start);
    let Some(incoming) = scene.gradient_of(made) else { return Ok(()) };
    let mut seed = storage::buffer(device, scene.program.node(made).len)?;
    Optimizer::copy(&scene.arena.kernels(), incoming, D::write_buffer(&mut seed));
    let mut tape = tape;
    dfdx::tensor::Tape::add_backward_op(&mut tape, move |gradients: &mut dfdx::tensor::Gradients<E, D>| {
        *gradients.get_or_alloc_mut(&output)? = seed;
        Ok(())
    });
    let end: Tensor<(), E, D> = device.try_zeros()?;
    let mut within = end.put_tape(tape).try_backward()?;
    for (operand, input) in zip(scene.program.operands(step), &inputs) {
        if scene.has_gradient(*operand) {
            scene.add_gradient(*operand, Some(D::read_buffer(within.get_or_alloc_mut(input)?)), begun);
        }
    }
    match scene.program.steps[step].work {
        Work::Foreign { trains: true } => others(&mut within),
        Work::Foreign { trains: false } | Work::Operation(_) => Ok(()),
    }
}

/// The values of a pass that has run, on their way out: those of each tower, if it ran in several.
#[doc(hidden)]
pub struct Results<'r, E: Dtype, D: Device<E>> {
    towers: List<Ran<'r, E, D>>,
    /// The number of the next that leaves.
    next: usize,
}

/// A run with its memory, and what leaves it.
type Ran<'r, E, D> = (&'r Run<E, D>, &'r Holding<E, D>, &'r [Leaving]);

impl<'r, E: Dtype, D: Device<E>> Results<'r, E, D> {
    pub(super) fn of(towers: impl IntoIterator<Item = Ran<'r, E, D>>) -> Self {
        Self { towers: towers.into_iter().collect(), next: 0 }
    }

    /// The next value as a tensor: the samples of all towers, one after the other.
    pub(super) fn tensor<S: Shape>(&mut self) -> Result<Tensor<S, E, D>, D::Err> {
        let leaving = |&(run, holding, leaving): &Ran<'r, E, D>| (run, holding, leaving[self.next]);
        let (_, first, of_first) = leaving(&self.towers[0]);
        let mut sizes = S::Concrete::default();
        of_first.shape.iter().enumerate().for_each(|(axis, size)| sizes[axis] = *size);
        self.towers[1..].iter().for_each(|tower| sizes[0] += leaving(tower).2.shape[0]);
        let shape = S::from_concrete(&sizes).unwrap_or_else(|| unreachable!("an output has the shape of its value"));
        let mut tensor = first.device.try_zeros_like(&(shape.num_elements(),))?;
        let mut start = 0;
        for (run, holding, Leaving { id, .. }) in self.towers.iter().map(leaving) {
            let own = start..start + run.program.node(id).len;
            start = own.end;
            let target = <D::Kernels as Memory<E>>::part_mut(D::write(&mut tensor)?, own);
            run.with_value(id, holding, |value| Optimizer::copy(&holding.arena.kernels(), value, target));
        }
        self.next += 1;
        storage::shaped(tensor, shape)
    }
}
