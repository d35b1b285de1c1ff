use std::iter::zip;
use std::mem::take;

use super::gradients::Gradients;
use super::groups::{Groups, Rates};
use super::slots::Slots;
use crate::Error;
use crate::checkpoint::State;
use crate::kernels::List;
use crate::kernels::batch_norm::{BatchNorm, Blend};
use crate::kernels::optimizer::{ARRAYS, Optimizer as _, Piece};
use crate::network::Network;
use crate::pass::Ledger;
use crate::storage::{Device, Dtype, Fault, Opener, SliceMut};

/// How an optimizer changes variables.
pub(super) trait Rule<E: Dtype, D: Device<E>> {
    /// What a step of a variable depends on.
    type Settings: Copy + PartialEq;

    /// The names of the arrays that it keeps for each variable.
    fn arrays(&self) -> &'static [&'static str];

    /// Where those arrays belong in the pieces that a kernel takes.
    fn arrange<T>(&self, arrays: [Option<T>; ARRAYS]) -> [Option<T>; ARRAYS] {
        arrays
    }

    /// The settings of a variable; `step` counts its steps from 1.
    fn settings(&self, rates: Rates, step: u64) -> Self::Settings;

    /// Changes all variables in one pass over them, and blends running statistics.
    fn step(
        &self,
        kernels: &D::Kernels,
        settings: &[Self::Settings],
        pieces: &mut [Piece<'_, E, D::Kernels>],
        blends: &mut [Blend<'_, E, D::Kernels>],
    );
}

/// What all optimizers have: groups, a number of steps, and what they remember of variables.
pub(super) struct Stepper<N: Network, S> {
    pub(super) groups: Groups<N>,
    pub(super) steps: u64,
    slots: Slots<N::Dtype, N::Device>,
    room: Room<'static, N::Dtype, N::Device, S>,
}

/// The lists of a step. They are empty between steps, and their memory is used again.
struct Room<'a, E: Dtype, D: Device<E>, S> {
    opener: Opener,
    /// By tensor of the network: whether it is done.
    done: Vec<bool>,
    /// By slot: the tensor that it belongs to, and its elements.
    open: Vec<Option<(usize, SliceMut<'a, E, D>)>>,
    pieces: Vec<Piece<'a, E, D::Kernels>>,
    settings: Vec<S>,
}

impl<E: Dtype, D: Device<E>, S> Room<'_, E, D, S> {
    fn reused<'b>(self) -> Room<'b, E, D, S> {
        let Self { opener, done, open, pieces, settings } = self;
        Room { opener, done, open: reused(open), pieces: reused(pieces), settings }
    }
}

impl<E: Dtype, D: Device<E>, S> Default for Room<'_, E, D, S> {
    fn default() -> Self {
        Self { opener: Opener::default(), done: Vec::new(), open: Vec::new(), pieces: Vec::new(), settings: Vec::new() }
    }
}

/// The memory of a vector, for what is borrowed for another time.
fn reused<T, U>(mut vector: Vec<T>) -> Vec<U> {
    vector.clear();
    // Collecting in place keeps the memory where both take as much.
    vector.into_iter().map(|_| unreachable!("it is empty")).collect()
}

impl<N: Network, S: Copy + PartialEq> Stepper<N, S> {
    pub(super) fn new(learning_rate: f64) -> Self {
        Self { groups: Groups::new(learning_rate), steps: 0, slots: Slots::default(), room: Room::default() }
    }

    /// Applies the updates, then the rule to each variable that has a gradient; leaves all as it is where these are not finite.
    pub(super) fn apply(
        &mut self,
        rule: &impl Rule<N::Dtype, N::Device, Settings = S>,
        network: &mut N,
        gradients: Gradients<N>,
    ) -> Result<(), Error> {
        self.groups.check()?;
        let factor = self.groups.schedule().checked(self.steps)?;
        let (are_scaled, are_finite) = (gradients.are_scaled, gradients.are_finite());
        let pending = gradients.ready(network, &self.groups)?;
        if !are_finite {
            self.groups.loss_scale.fall();
            return Ok(());
        }
        self.room.done.clear();
        self.room.done.resize(pending.fields().len(), false);
        // Once more for each variable that shares its identity with another.
        while self.step(rule, network, factor, &pending).map_err(Error::device)? {}
        <N::Device as Device<_>>::check(&pending.kernels()).map_err(Fault::told)?;
        self.steps += 1;
        if are_scaled {
            self.groups.loss_scale.rise();
        }
        Ok(())
    }

