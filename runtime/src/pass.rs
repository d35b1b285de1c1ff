use std::collections::{BTreeMap, BTreeSet};

use dfdx::shapes::{Dim, HasShape, Shape};
use dfdx::tensor::{Gradients, Merge, OwnedTape, PutTape, SplitTape, Tape, Tensor, UniqueId};
use dfdx::tensor_ops::ReshapeTo;

use crate::Error;
use crate::frozen::statistics;
use crate::network::{Identity, Network};
use crate::storage::{self, Batched, Device, Dtype, Flat};
use crate::training::{Parts, TrainingPass, trainable};
use crate::updates::Updates;

/// What travels beside the values of one forward pass: the tape, the mode and the updates that are pending.
///
/// The values themselves carry no tape. There is one tape a pass, so that no branch of a graph can lose
/// its gradients, and nothing is compiled twice for its sake.
pub struct Pass<E: Dtype, D: Device<E>> {
    pub(crate) tape: Option<OwnedTape<E, D>>,
    training: bool,
    /// Whether variables get gradients, if anything is recorded.
    variables: bool,
    updates: Updates<E, D>,
    /// Values that no variable has touched: nobody asks for their gradient.
    constants: BTreeSet<UniqueId>,
    /// The running statistics of frozen scopes.
    frozen: BTreeSet<UniqueId>,
    batch: Option<(&'static str, usize)>,
    /// Contiguous copies of variables that are permuted or broadcast, by the identity of the variable.
    copies: BTreeMap<UniqueId, Flat<E, D>>,
    parts: Parts<E, D>,
    problem: Option<Error>,
}

impl<E: Dtype, D: Device<E>> Pass<E, D> {
    /// A pass that records nothing and uses running statistics.
    ///
    /// Any pass turns on dfdx's cache of allocations on `device`, without which every operation pays for
    /// fresh pages.
    pub fn inference(device: &D) -> Self {
        Self::new(device, None, false)
    }

    /// A pass that records what leads to its inputs, uses running statistics, and need not give variables gradients.
    pub(crate) fn critic(device: &D) -> Self {
        Self { variables: false, ..Self::new(device, Some(OwnedTape::default()), false) }
    }

    /// A pass that records what it does, uses the statistics of the batch, and gathers updates.
    pub fn training(device: &D) -> Self {
        Self::new(device, Some(OwnedTape::default()), true)
    }

    fn new(device: &D, tape: Option<OwnedTape<E, D>>, training: bool) -> Self {
        device.enable_cache();
        Self {
            tape,
            training,
            variables: true,
            updates: Updates::default(),
            constants: BTreeSet::new(),
            frozen: BTreeSet::new(),
            batch: None,
            copies: BTreeMap::new(),
            parts: Parts::new(),
            problem: None,
        }
    }

