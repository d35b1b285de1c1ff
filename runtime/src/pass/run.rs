use std::iter::zip;

use dfdx::shapes::Shape;
use dfdx::tensor::{OwnedTape, PutTape, Tensor};
use dfdx::tensor_ops::Backward;

use super::frame::{Frame, Scene, Variables};
use super::ledger::Ledger;
use super::plan::{Gradient, Plan, TooLittle};
use super::pool::Key;
use super::program::{Id, Program, Work};
use super::recompute::Move;
use super::repeat::Repeated;
use super::value::Value;
use crate::kernels::optimizer::Optimizer;
use crate::memory::Block;
use crate::storage::{self, Device, Dock, Dtype, Fault, Flat, FlatIndices, Slice};

/// A program with its plan. Any thread may be the next to use it.
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
    /// Whether all steps of the forward pass are done together, when the body is through.
    pub(super) puts_off: bool,
    /// What comes in.
    pub(super) dock: D::Dock,
    forward: Repeated<E, D>,
    pub(super) backward: Repeated<E, D>,
}

/// What one pass holds beside its run: its memory, and what has come in.
pub(super) struct Holding<E: Dtype, D: Device<E>> {
    pub(super) device: D,
    pub(super) arena: D::Block,
    /// By entrance.
    pub(super) tensors: Vec<Option<Flat<E, D>>>,
    pub(super) indices: Vec<FlatIndices<D>>,
    /// Random numbers, in the order in which they were drawn.
    pub(super) numbers: Vec<usize>,
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
            puts_off: D::IS_APART && !has_foreign_steps(&program),
            dock: D::Dock::default(),
            forward: Repeated::default(),
            backward: Repeated::default(),
            program,
        })
    }

    /// What the pass does has other settings.
    pub(super) fn forget_recordings(&mut self) {
        self.forward.forget();
        self.backward.forget();
    }

    /// Where the memory is that is not the same in each pass.
    pub(super) fn places(&self, holding: &Holding<E, D>, variables: u64) -> Vec<u64> {
        let blocks = [place_of::<E, D>(&holding.arena), variables];
        let tensors = holding.tensors.iter().enumerate().map(|(entrance, tensor)| {
            let copy = self.dock.input(entrance).map(D::place);
            copy.or_else(|| Some(D::place(D::read(tensor.as_ref()?)))).unwrap_or(0)
        });
        blocks.into_iter().chain(tensors).collect()
    }

    /// Copies what has come in to where it is expected.
    fn dock(&mut self, holding: &Holding<E, D>) -> Result<(), D::Err> {
        let kernels = holding.arena.kernels();
        for (entrance, input) in holding.tensors.iter().enumerate() {
            if let (Some(input), None) = (input, self.program.entrances[entrance].address) {
                self.dock.take(&kernels, entrance, input)?;
            }
        }
        holding
            .indices
            .iter()
            .enumerate()
            .try_for_each(|(number, indices)| self.dock.take_indices(&kernels, number, indices))
    }

    /// Does the steps of the forward pass that were put off.
    pub(super) fn forward_together(&mut self, holding: &Holding<E, D>) -> Result<(), D::Err> {
        let kernels = holding.arena.kernels();
        self.dock.take_numbers(&kernels, &holding.numbers)?;
        self.dock(holding)?;
        let mut forward = std::mem::take(&mut self.forward);
        forward.perform(&kernels, self.places(holding, 0), &mut || {
            for step in 0..self.program.steps.len() {
                if self.plan.forward[step] {
                    self.forward(step, holding);
                }
            }
        });
        self.forward = forward;
        Ok(())
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
        has_foreign_steps(&self.program)
    }

    /// The memory on the way forward.
    fn scene<'r>(&'r self, holding: &'r Holding<E, D>) -> Scene<'r, E, D> {
        let Holding { device, arena, tensors, indices, .. } = holding;
        Scene {
            device,
            program: &self.program,
            plan: &self.plan,
            values: &self.plan.values,
            tensors,
            indices,
            arena,
            dock: &self.dock,
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

    /// The first elements of values, and what a ledger has to tell as the last; the device is waited for once.
    pub(super) fn tell(
        &self,
        values: &[Id],
        ledger: Option<&Ledger<E, D>>,
        holding: &Holding<E, D>,
    ) -> Result<Vec<E>, Fault<D::Err>> {
        let scene = self.scene(holding);
        let mut slices: Vec<_> = values.iter().map(|id| scene.value(*id)).collect();
        slices.extend(ledger.map(|ledger| ledger.answer()));
        D::scalars(&holding.arena.kernels(), &slices)
    }

    /// Tells a ledger what becomes of running statistics.
    pub(super) fn update(&self, holding: &Holding<E, D>, ledger: &mut Ledger<E, D>) {
        let scene = self.scene(holding);
        let fields = ledger.fields().len();
        let updates = zip(&self.updated, &self.program.updates).filter(|(field, _)| **field < fields);
        ledger.update(updates.map(|(field, update)| (*field, *update, scene.value(update.statistic))));
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

    /// Gives the result of this number its gradient, 1 if there is none.
    pub(super) fn seed(
        &mut self,
        (holding, variables): (&Holding<E, D>, &D::Block),
        index: usize,
        gradient: Option<Slice<'_, E, D>>,
    ) {
        let mut begun = std::mem::take(&mut self.begun);
        let (scene, seed) = (self.scene_back(holding, variables), self.program.seeds[index]);
        match gradient {
            Some(_) => scene.add_gradient(seed, gradient, &mut begun),
            None => scene.write_gradient(seed, |target| Optimizer::fill(&holding.arena.kernels(), 1.0, target)),
        }
        begun[seed.index()] = true;
        self.begun = begun;
    }

    /// Runs all steps backward. `others` takes what dfdx has found for the variables of foreign steps.
    pub(super) fn backward(
        &mut self,
        (holding, variables): (&Holding<E, D>, &D::Block),
        mut foreign: Vec<(usize, Foreign<E, D>)>,
        others: &mut dyn FnMut(&mut dfdx::tensor::Gradients<E, D>) -> Result<(), D::Err>,
    ) -> Result<(), D::Err> {
        let mut begun = std::mem::take(&mut self.begun);
        for &done in &self.plan.moves {
            let scene = self.scene_back(holding, variables);
            let (Move::Again(step) | Move::Backward(step)) = done;
            match &self.program.steps[step].work {
                Work::Operation(operation) => {
                    let mut frame = Frame::new(scene, step, &mut begun);
                    if let Move::Again(_) = done {
                        operation.forward(&mut frame);
                        continue;
                    }
                    operation.backward(&mut frame);
                    frame.complete();
                }
                Work::Foreign { .. } => {
                    if let Some((_, recorded)) = foreign.pop_if(|(recorded, _)| *recorded == step) {
                        foreign_backward(scene, step, recorded, &mut begun, others)?;
                    }
                    Frame::new(self.scene_back(holding, variables), step, &mut begun).complete();
                }
            }
        }
        self.begun = begun;
        Ok(())
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
            let Some(tensor) = tensor else { continue };
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

/// Where a block is.
pub(super) fn place_of<E: Dtype, D: Device<E>>(block: &D::Block) -> u64 {
    // SAFETY: nothing is read.
    D::place(unsafe { block.read(0, block.size().min(1)) })
}

fn has_foreign_steps<E: Dtype, D: Device<E>>(program: &Program<E, D>) -> bool {
    program.steps.iter().any(|step| matches!(step.work, Work::Foreign { .. }))
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

/// The values of a pass that has run, on their way out.
#[doc(hidden)]
pub struct Results<'r, E: Dtype, D: Device<E>> {
    pub(super) run: &'r Run<E, D>,
    pub(super) holding: &'r Holding<E, D>,
}

impl<E: Dtype, D: Device<E>> Results<'_, E, D> {
    pub(super) fn tensor<S: Shape>(&self, value: &Value<S, E, D>) -> Result<Tensor<S, E, D>, D::Err> {
        storage::shaped(self.run.value(value.id(), self.holding)?, *value.shape())
    }
}
