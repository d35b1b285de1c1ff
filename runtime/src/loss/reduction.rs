use dfdx::shapes::Dim;

use crate::pass::{Id, Operation, Pass, Value};
use crate::storage::{Device, Dtype};

/// How the terms of a loss become one number, and how much each sample counts.
pub struct Reduction<'w, B: Dim, E: Dtype, D: Device<E>> {
    sum: bool,
    weights: Option<&'w Value<(B,), E, D>>,
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
    pub fn weights(self, weights: &'w Value<(B,), E, D>) -> Self {
        Self { weights: Some(weights), ..self }
    }

    pub(super) fn is_sum(&self) -> bool {
        self.sum
    }

    /// What the sum over `terms` terms is multiplied with.
    pub(super) fn scale(&self, terms: f64, pass: &Pass<E, D>) -> f64 {
        if self.sum { pass.sum_scale() } else { 1.0 / terms }
    }

    /// Does an operation of a loss, whose last operand are the weights of samples if there are any.
    pub(super) fn apply<O: Operation<E, D> + PartialEq, const N: usize>(
        &self,
        operation: O,
        operands: [Id; N],
        outputs: &[usize],
        pass: &mut Pass<E, D>,
    ) -> Value<(), E, D> {
        let loss = match self.weights {
            None => pass.apply(operation, &operands, outputs),
            Some(weights) => {
                let mut all = [weights.id(); MOST];
                all[..N].copy_from_slice(&operands);
                pass.apply(operation, &all[..=N], outputs)
            }
        };
        Value::new(loss, ())
    }
}

/// The most operands that a loss has, with its weights.
const MOST: usize = 3;
