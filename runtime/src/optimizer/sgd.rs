use super::groups::{Groups, Rates};
use super::stepper::{Rule, Stepper};
use super::{Gradients, Optimizer, check_fraction};
use crate::Error;
use crate::checkpoint::{State, Stateful};
use crate::kernels::batch_norm::Blend;
use crate::kernels::optimizer::{self as kernel, Optimizer as _, Piece};
use crate::network::Network;
use crate::storage::{Device, Dtype};

/// Stochastic gradient descent with momentum, as PyTorch defines it.
///
/// `g ← g + weight_decay · p`, `v ← momentum · v + g`, then `p ← p − learning_rate · v`
/// ([Sutskever et al. 2013](https://proceedings.mlr.press/v28/sutskever13.html), without dampening). Nesterov's
/// momentum looks one step ahead: `p ← p − learning_rate · (g + momentum · v)`.
pub struct Sgd<N: Network> {
    stepper: Stepper<N, kernel::Sgd>,
    velocity: Velocity,
}

impl<N: Network> Sgd<N> {
    /// Gradient descent without momentum and without weight decay.
    pub fn new(learning_rate: f64) -> Self {
        Self { stepper: Stepper::new(learning_rate), velocity: Velocity { momentum: 0.0, nesterov: false } }
    }

    /// Sets the momentum, from 0 (none) to below 1.
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.velocity = Velocity { momentum, nesterov: false };
        self
    }

    /// Sets Nesterov's momentum, from 0 (none) to below 1.
    pub fn nesterov(mut self, momentum: f64) -> Self {
        self.velocity = Velocity { momentum, nesterov: true };
        self
    }
}

impl<N: Network> Optimizer<N> for Sgd<N> {
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
        check_fraction("momentum", self.velocity.momentum)?;
        self.stepper.apply(&self.velocity, network, gradients)
    }
}

impl<N: Network> Stateful<N> for Sgd<N> {
    fn save_state(&self, network: &N, state: &mut State) {
        state.set_number("momentum", self.velocity.momentum);
        state.set_count("nesterov", self.velocity.nesterov.into());
        self.stepper.save(&self.velocity, network, state);
    }

    fn load_state(&mut self, network: &N, state: &State) -> Result<(), Error> {
        let velocity = Velocity { momentum: state.number("momentum")?, nesterov: state.count("nesterov")? != 0 };
        self.stepper.load(&velocity, network, state)?;
        self.velocity = velocity;
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Velocity {
    momentum: f64,
    nesterov: bool,
}

impl<E: Dtype, D: Device<E>> Rule<E, D> for Velocity {
    type Settings = kernel::Sgd;

    fn arrays(&self) -> &'static [&'static str] {
        if self.momentum == 0.0 { &[] } else { &["velocity"] }
    }

    fn settings(&self, Rates { learning_rate, weight_decay }: Rates, _: u64) -> kernel::Sgd {
        kernel::Sgd { learning_rate, weight_decay, momentum: self.momentum, nesterov: self.nesterov }
    }

    fn step(
        &self,
        kernels: &D::Kernels,
        settings: &[kernel::Sgd],
        pieces: &mut [Piece<'_, E, D::Kernels>],
        blends: &mut [Blend<'_, E, D::Kernels>],
    ) {
        kernels.sgd(settings, pieces, blends);
    }
}
