use super::adam::Moments;
use super::groups::Groups;
use super::stepper::Stepper;
use super::{Gradients, Optimizer};
use crate::Error;
use crate::checkpoint::{State, Stateful};
use crate::kernels::optimizer as kernel;
use crate::network::Network;

/// Adam with weight decay that is no part of the gradient
/// ([Loshchilov and Hutter 2019](https://arxiv.org/abs/1711.05101)), as PyTorch computes it.
///
/// `p ← p · (1 − learning_rate · weight_decay)`, then a step of [`Adam`](super::Adam).
pub struct AdamW<N: Network> {
    stepper: Stepper<N, kernel::Adam>,
    moments: Moments,
}

impl<N: Network> AdamW<N> {
    /// AdamW with betas 0.9 and 0.999, epsilon 1e-8 and a weight decay of 0.01.
    pub fn new(learning_rate: f64) -> Self {
        Self { stepper: Stepper::new(learning_rate), moments: Moments::new(true) }.weight_decay(0.01)
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

impl<N: Network> Optimizer<N> for AdamW<N> {
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

impl<N: Network> Stateful<N> for AdamW<N> {
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