    /// Freezes the scopes of these paths: batch norm normalises with its running statistics in there, and leaves them
    /// as they are. Gradients are recorded all the same.
    pub fn freeze<N>(mut self, network: &N, scopes: &[&'static str]) -> Self
    where
        N: Network<Dtype = E, Device = D>,
    {
        self.frozen.extend(statistics(network, scopes));
        self
    }

    /// Takes in an input or a target that needs no gradient, and compares batch sizes.
    ///
    /// # Errors
    /// [`Error::Batch`] names the input whose batch differs from those before.
    pub fn input<S: Batched>(&mut self, name: &'static str, input: &Tensor<S, E, D>) -> Result<Tensor<S, E, D>, Error> {
        self.same_batch(name, input.shape().batch().size())?;
        let input = input.clone().try_contiguous().map_err(Error::device)?;
        self.constants.insert(storage::identity(&input));
        Ok(input)
    }

    /// Takes in an input or a target that holds indices, and compares batch sizes.
    ///
    /// # Errors
    /// [`Error::Batch`] names the input whose batch differs from those before.
    pub fn input_indices<S: Batched>(
        &mut self,
        name: &'static str,
        input: &Tensor<S, usize, D>,
    ) -> Result<Tensor<S, usize, D>, Error> {
        self.same_batch(name, input.shape().batch().size())?;
        D::contiguous_indices(input.clone()).map_err(Error::device)
    }

    fn same_batch(&mut self, input: &'static str, found: usize) -> Result<(), Error> {
        let (other, expected) = *self.batch.get_or_insert((input, found));
        if found == expected { Ok(()) } else { Err(Error::Batch { input, found, other, expected }) }
    }

    /// Takes in an input that carries a tape, as dfdx trains its modules.
    pub fn traced<S: Shape>(&mut self, input: Tensor<S, E, D, OwnedTape<E, D>>) -> Result<Tensor<S, E, D>, D::Err> {
        let (input, tape) = input.try_contiguous()?.split_tape();
        self.take_over(tape);
        Ok(input)
    }

    /// Takes in indices that carry a tape, as dfdx trains its `Embedding`.
    pub fn traced_indices<S: Shape>(
        &mut self,
        input: Tensor<S, usize, D, OwnedTape<E, D>>,
    ) -> Result<Tensor<S, usize, D>, D::Err> {
        let (input, tape) = input.split_tape();
        self.take_over(tape);
        D::contiguous_indices(input)
    }

    fn take_over(&mut self, tape: OwnedTape<E, D>) {
        self.tape = Some(match self.tape.take() {
            Some(earlier) => earlier.merge(tape),
            None => tape,
        });
    }

    /// Takes in an input without a tape and without a name, as dfdx runs its modules.
    pub fn untraced<S: Shape>(&mut self, input: Tensor<S, E, D>) -> Result<Tensor<S, E, D>, D::Err> {
        input.try_contiguous()
    }

    /// Takes in indices without a tape and without a name, as dfdx runs its modules.
    pub fn untraced_indices<S: Shape>(&mut self, input: Tensor<S, usize, D>) -> Result<Tensor<S, usize, D>, D::Err> {
        D::contiguous_indices(input)
    }

    /// The first problem that no operation could return.
    ///
    /// # Errors
    /// [`Error::Index`] for an index that an embedding has no row for.
    pub fn check(&mut self) -> Result<(), Error> {
        self.problem.take().map_or(Ok(()), Err)
    }

    /// The tape and the pending updates, for dfdx's way of training.
    ///
    /// A device's error type cannot tell of [`Error::OneValuePerChannel`], so that this way of training a batch
    /// norm on one value leaves its statistics as they are and says nothing. Nor does the gradient of an output
    /// outlive the backward step that consumes it: only inputs and variables have one afterwards.
    pub fn into_parts(self) -> (OwnedTape<E, D>, Updates<E, D>) {
        (self.tape.unwrap_or_default(), self.updates)
    }

    /// Notes the value of a loss function that the loss of the pass is made of.
    pub fn part(&mut self, name: &'static str, value: &Tensor<(), E, D>) {
        self.parts.push((name, value.clone()));
    }

    /// Closes a training pass of `network` with its loss and its outputs.
    pub fn finish<N, O>(
        self,
        network: &N,
        name: &'static str,
        loss: Tensor<(), E, D>,
        output: O,
    ) -> Result<TrainingPass<N, O>, Error>
    where
        N: Network<Dtype = E, Device = D>,
    {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let tape = self.tape.unwrap_or_default();
        let trainable = trainable(network, &self.copies);
        Ok(TrainingPass {
            loss: loss.put_tape(tape),
            loss_name: name,
            updates: self.updates,
            network: Identity::of(network),
            trainable,
            parts: self.parts,
            output,
        })
    }

    /// Whether layers behave as in training: batch statistics, dropout.
    pub(crate) fn is_training(&self) -> bool {
        self.training
    }

    /// Whether batch norm uses these running statistics, and leaves them as they are.
    pub(crate) fn keeps(&self, running: UniqueId) -> bool {
        !self.training || self.frozen.contains(&running)
    }

    /// Whether anything is recorded.
    pub(crate) fn records(&self) -> bool {
        self.tape.is_some()
    }

    /// Which gradients of an operation with variables will be asked for.
    pub(crate) fn wanted(&self, x: &Flat<E, D>) -> Wanted {
        Wanted { x: self.tracks(x), variables: self.trains() }
    }

    /// Whether the gradients of variables will be asked for.
    pub(crate) fn trains(&self) -> bool {
        self.records() && self.variables
    }

    /// Whether the gradient of `value` will be asked for.
    pub(crate) fn tracks(&self, value: &Flat<E, D>) -> bool {
        self.records() && !self.constants.contains(&storage::identity(value))
    }

    /// Says that nobody will ask for the gradient of `value`.
    pub(crate) fn mark_constant(&mut self, value: &Flat<E, D>) {
        self.constants.insert(storage::identity(value));
    }

    /// Records the backward step of an operation.
    pub(crate) fn record<F>(&mut self, step: F)
    where
        F: 'static + FnOnce(&mut Gradients<E, D>) -> Result<(), D::Err>,
    {
        if let Some(tape) = &mut self.tape {
            tape.add_backward_op(step);
        }
    }

    /// A variable as kernels want it: contiguous. Users may assign tensors of any strides to a field.
    ///
    /// The gradient of such a one is that of its copy; towards dfdx, it finds its way back through dfdx's own tape, which
    /// adds up what belongs to one place of its memory.
    pub(crate) fn variable<S: Shape>(&mut self, variable: &Tensor<S, E, D>) -> Result<Flat<E, D>, D::Err> {
        let identity = storage::identity(variable);
        if let Some(copy) = self.copies.get(&identity) {
            return Ok(copy.clone());
        }
        let contiguous = match self.tape.take() {
            Some(tape) => {
                let (contiguous, tape) = variable.clone().put_tape(tape).try_contiguous()?.split_tape();
                self.tape = Some(tape);
                contiguous
            }
            None => variable.clone().try_contiguous()?,
        };
        let flat = storage::flat(&contiguous)?;
        if storage::identity(&flat) != identity {
            self.copies.insert(identity, flat.clone());
        }
        Ok(flat)
    }

    pub(crate) fn updates(&mut self) -> &mut Updates<E, D> {
        &mut self.updates
    }

    /// Keeps an error that a device's error type cannot tell, until the pass is closed.
    pub(crate) fn fail(&mut self, problem: Error) {
        self.problem.get_or_insert(problem);
    }
}

/// Which gradients of an operation with variables will be asked for.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) x: bool,
    pub(crate) variables: bool,
}
