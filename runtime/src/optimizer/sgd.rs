use dfdx::shapes::Shape;
use dfdx::tensor::{Gradients as DfdxGradients, Tensor};

use super::{Gradients, Optimizer, Rule, apply, check};
use crate::Error;
use crate::checkpoint::{State, Stateful};
use crate::kernels::optimizer::{Optimizer as _, Sgd as Settings};
use crate::network::Network;
use crate::storage::{Buffer, Device, Dtype};

/// Stochastic gradient descent with momentum, as PyTorch defines it.
///
/// `v ← momentum · v + g`, then `p ← p − learning_rate · v`
/// ([Sutskever et al. 2013](https://proceedings.mlr.press/v28/sutskever13.html), without dampening).
pub struct Sgd<N: Network> {
    settings: Settings,
    steps: u64,
    velocity: DfdxGradients<N::Dtype, N::Device>,
}

impl<N: Network> Sgd<N> {
    /// Gradient descent without momentum.
    pub fn new(learning_rate: f64) -> Self {
        Self { settings: Settings { learning_rate, momentum: 0.0 }, steps: 0, velocity: DfdxGradients::leaky() }
    }

    /// Sets the momentum, from 0 (none) to below 1.
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.settings.momentum = momentum;
        self
    }

    /// Changes the learning rate for the steps to come.
    pub fn set_learning_rate(&mut self, learning_rate: f64) {
        self.settings.learning_rate = learning_rate;
    }
}

impl<N: Network> Optimizer<N> for Sgd<N> {
    fn steps(&self) -> u64 {
        self.steps
    }

    fn apply_gradients(&mut self, network: &mut N, gradients: Gradients<N>) -> Result<(), Error> {
        let Settings { learning_rate, momentum } = self.settings;
        check(
            "learning_rate",
            learning_rate,
            learning_rate >= 0.0 && learning_rate.is_finite(),
            "a finite number, 0 or more",
        )?;
        check("momentum", momentum, (0.0..1.0).contains(&momentum), "at least 0 and below 1")?;
        apply(self, network, gradients)?;
        self.steps += 1;
        Ok(())
    }
}

impl<N: Network<Dtype = E, Device = D>, E: Dtype, D: Device<E>> Rule<E, D> for Sgd<N> {
    fn step<S: Shape>(&mut self, variable: &mut Tensor<S, E, D>, gradient: &Buffer<E, D>) -> Result<(), D::Err> {
        let kernels = variable.device().kernels();
        let velocity = if self.settings.momentum == 0.0 {
            None
        } else {
            Some(D::write_buffer(self.velocity.get_or_alloc_mut(variable)?))
        };
        kernels.sgd(&self.settings, D::write(variable), velocity, D::read_buffer(gradient));
        Ok(())
    }
}

impl<N: Network> Stateful<N> for Sgd<N> {
    fn save_state(&self, network: &N, state: &mut State) {
        state.set_number("learning_rate", self.settings.learning_rate);
        state.set_number("momentum", self.settings.momentum);
        state.set_count("steps", self.steps);
        if self.settings.momentum != 0.0 {
            state.set_slots("velocity", network, &self.velocity);
        }
    }

    fn load_state(&mut self, network: &N, state: &State) -> Result<(), Error> {
        let (learning_rate, momentum) = (state.number("learning_rate")?, state.number("momentum")?);
        let steps = state.count("steps")?;
        let velocity = if momentum == 0.0 { DfdxGradients::leaky() } else { state.slots("velocity", network)? };
        *self = Self { settings: Settings { learning_rate, momentum }, steps, velocity };
        Ok(())
    }
}