    /// Changes the variables and the running statistics that are not done yet, all in one call. `true` if some are left.
    fn step(
        &mut self,
        rule: &impl Rule<N::Dtype, N::Device, Settings = S>,
        network: &mut N,
        factor: f64,
        pending: &Ledger<N::Dtype, N::Device>,
    ) -> Result<bool, <N::Device as dfdx::tensor::HasErr>::Err> {
        let rates = |field: usize| self.groups.rates(&pending.fields()[field].name);
        let mut room = take(&mut self.room).reused();
        let Room { opener, done, open, pieces, settings } = &mut room;
        let arrays = rule.arrays().len();
        let wanted = |field: usize| {
            let is_trained = pending.has_gradient[field] && rates(field).is_some();
            !done[field] && (is_trained || pending.pending(field).is_some())
        };
        let slots = &mut self.slots;
        let (mut blends, mut blended) = (List::new(), List::new());
        let left = opener.open(network, wanted, |field, variable, device| {
            if let Some((kept, added)) = pending.pending(field) {
                blends.push(Blend { kept, running: variable.elements, weight: 1.0, statistic: added });
                blended.push(field);
                return Ok(());
            }
            let slot = slots.of(&variable, device, arrays)?;
            open.resize_with(open.len().max(slot + 1), || None);
            open[slot] = Some((field, variable.elements));
            Ok(())
        })?;
        for field in blended {
            done[field] = true;
        }
        let kernels = pending.kernels();
        if !<N::Device as Device<N::Dtype>>::Kernels::LAUNCHES {
            kernels.blend(&mut blends);
            blends = List::new();
        }
        settings.clear();
        for (slot, variable) in zip(&mut slots.list, open) {
            let Some((field, variable)) = variable.take() else { continue };
            let (Some(rates), Some(gradient)) = (rates(field), pending.gradient(field)) else { continue };
            done[field] = true;
            slot.steps += 1;
            let own = rule.settings(Rates { learning_rate: rates.learning_rate * factor, ..rates }, slot.steps);
            let number = settings.iter().position(|known| *known == own).unwrap_or(settings.len());
            if number == settings.len() {
                settings.push(own);
            }
            let mut arrays = slot.arrays.iter_mut().take(arrays).map(N::Device::write_buffer);
            let arrays = rule.arrange([(); ARRAYS].map(|()| arrays.next()));
            pieces.push(Piece { variable, arrays, gradient, settings: number });
        }
        rule.step(&kernels, settings, pieces, &mut blends);
        self.room = room.reused();
        Ok(left)
    }

    pub(super) fn save(&self, rule: &impl Rule<N::Dtype, N::Device, Settings = S>, network: &N, state: &mut State) {
        self.groups.save(state);
        state.set_count("steps", self.steps);
        state.set_slots(rule.arrays(), network, &self.slots);
    }

    pub(super) fn load(
        &mut self,
        rule: &impl Rule<N::Dtype, N::Device, Settings = S>,
        network: &N,
        state: &State,
    ) -> Result<(), Error> {
        let (steps, slots) = (state.count("steps")?, state.slots(rule.arrays(), network)?);
        self.groups.load(state)?;
        (self.steps, self.slots) = (steps, slots);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::prelude::*;
    use crate::training::GivenPass;

    network! {
        network Normed(x: [2]) -> [2] {
            let logits = x -> fc: linear(2) -> batch_norm;
            loss classification(labels: [2]) = softmax_cross_entropy(logits, labels);
            logits
        }
    }

    network! {
        network Twins(x: [2]) -> [2] {
            let logits = x -> one: linear(2, bias = false) -> tanh -> other: linear(2, bias = false);
            loss classification(labels: [2]) = softmax_cross_entropy(logits, labels);
            logits
        }
    }

    /// A clone has the identity of its original until it is changed, and what an optimizer keeps is found by that.
    #[test]
    fn variables_of_one_identity_have_their_own_steps() {
        let device = Cpu::seed_from_u64(8);
        let mut network = Twins::<f64>::build(&device);
        network.other.weight = network.one.weight.clone();
        let (x, labels) = (device.sample_normal::<Rank2<4, 2>>(), device.sample_uniform::<Rank2<4, 2>>());
        let mut sgd = Sgd::new(0.5);
        for _ in 0..2 {
            let before = [network.one.weight.array(), network.other.weight.array()];
            let gradients = sgd.compute_gradients(network.training().classification(&x, &labels).unwrap()).unwrap();
            let own = ["one/weight", "other/weight"].map(|name| gradients.variable(name).unwrap().values);
            sgd.apply_gradients(&mut network, gradients).unwrap();
            for ((before, after), own) in zip(zip(before, [&network.one.weight, &network.other.weight]), own) {
                let expected: Vec<f64> =
                    zip(before.as_flattened(), own).map(|(before, own)| before - 0.5 * own).collect();
                assert_eq!(after.as_vec(), expected);
            }
        }
    }

    struct Stumble;

    impl Rule<f64, Cpu> for Stumble {
        type Settings = ();

        fn arrays(&self) -> &'static [&'static str] {
            &[]
        }

        fn settings(&self, _: Rates, _: u64) {}

        fn step(
            &self,
            _: &crate::kernels::Cpu,
            _: &[()],
            _: &mut [Piece<'_, f64, crate::kernels::Cpu>],
            _: &mut [Blend<'_, f64, crate::kernels::Cpu>],
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
        let gradients = Gradients::of(pass.pass(), &stepper.groups, 1).unwrap();
        let (weight, mean) = (network.fc.weight.array(), network.batch_norm.running_mean.array());
        let step = catch_unwind(AssertUnwindSafe(|| stepper.apply(&Stumble, &mut network, gradients)));
        assert!(step.is_err());
        assert_eq!(network.fc.weight.array(), weight);
        assert_ne!(network.batch_norm.running_mean.array(), mean);
    }
}
