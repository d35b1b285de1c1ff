//! The inputs and targets of a pass, and what of them it is for.

use std::ops::Range;

use dfdx::shapes::{Dim, HasShape, Shape};
use dfdx::tensor::Tensor;

use super::value::Value;
use super::{Origin, Pass};
use crate::Error;
use crate::storage::{self, Batched, Device, Dtype, Identities, Indices};

impl<E: Dtype, D: Device<E>> Pass<E, D> {
    /// Takes in an input or a target that needs no gradient, and compares batch sizes.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn input<S: Batched>(
        &mut self,
        name: &'static str,
        input: &Tensor<S, E, D>,
    ) -> Result<Value<S::Erased, E, D>, D::Err> {
        let samples = self.samples(name, input.shape().batch().size());
        let shape = S::Erased::with_batch(samples.len());
        let width = shape.sample().iter().product::<usize>();
        let id = self.enter(input, Origin::Untraced, samples.start * width..samples.end * width)?;
        Ok(Value::new(id, shape))
    }

    /// Takes in an input or a target that holds indices, and compares batch sizes.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn input_indices<S: Batched>(
        &mut self,
        name: &'static str,
        input: &Tensor<S, usize, D>,
    ) -> Result<Tensor<S::Erased, usize, D>, D::Err> {
        let samples = self.samples(name, input.shape().batch().size());
        let part = storage::samples::<S, E, D>(input, samples)?;
        if let Some(share) = &mut self.share {
            share.indices.push((Identities::default().of(&part), D::flat_indices(input)?));
        }
        Ok(part)
    }

    /// The samples of an input that the pass is for. Compares its batch size with those of the inputs before.
    fn samples(&mut self, input: &'static str, found: usize) -> Range<usize> {
        let (other, expected) = *self.batch.get_or_insert((input, found));
        if found != expected {
            self.fail(Error::Batch { input, found, other, expected });
        }
        self.share.as_ref().map_or(0..found, |share| share.samples.start.min(found)..share.samples.end.min(found))
    }

    /// What the sum over all samples of a tower is multiplied with, so that the weighted mean of these is the sum over the batch.
    pub(crate) fn sum_scale(&self) -> f64 {
        self.share.as_ref().filter(|share| share.averages).map_or(1.0, |share| share.weight().recip())
    }

    /// The sum over a batch, as a pass finds it that is for all of it: `sum` adds up over some indices. It is multiplied with
    /// the part of the batch that this pass is for.
    pub(crate) fn sum_of_batch<S: Shape>(
        &self,
        indices: &Tensor<S, usize, D>,
        sum: impl FnOnce(Indices<'_, E, D>) -> f64,
    ) -> Result<f64, D::Err> {
        let share = self.share.as_ref().filter(|share| share.averages);
        match share.and_then(|share| Some((share.weight(), share.whole(indices)?))) {
            Some((weight, whole)) => Ok(weight * sum(D::read_indices(whole))),
            None => Ok(sum(D::read_indices(&D::flat_indices(indices)?))),
        }
    }
}
