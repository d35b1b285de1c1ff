mod route;

use std::iter::zip;

use dfdx::tensor::{HasErr, OwnedTape, PutTape, Tensor};
use dfdx::tensor_ops::Backward;

use super::frame::{Frame, Scene, Variables};
use super::holding::{Entered, Holding, Room};
use super::ledger::Ledger;
use super::plan::{Gradient, Plan, TooLittle};
use super::pool::Key;
use super::program::{Id, Program, Work};
use super::recompute::Move;
use super::remains::Remains;
use super::repeat::Repeated;
use crate::kernels::List;
use crate::kernels::optimizer::Optimizer;
use crate::memory::Block;
use crate::storage::{self, Device, Dock, Dtype, Fault, Flat, Slice};

/// A program with its plan. Any thread may be the next to use it.
pub(crate) struct Run<E: Dtype, D: Device<E>> {
    pub(super) key: Key,
    pub(super) program: Program<E, D>,
    pub(super) plan: Plan,
    pub(super) remains: Remains,
    /// By entrance: where the gradient of a variable is in the network's list.
    pub(super) offsets: Vec<Option<usize>>,
    /// By update: which tensor of the network it changes.
    pub(super) updated: Vec<usize>,
    /// By tensor of the network: whether the loss can reach it.
    pub(super) reached: Vec<bool>,
    /// The tensors of the network that the loss can reach by its text, and no gradient is written to.
    pub(super) unwritten: Vec<usize>,
    /// By node: whether something was written to its gradient.
    pub(super) begun: Vec<bool>,
    pub(super) room: Room<E, D>,
    /// What comes in, by device, and which entrances are read there.
    pub(super) docks: Vec<D::Dock>,
    pub(super) read: Vec<Vec<usize>>,
    /// Where gradients of variables are, where a program is spread over several devices: the device, the first element, and how
    /// many there are.
    pub(super) ranges: Vec<(usize, usize, usize)>,
    forward: Repeated<E, D>,
    pub(super) backward: Repeated<E, D>,
}

/// What dfdx has recorded of the foreign steps that are still to be gone back through, and what takes what it finds there for
/// variables.
type Others<'o, E, D> = (
    &'o mut Vec<(usize, Foreign<E, D>)>,
    &'o mut dyn FnMut(&mut dfdx::tensor::Gradients<E, D>) -> Result<(), <D as HasErr>::Err>,
);

/// What dfdx has recorded of a foreign step.
pub(super) struct Foreign<E: Dtype, D: Device<E>> {
    pub(super) tape: OwnedTape<E, D>,
    pub(super) inputs: Vec<Flat<E, D>>,
    pub(super) output: Flat<E, D>,
}

