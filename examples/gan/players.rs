//! The two optimizers, and a step of each.

use netweave::prelude::*;
use netweave::{Device, Error};

use super::network::Gan;

/// Real digits, one-hot labels, and noise: a batch of each.
pub(crate) struct Batch<'a, D: Device<f32>> {
    pub(crate) noise: &'a Tensor<(usize, Const<32>), f32, D>,
    pub(crate) labels: &'a Tensor<(usize, Const<10>), f32, D>,
    pub(crate) real: &'a Tensor<(usize, Const<1>, Const<8>, Const<8>), f32, D>,
}

impl<D: Device<f32>> Batch<'_, D> {
    /// One answer for all samples.
    fn answer(&self, answer: f32) -> Tensor<(usize, Const<1>), f32, D> {
        let (samples, _) = *self.noise.shape();
        self.noise.device().ones_like(&(samples, Const)) * answer
    }
}

/// Each changes its own scope, and leaves the other's as it is.
pub(crate) struct Players<D: Device<f32>> {
    generating: Adam<Gan<f32, D>>,
    detecting: Adam<Gan<f32, D>>,
}

impl<D: Device<f32>> Players<D> {
    pub(crate) fn new(learning_rate: f64) -> Self {
        // Less momentum than usual: where one player leads changes with each step of the other.
        let adam = || Adam::new(learning_rate).betas(0.5, 0.999);
        Self { generating: adam().freeze(Gan::DISCRIMINATOR), detecting: adam().freeze(Gan::GENERATOR) }
    }

    /// A step of the discriminator, and its loss before.
    pub(crate) fn detect(&mut self, net: &mut Gan<f32, D>, batch: &Batch<D>) -> Result<f64, Error> {
        // Not quite sure of real digits, it goes on to give the generator gradients that lead somewhere.
        let (yes, no) = (batch.answer(0.9), batch.answer(0.0));
        let pass = net.training().detecting(batch.noise, batch.labels, batch.real, yes, no)?;
        let loss = pass.value().into();
        let gradients = self.detecting.compute_gradients(pass)?;
        self.detecting.apply_gradients(net, gradients)?;
        Ok(loss)
    }

    /// A step of the generator, and its loss before.
    pub(crate) fn fool(&mut self, net: &mut Gan<f32, D>, batch: &Batch<D>) -> Result<f64, Error> {
        let pass = net.training().fooling(batch.noise, batch.labels, batch.real, batch.answer(1.0))?;
        let loss = pass.value().into();
        let gradients = self.generating.compute_gradients(pass)?;
        self.generating.apply_gradients(net, gradients)?;
        Ok(loss)
    }
}
