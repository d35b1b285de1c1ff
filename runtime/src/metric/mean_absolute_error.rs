use dfdx::tensor::Tensor;

use super::rows::{Rows, wide};
use crate::Error;
use crate::storage::{Batched, Device, Dtype};

/// The mean distance of an element from what it should be: `Σ |said − truth| / n` over all elements
/// ([Willmott and Matsuura 2005](https://doi.org/10.3354/cr030079)), in the unit of the elements.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MeanAbsoluteError {
    sum: f64,
    elements: u64,
}

impl MeanAbsoluteError {
    /// Of no elements yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a batch of any shape.
    ///
    /// # Errors
    /// [`Error::Batch`] if one of the two has more samples than the other.
    pub fn add<S: Batched, S2: Batched<Concrete = S::Concrete>, E: Dtype, D: Device<E>>(
        &mut self,
        said: &Tensor<S, E, D>,
        truth: &Tensor<S2, E, D>,
    ) -> Result<(), Error> {
        for (said, truth) in Rows::new(("said", said), ("truth", truth))?.iter() {
            self.elements += said.len() as u64;
            self.sum += said.iter().zip(truth).map(|(&said, &truth)| (wide(said) - wide(truth)).abs()).sum::<f64>();
        }
        Ok(())
    }

    /// The mean so far; NaN of no elements.
    pub fn value(&self) -> f64 {
        self.sum / self.elements as f64
    }
}
