use dfdx::shapes::Shape;
use dfdx::tensor::{Gradients as DfdxGradients, Tensor};

use super::{Gradients, Optimizer, Rule, apply, check};
use crate::Error;
use crate::checkpoint::{State, Stateful};
use crate::kernels::optimizer::{Adam as Settings, Optimizer as _};
use crate::network::Network;
use crate::storage::{Buffer, Device, Dtype};

/// Adam ([Kingma and Ba 2015](https://arxiv.org/abs/1412.6980)), as PyTorch computes it.
///
/// With `m` and `v` the running means of the gradient and of its square, corrected for their start at 0:
/// `p ← p − learning_rate · m̂ / (√v̂ + epsilon)`.
pub struct Adam<N: Network> {
    settings: Settings,
    steps: u64,
    first: DfdxGradients<N::Dtype, N::Device>,
    second: DfdxGradients<N::Dtype, N::Device>,
}

impl<N: Network> Adam<N> {
    /// Adam with betas 0.9 and 0.999 and epsilon 1e-8.
    pub fn new(learning_rate: f64) -> Self {
        Self {
            settings: Settings { learning_rate, betas: [0.9, 0.999], epsilon: 1e-8, step: 1 },
            steps: 0,
            first: DfdxGradients::leaky(),
            second: DfdxGradients::leaky(),
        }
    }

    /// Sets how much of the running means of the gradient and of its square is kept at a step.
    pub fn betas(mut self, first: f64, second: f64) -> Self {
        self.settings.betas = [first, second];
        self
    }

    /// Sets what is added to the denominator.
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.settings.epsilon = epsilon;
        self
    }

    /// Changes the learning rate for the steps to come.
    pub fn set_learning_rate(&mut self, learning_rate: f64) {
        self.settings.learning_rate = learning_rate;
    }

    fn check(&self) -> Result<(), Error> {
        let Settings { learning_rate, betas: [first, second], epsilon, .. } = self.settings;
        check(
            "learning_rate",
            learning_rate,
            learning_rate >= 0.0 && learning_rate.is_finite(),
            "a finite number, 0 or more",
        )?;
        check("first beta", first, (0.0..1.0).contains(&first), "at least 0 and below 1")?;
        check("second beta", second, (0.0..1.0).contains(&second), "at least 0 and below 1")?;
        check("epsilon", epsilon, epsilon >= 0.0 && epsilon.is_finite(), "a finite number, 0 or more")
    }
}

impl<N: Network> Optimizer<N> for Adam<N> {
    fn steps(&self) -> u64 {
        self.steps
    }

    fn apply_gradients(&mut self, network: &mut N, gradients: Gradients<N>) -> Result<(), Error> {
        self.check()?;
        self.settings.step = self.steps + 1;
        apply(self, network, gradients)?;
        self.steps += 1;
        Ok(())
    }
}

impl<N: Network<Dtype = E, Device = D>, E: Dtype, D: Device<E>> Rule<E, D> for Adam<N> {
    fn step<S: Shape>(&mut self, variable: &mut Tensor<S, E, D>, gradient: &Buffer<E, D>) -> Result<(), D::Err> {
        let kernels = variable.device().kernels();
        let first = self.first.get_or_alloc_mut(variable)?;
        let second = self.second.get_or_alloc_mut(variable)?;
        kernels.adam(
            &self.settings,
            D::write(variable),
            D::write_buffer(first),
            D::write_buffer(second),
            D::read_buffer(gradient),
        );
        Ok(())
    }
}

impl<N: Network> Stateful<N> for Adam<N> {
    fn save_state(&self, network: &N, state: &mut State) {
        let Settings { learning_rate, betas: [first, second], epsilon, .. } = self.settings;
        state.set_number("learning_rate", learning_rate);
        state.set_number("first_beta", first);
        state.set_number("second_beta", second);
        state.set_number("epsilon", epsilon);
        state.set_count("steps", self.steps);
        state.set_slots("first", network, &self.first);
        state.set_slots("second", network, &self.second);
    }

    fn load_state(&mut self, network: &N, state: &State) -> Result<(), Error> {
        let betas = [state.number("first_beta")?, state.number("second_beta")?];
        let (learning_rate, epsilon) = (state.number("learning_rate")?, state.number("epsilon")?);
        let steps = state.count("steps")?;
        let (first, second) = (state.slots("first", network)?, state.slots("second", network)?);
        *self = Self { settings: Settings { learning_rate, betas, epsilon, step: 1 }, steps, first, second };
        Ok(())
    }
}
