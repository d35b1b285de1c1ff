use dfdx::shapes::Dim;
use dfdx::tensor::Tensor;

use crate::pass::Pass;
use crate::storage::{self, Device, Dtype, Flat};

/// How the terms of a loss become one number, and how much each sample counts.
pub struct Reduction<'w, B: Dim, E: Dtype, D: Device<E>> {
    sum: bool,
    weights: Option<&'w Tensor<(B,), E, D>>,
}

/// The mean, as the documentation of each loss states it.
pub fn mean<'w, B: Dim, E: Dtype, D: Device<E>>() -> Reduction<'w, B, E, D> {
    Reduction { sum: false, weights: None }
}

/// The sum over everything that [`mean`] averages.
pub fn sum<'w, B: Dim, E: Dtype, D: Device<E>>() -> Reduction<'w, B, E, D> {
    Reduction { sum: true, weights: None }
}

impl<B: Dim, E: Dtype, D: Device<E>> Copy for Reduction<'_, B, E, D> {}

impl<B: Dim, E: Dtype, D: Device<E>> Clone for Reduction<'_, B, E, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<'w, B: Dim, E: Dtype, D: Device<E>> Reduction<'w, B, E, D> {
    /// Multiplies the terms of each sample with its weight. The mean still divides by the number of terms, not by
    /// the sum of the weights. The weights get no gradient.
    pub fn weights(self, weights: &'w Tensor<(B,), E, D>) -> Self {
        Self { weights: Some(weights), ..self }
    }

    /// What the sum over `terms` terms is multiplied with.
    pub(super) fn scale(&self, terms: f64) -> f64 {
        if self.sum { 1.0 } else { 1.0 / terms }
    }

    pub(super) fn flat_weights(&self) -> Result<Option<Flat<E, D>>, D::Err> {
        self.weights.map(|weights| storage::flat(weights)).transpose()
    }
}

/// The value of a loss that has been computed, as it leaves the loss function. `tracked` is whether its gradient will
/// be asked for.
pub(super) fn value<E: Dtype, D: Device<E>>(
    loss: Flat<E, D>,
    tracked: bool,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(), E, D>, D::Err> {
    if !tracked {
        pass.mark_constant(&loss);
    }
    storage::shaped(loss, ())
}
