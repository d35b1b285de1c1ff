use dfdx::nn::{RecursiveWalker, TensorOptions, TensorVisitor, ViewTensorMut};
use dfdx::shapes::Shape;
use dfdx::tensor::Tensor;

use super::gradients::Gradients;
use super::groups::{Groups, Rates};
use super::slots::Slots;
use crate::Error;
use crate::checkpoint::State;
use crate::network::Network;
use crate::pass::Ledger;
use crate::storage::{Buffer, Device, Dtype, Fault, Slice, SliceMut};
use crate::updates;

/// How an optimizer changes a variable.
pub(super) trait Rule<E: Dtype, D: Device<E>> {
    /// The names of the arrays that it keeps for each variable.
    fn arrays(&self) -> &'static [&'static str];

    /// Changes a variable in one pass over it; `step` counts its steps from 1.
    fn step(
        &self,
        kernels: &D::Kernels,
        rates: Rates,
        step: u64,
        variable: SliceMut<'_, E, D>,
        arrays: &mut [Buffer<E, D>],
        gradient: Slice<'_, E, D>,
    );
}

/// What all optimizers have: groups, a number of steps, and what they remember of variables.
pub(super) struct Stepper<N: Network> {
    pub(super) groups: Groups<N>,
    pub(super) steps: u64,
    slots: Slots<N::Dtype, N::Device>,
}

impl<N: Network> Stepper<N> {
    pub(super) fn new(learning_rate: f64) -> Self {
        Self { groups: Groups::new(learning_rate), steps: 0, slots: Slots::default() }
    }

    /// Applies the updates, then the rule to each variable that has a gradient.
    pub(super) fn apply(
        &mut self,
        rule: &impl Rule<N::Dtype, N::Device>,
        network: &mut N,
        gradients: Gradients<N>,
    ) -> Result<(), Error> {
        self.groups.check()?;
        let factor = self.groups.schedule().checked(self.steps)?;
        let pending = gradients.ready(network, &self.groups)?;
        updates::apply(&pending, network).map_err(Error::device)?;
        let slots = &mut self.slots;
        let mut step = Step { rule, groups: &self.groups, factor, slots, gradients: &pending, field: 0 };
        N::iter_tensors(&mut RecursiveWalker { m: network, f: &mut step }).map_err(Error::device)?;
        <N::Device as Device<_>>::check(&pending.kernels()).map_err(Fault::told)?;
        self.steps += 1;
        Ok(())
    }

    pub(super) fn save(&self, rule: &impl Rule<N::Dtype, N::Device>, network: &N, state: &mut State) {
        self.groups.save(state);
        state.set_count("steps", self.steps);
        state.set_slots(rule.arrays(), network, &self.slots);
    }

    pub(super) fn load(
        &mut self,
        rule: &impl Rule<N::Dtype, N::Device>,
        network: &N,
        state: &State,
    ) -> Result<(), Error> {
        let (steps, slots) = (state.count("steps")?, state.slots(rule.arrays(), network)?);
        self.groups.load(state)?;
        (self.steps, self.slots) = (steps, slots);
        Ok(())
    }
}

struct Step<'a, R, N: Network> {
    rule: &'a R,
    groups: &'a Groups<N>,
    /// The schedule's, on all learning rates.
    factor: f64,
    slots: &'a mut Slots<N::Dtype, N::Device>,
    gradients: &'a Ledger<N::Dtype, N::Device>,
    /// The next tensor.
    field: usize,
}

impl<R: Rule<E, D>, N: Network<Dtype = E, Device = D>, E: Dtype, D: Device<E>> TensorVisitor<E, D> for Step<'_, R, N> {
    type Viewer = ViewTensorMut;
    type Err = D::Err;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, D>,
        variable: &mut Tensor<S, E, D>,
    ) -> Result<Option<Tensor<S, E, D>>, D::Err> {
        let field = self.field;
        self.field += 1;
        let Some(gradient) = self.gradients.gradient(field) else { return Ok(None) };
        if let Some(rates) = self.groups.rates(&self.gradients.fields()[field].name) {
            // One value for all elements may have been assigned, and now they differ.
            self.slots.make_contiguous(variable)?;
            let kernels = self.gradients.kernels();
            let slot = self.slots.get_mut(variable, self.rule.arrays().len())?;
            slot.steps += 1;
            let rates = Rates { learning_rate: rates.learning_rate * self.factor, ..rates };
            self.rule.step(&kernels, rates, slot.steps, D::write(variable)?, &mut slot.arrays, gradient);
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::prelude::*;

    network! {
        network Normed(x: [2]) -> [2] {
            let logits = x -> fc: linear(2) -> batch_norm;
            loss classification(labels: [2]) = softmax_cross_entropy(logits, labels);
            logits
        }
    }

    struct Stumble;

    impl Rule<f64, Cpu> for Stumble {
        fn arrays(&self) -> &'static [&'static str] {
            &[]
        }

        fn step(
            &self,
            _: &crate::kernels::Cpu,
            _: Rates,
            _: u64,
            _: &mut [f64],
            _: &mut [Buffer<f64, Cpu>],
            _: &[f64],
        ) {
            panic!("this step fails");
        }
    }

    /// A step that fails leaves the statistics updated, though a variable comes first in the network.
    #[test]
    fn updates_run_before_the_step() {
        let device = Cpu::seed_from_u64(8);
        let mut network = Normed::<f64>::build(&device);
        let (x, labels) = (device.sample_normal::<Rank2<4, 2>>(), device.sample_uniform::<Rank2<4, 2>>());
        let mut stepper = Stepper::new(0.1);
        let pass = network.training().classification(&x, &labels).unwrap();
        let gradients = Gradients::of(pass, &stepper.groups, 1).unwrap();
        let (weight, mean) = (network.fc.weight.array(), network.batch_norm.running_mean.array());
        let step = catch_unwind(AssertUnwindSafe(|| stepper.apply(&Stumble, &mut network, gradients)));
        assert!(step.is_err());
        assert_eq!(network.fc.weight.array(), weight);
        assert_ne!(network.batch_norm.running_mean.array(), mean);
    }
}
