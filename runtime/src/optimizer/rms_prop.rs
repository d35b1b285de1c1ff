use super::groups::{Groups, Rates};
use super::stepper::{Rule, Stepper};
use super::{Gradients, Optimizer, check_fraction, check_size};
use crate::Error;
use crate::checkpoint::{State, Stateful};
use crate::kernels::batch_norm::Blend;
use crate::kernels::optimizer::{self as kernel, ARRAYS, Optimizer as _, Piece};
use crate::network::Network;
use crate::storage::{Device, Dtype};

/// RMSprop ([Tieleman and Hinton 2012](https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf)), as
/// PyTorch computes it.
///
/// With `s` the running mean of the square of the gradient: `p ← p − learning_rate · g / (√s + epsilon)`. The centred
/// kind takes the variance in place of the mean square ([Graves 2013](https://arxiv.org/abs/1308.0850)). With momentum
/// `v ← momentum · v + g / (√s + epsilon)`, and `p ← p − learning_rate · v`. Weight decay adds `weight_decay · p` to the
/// gradient.
pub struct RmsProp<N: Network> {
    stepper: Stepper<N, kernel::RmsProp>,
    squares: Squares,
}

impl<N: Network> RmsProp<N> {
    /// RMSprop with a smoothing of 0.99, epsilon 1e-8, not centred, without momentum and without weight decay.
    pub fn new(learning_rate: f64) -> Self {
        let squares = Squares { smoothing: 0.99, epsilon: 1e-8, momentum: 0.0, centered: false };
        Self { stepper: Stepper::new(learning_rate), squares }
    }

    /// Sets how much of the running mean is kept at a step (PyTorch's `alpha`).
    pub fn smoothing(mut self, smoothing: f64) -> Self {
        self.squares.smoothing = smoothing;
        self
    }

    /// Sets what is added to the denominator.
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.squares.epsilon = epsilon;
        self
    }

    /// Sets the momentum, from 0 (none) to below 1.
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.squares.momentum = momentum;
        self
    }

    /// Divides by the standard deviation of the gradient.
    pub fn centered(mut self) -> Self {
        self.squares.centered = true;
        self
    }
}

impl<N: Network> Optimizer<N> for RmsProp<N> {
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
        check_fraction("smoothing", self.squares.smoothing)?;
        check_fraction("momentum", self.squares.momentum)?;
        check_size("epsilon", self.squares.epsilon)?;
        self.stepper.apply(&self.squares, network, gradients)
    }
}

impl<N: Network> Stateful<N> for RmsProp<N> {
    fn save_state(&self, network: &N, state: &mut State) {
        state.set_number("smoothing", self.squares.smoothing);
        state.set_number("epsilon", self.squares.epsilon);
        state.set_number("momentum", self.squares.momentum);
        state.set_count("centered", self.squares.centered.into());
        self.stepper.save(&self.squares, network, state);
    }

    fn load_state(&mut self, network: &N, state: &State) -> Result<(), Error> {
        let squares = Squares {
            smoothing: state.number("smoothing")?,
            epsilon: state.number("epsilon")?,
            momentum: state.number("momentum")?,
            centered: state.count("centered")? != 0,
        };
        self.stepper.load(&squares, network, state)?;
        self.squares = squares;
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Squares {
    smoothing: f64,
    epsilon: f64,
    momentum: f64,
    centered: bool,
}

impl<E: Dtype, D: Device<E>> Rule<E, D> for Squares {
    type Settings = kernel::RmsProp;

    fn arrays(&self) -> &'static [&'static str] {
        match (self.centered, self.momentum == 0.0) {
            (false, true) => &["square"],
            (false, false) => &["square", "velocity"],
            (true, true) => &["square", "mean"],
            (true, false) => &["square", "mean", "velocity"],
        }
    }

    fn arrange<T>(&self, arrays: [Option<T>; ARRAYS]) -> [Option<T>; ARRAYS] {
        let [square, second, third] = arrays;
        if self.centered { [square, second, third] } else { [square, None, second] }
    }

    fn settings(&self, Rates { learning_rate, weight_decay }: Rates, _: u64) -> kernel::RmsProp {
        let Self { smoothing, epsilon, momentum, .. } = *self;
        kernel::RmsProp { learning_rate, weight_decay, smoothing, epsilon, momentum }
    }

    fn step(
        &self,
        kernels: &D::Kernels,
        settings: &[kernel::RmsProp],
        pieces: &mut [Piece<'_, E, D::Kernels>],
        blends: &mut [Blend<'_, E, D::Kernels>],
    ) {
        kernels.rms_prop(settings, pieces, blends);
    }
}
