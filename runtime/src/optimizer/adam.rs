use super::groups::{Groups, Rates};
use super::stepper::{Rule, Stepper};
use super::{Gradients, Optimizer, check_fraction, check_size};
use crate::Error;
use crate::checkpoint::{State, Stateful};
use crate::kernels::batch_norm::Blend;
use crate::kernels::optimizer::{self as kernel, Optimizer as _, Piece};
use crate::network::Network;
use crate::storage::{Device, Dtype};

/// Adam ([Kingma and Ba 2015](https://arxiv.org/abs/1412.6980)), as PyTorch computes it.
///
/// With `m` and `v` the running means of the gradient and of its square, corrected for their start at 0:
/// `p ← p − learning_rate · m̂ / (√v̂ + epsilon)`. Weight decay adds `weight_decay · p` to the gradient;
/// [`AdamW`](super::AdamW) does it better.
pub struct Adam<N: Network> {
    stepper: Stepper<N, kernel::Adam>,
    moments: Moments,
}

impl<N: Network> Adam<N> {
    /// Adam with betas 0.9 and 0.999, epsilon 1e-8 and no weight decay.
    pub fn new(learning_rate: f64) -> Self {
        Self { stepper: Stepper::new(learning_rate), moments: Moments::new(false) }
    }

    /// Sets how much of the running means of the gradient and of its square is kept at a step.
    pub fn betas(mut self, first: f64, second: f64) -> Self {
        self.moments.betas = [first, second];
        self
    }

    /// Sets what is added to the denominator.
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.moments.epsilon = epsilon;
        self
    }
}

impl<N: Network> Optimizer<N> for Adam<N> {
    fn steps(&self) -> u64 {
        self.stepper.steps
    }

    fn groups(&self) -> &Groups<N> {
        &self.stepper.groups
    }

    fn groups_mut(&mut self) -> &mut Groups<N> {
        &mut self.stepper.groups
    }

    fn apply(&mut self, network: &mut N, gradients: Gradients<N>) -> Result<(), Error> {
        self.moments.check()?;
        self.stepper.apply(&self.moments, network, gradients)
    }
}

impl<N: Network> Stateful<N> for Adam<N> {
    fn save_state(&self, network: &N, state: &mut State) {
        self.moments.save(state);
        self.stepper.save(&self.moments, network, state);
    }

    fn load_state(&mut self, network: &N, state: &State) -> Result<(), Error> {
        let moments = self.moments.loaded(state)?;
        self.stepper.load(&moments, network, state)?;
        self.moments = moments;
        Ok(())
    }
}

/// How Adam and AdamW change a variable.
#[derive(Clone, Copy)]
pub(super) struct Moments {
    pub(super) betas: [f64; 2],
    pub(super) epsilon: f64,
    decoupled: bool,
}

impl Moments {
    pub(super) fn new(decoupled: bool) -> Self {
        Self { betas: [0.9, 0.999], epsilon: 1e-8, decoupled }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let [first, second] = self.betas;
        check_fraction("first beta", first)?;
        check_fraction("second beta", second)?;
        check_size("epsilon", self.epsilon)
    }

    pub(super) fn save(&self, state: &mut State) {
        let [first, second] = self.betas;
        state.set_number("first_beta", first);
        state.set_number("second_beta", second);
        state.set_number("epsilon", self.epsilon);
        state.set_count("decoupled", self.decoupled.into());
    }

    pub(super) fn loaded(&self, state: &State) -> Result<Self, Error> {
        let betas = [state.number("first_beta")?, state.number("second_beta")?];
        if state.count("decoupled")? != u64::from(self.decoupled) {
            let [saved, own] = if self.decoupled { ["Adam", "AdamW"] } else { ["AdamW", "Adam"] };
            return Err(state.refuse(format!("the checkpoint is of `{saved}`, but this optimizer is `{own}`")));
        }
        Ok(Self { betas, epsilon: state.number("epsilon")?, ..*self })
    }
}

impl<E: Dtype, D: Device<E>> Rule<E, D> for Moments {
    type Settings = kernel::Adam;

    fn arrays(&self) -> &'static [&'static str] {
        &["first", "second"]
    }

    fn settings(&self, Rates { learning_rate, weight_decay }: Rates, step: u64) -> kernel::Adam {
        let Self { betas, epsilon, decoupled } = *self;
        kernel::Adam { learning_rate, weight_decay, decoupled, betas, epsilon, step }
    }

    fn step(
        &self,
        kernels: &D::Kernels,
        settings: &[kernel::Adam],
        pieces: &mut [Piece<'_, E, D::Kernels>],
        blends: &mut [Blend<'_, E, D::Kernels>],
    ) {
        kernels.adam(settings, pieces, blends);
    }
}
