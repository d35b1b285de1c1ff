//! Steps that dfdx does: its modules, and functions over its tensors.

use dfdx::nn::{RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ViewTensorRef};
use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::{Gradients, OwnedTape, Tensor};

use super::program::{Id, Work};
use super::run::Foreign;
use super::value::Value;
use super::{Pass, Stage};
use crate::kernels::optimizer::Optimizer;
use crate::storage::{self, Buffer, Device, Dtype, Flat};

/// What a foreign step has made: its output, and what dfdx has recorded.
pub(crate) struct Made<E: Dtype, D: Device<E>> {
    pub(crate) inputs: Vec<Flat<E, D>>,
    pub(crate) output: Flat<E, D>,
    pub(crate) tape: Option<OwnedTape<E, D>>,
}

impl<E: Dtype, D: Device<E>> Pass<E, D> {
    /// A value as a tensor of dfdx's, for a foreign step; `None` while nothing is computed.
    pub(crate) fn tensor<S: Shape>(&self, value: &Value<S, E, D>) -> Result<Option<Tensor<S, E, D>>, D::Err> {
        let Stage::Running(session) = &self.stage else { return Ok(None) };
        // It waits for nothing: there are no samples.
        if session.waits {
            return Ok(None);
        }
        let (run, holding) = session.look();
        if !run.plan.forward.get(self.at.step).is_some_and(|needed| *needed) {
            return Ok(None);
        }
        let flat = run.value(value.id(), holding)?;
        storage::shaped(flat, *value.shape()).map(Some)
    }

    /// A step that dfdx does: `run` does it, with a tape if gradients go back through it. How many elements it makes is for
    /// [`state`](Self::state) to say.
    ///
    /// # Errors
    /// Those of `run`.
    pub(crate) fn foreign(
        &mut self,
        operands: &[Id],
        run: impl FnOnce(Option<OwnedTape<E, D>>) -> Result<Option<Made<E, D>>, D::Err>,
    ) -> Result<Id, D::Err> {
        match &mut self.stage {
            Stage::Describing(program) => {
                let trains = self.mode.records && self.mode.variables;
                let tracked = trains || operands.iter().any(|operand| program.node(*operand).tracked);
                Ok(program.step(Work::Foreign { trains }, operands, &[0], tracked))
            }
            Stage::Running(session) => {
                let step = self.at.step;
                self.at.step += 1;
                let (held, holding) = session.parts();
                let recorded = held.program.steps.get(step);
                if !recorded.is_some_and(|recorded| matches!(recorded.work, Work::Foreign { .. }))
                    || held.program.operands(step) != operands
                {
                    return Ok(self.diverge());
                }
                let id = Id::new(held.program.steps[step].outputs.start);
                if held.plan.forward[step] {
                    let tape = held.plan.backward[step].then(OwnedTape::default);
                    if let Some(Made { inputs, output, tape }) = run(tape)? {
                        held.place(id, &output, holding);
                        if let Some(tape) = tape {
                            session.foreign.push((step, Foreign { tape, inputs, output }));
                        }
                    }
                }
                Ok(id)
            }
            Stage::Diverged => Ok(Id::new(0)),
        }
    }

    /// States how many elements a foreign step makes.
    pub(crate) fn state(&mut self, id: Id, len: usize) {
        if let Stage::Describing(program) = &mut self.stage {
            program.nodes[id.index()].len = len;
        }
    }
}

/// A variable that only dfdx knows, by what finds its gradient.
pub(crate) struct ForeignVariable<E: Dtype, D: Device<E>> {
    /// Its place among the tensors of the network.
    pub(crate) field: usize,
    take: Box<dyn Fn(&mut Gradients<E, D>) -> Result<Buffer<E, D>, D::Err>>,
    give: Box<dyn Fn(&mut Gradients<E, D>, &mut Gradients<E, D>) -> Result<(), D::Err>>,
}

impl<E: Dtype, D: Device<E>> ForeignVariable<E, D> {
    /// Its gradient, in the order of its shape.
    pub(crate) fn take(&self, from: &mut Gradients<E, D>) -> Result<Buffer<E, D>, D::Err> {
        (self.take)(from)
    }

    /// Adds its gradient to that in others.
    pub(crate) fn give(&self, from: &mut Gradients<E, D>, to: &mut Gradients<E, D>) -> Result<(), D::Err> {
        (self.give)(from, to)
    }

    /// Those of a network, but for the fields that a pass has gradients of its own for.
    pub(super) fn all<N: TensorCollection<E, D>>(network: &N, own: impl Fn(usize) -> bool) -> Vec<Self> {
        let own = &own;
        let mut gather = Gather { own, field: 0, found: Vec::new() };
        match N::iter_tensors(&mut RecursiveWalker { m: network, f: &mut gather }) {
            Ok(_) => gather.found,
            Err(never) => match never {},
        }
    }

    fn of<S: Shape>(field: usize, variable: &Tensor<S, E, D>) -> Self {
        // It does not hold the variable itself, whose memory would then be shared when it is changed.
        let (ghost, to, device) = (variable.ghost(), variable.ghost(), variable.device().clone());
        let is_contiguous = D::is_contiguous(variable);
        Self {
            field,
            take: Box::new({
                let device = device.clone();
                move |gradients| {
                    let gradient = gradients.get_or_alloc_mut(&ghost)?;
                    if is_contiguous {
                        return storage::take(gradient, &device);
                    }
                    // The gradient of a view lies in memory as the view does.
                    let gradient = storage::flat(&gradients.get(&ghost))?;
                    let mut buffer = storage::buffer(&device, gradient.shape().0)?;
                    storage::copy(&device, &gradient, &mut buffer)?;
                    Ok(buffer)
                }
            }),
            give: Box::new(move |from, into| {
                let gradient = storage::take(from.get_or_alloc_mut(&to)?, &device)?;
                let target = D::write_buffer(into.get_or_alloc_mut(&to)?);
                Optimizer::add(&device.kernels()?, D::read_buffer(&gradient), target);
                Ok(())
            }),
        }
    }
}

struct Gather<'a, E: Dtype, D: Device<E>> {
    own: &'a dyn Fn(usize) -> bool,
    field: usize,
    found: Vec<ForeignVariable<E, D>>,
}

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Gather<'_, E, D> {
    type Viewer = ViewTensorRef;
    type Err = std::convert::Infallible;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        options: TensorOptions<S, E, D>,
        variable: &Tensor<S, E, D>,
    ) -> Result<Option<Tensor<S, E, D>>, Self::Err> {
        if options.do_gradient_update && !(self.own)(self.field) {
            self.found.push(ForeignVariable::of(self.field, variable));
        }
        self.field += 1;
        Ok(None)
    }
}