impl<E: Dtype, D: Device<E>> Run<E, D> {
    pub(super) fn new(key: Key, program: Program<E, D>) -> Result<Self, TooLittle> {
        let limit = key.settings.memory_limit.map(|bytes| bytes / size_of::<E>());
        let plan = Plan::new(&program, limit)?;
        Ok(Self {
            remains: Remains::of(&program, &plan.values),
            plan,
            key,
            offsets: Vec::new(),
            updated: Vec::new(),
            reached: Vec::new(),
            unwritten: Vec::new(),
            begun: vec![false; program.nodes.len()],
            room: Room::EMPTY,
            docks: (0..program.places()).map(|_| D::Dock::default()).collect(),
            read: (0..program.places()).map(|place| program.read_at(place)).collect(),
            ranges: Vec::new(),
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
        let tensors = (0..holding.tensors.len()).map(|entrance| {
            let tensor = self.docks[0].input(entrance).or_else(|| holding.entered(&self.program, entrance));
            tensor.map_or(0, D::place)
        });
        blocks.into_iter().chain(tensors).collect()
    }

    /// The same of the way back from a loss with this gradient.
    pub(super) fn places_back(&self, holding: &Holding<E, D>, variables: u64, gradient: f64) -> Vec<u64> {
        let mut places = self.places(holding, variables);
        places.push(gradient.to_bits());
        places
    }

    /// Does the steps of the forward pass together.
    pub(super) fn forward_together(&mut self, holding: &Holding<E, D>) {
        let mut forward = std::mem::take(&mut self.forward);
        forward.perform(&holding.arena.kernels(), self.places(holding, 0), &mut || {
            (0..self.program.steps.len()).for_each(|step| self.forward_at(step, holding));
        });
        self.forward = forward;
    }

    /// Whether the next step is the one that was described.
    pub(super) fn follows(&self, step: usize, operands: &[Id], outputs: &[usize]) -> bool {
        self.program.steps.get(step).is_some_and(|recorded| {
            let sizes = self.program.nodes[recorded.outputs.clone()].iter().map(|node| node.len);
            self.program.called(step) == operands && sizes.eq(outputs.iter().copied())
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
    pub(super) fn scene<'r>(&'r self, holding: &'r Holding<E, D>) -> Scene<'r, E, D> {
        let Holding { device, arena, is_apart, tensors, indices, .. } = holding;
        Scene {
            device,
            program: &self.program,
            plan: &self.plan,
            values: if *is_apart { &self.remains.places } else { &self.plan.values },
            tensors,
            indices,
            arena,
            docks: &self.docks,
            place: 0,
            variables: None,
        }
    }

    /// The memory on the way back.
    pub(super) fn scene_back<'r>(&'r self, holding: &'r Holding<E, D>, variables: &'r D::Block) -> Scene<'r, E, D> {
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
            let scene = self.scene(holding).at(self.program.place(step));
            let mut frame = Frame::new(scene, step, &mut begun);
            operation.forward(&mut frame);
            frame.round_output();
        }
        self.begun = begun;
    }

    /// Runs a step of the forward pass if it is needed.
    pub(super) fn forward_at(&mut self, step: usize, holding: &Holding<E, D>) {
        if self.plan.forward[step] {
            self.forward(step, holding);
        }
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
    ) -> Result<List<E>, Fault<D::Err>> {
        let scene = self.scene(holding);
        if self.program.is_spread {
            // Values of several devices are told one by one.
            let told = values.iter().map(|id| {
                let told = D::scalars(&scene.kernels_of(self.program.node(*id).place), &[scene.value(*id)])?;
                Ok(told[0])
            });
            return told.collect();
        }
        let mut slices: List<_> = values.iter().map(|id| scene.value(*id)).collect();
        slices.extend(ledger.map(|ledger| ledger.answer()));
        D::scalars(&holding.arena.kernels(), &slices)
    }

    /// Tells a ledger what becomes of running statistics, which counts so much: of those of each device at once.
    pub(super) fn update(&self, holding: &Holding<E, D>, ledger: &mut Ledger<E, D>, weight: f64) {
        let fields = ledger.fields().len();
        for place in 0..self.program.places() {
            let scene = self.scene(holding);
            let updates = zip(&self.updated, &self.program.updates)
                .filter(|(field, update)| **field < fields && self.program.node(update.statistic).place == place);
            ledger.update(weight, updates.map(|(field, update)| (*field, *update, scene.value(update.statistic))));
        }
    }

    /// Begins the way back from the results: each of them is then to be given its gradient by [`seed`](Self::seed). Those of
    /// variables are zeros if they are filled.
    pub(super) fn begin(&mut self, is_filled: bool) {
        self.begun.clear();
        self.begun.resize(self.program.nodes.len(), false);
        if is_filled {
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
    pub(super) fn begin_at_loss(&mut self, (holding, ledger): (&Holding<E, D>, &Ledger<E, D>), gradient: f64) {
        self.begin(ledger.is_filled());
        for seed in &self.program.seeds {
            let scene = self.scene_back(holding, ledger.block());
            let kernels = scene.kernels_of(self.program.node(*seed).place);
            scene.write_gradient(*seed, |target| Optimizer::fill(&kernels, gradient, target));
            self.begun[seed.index()] = true;
        }
    }

    /// Runs all steps backward. `others` takes what dfdx has found for the variables of foreign steps, and `after` is told of
    /// each move that is made.
    pub(super) fn backward(
        &mut self,
        (holding, variables): (&Holding<E, D>, &D::Block),
        mut foreign: Vec<(usize, Foreign<E, D>)>,
        others: &mut dyn FnMut(&mut dfdx::tensor::Gradients<E, D>) -> Result<(), D::Err>,
        after: &mut dyn FnMut(usize),
    ) -> Result<(), D::Err> {
        for at in 0..self.plan.moves.len() {
            self.back(at, (holding, variables), (&mut foreign, others))?;
            after(at);
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
        let done @ (Move::Again(step) | Move::Backward(step)) = self.plan.moves[at];
        let place = self.step_back(at).filter(|_| self.program.is_spread).map_or(0, |(_, device)| device);
        let scene = self.scene_back(holding, variables).at(place);
        let result = match &self.program.steps[step].work {
            Work::Operation(operation) => {
                let mut frame = Frame::new(scene, step, &mut begun);
                if let Move::Again(_) = done {
                    operation.forward(&mut frame);
                    frame.round_output();
                } else {
                    frame.round_incoming();
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

/// Where a block is.
pub(super) fn place_of<E: Dtype, D: Device<E>>(block: &D::Block) -> u64 {
    // SAFETY: nothing is read.
    D::place(unsafe { block.read(0, block.size().min(1)) })
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
