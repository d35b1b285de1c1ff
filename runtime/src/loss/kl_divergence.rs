use super::Reduction;
use super::pairwise::{Terms, compare};
use crate::kernels::pairwise::Operation;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// `Σ probabilities · (ln probabilities − log_probabilities)` a sample, averaged over the batch
/// ([Kullback and Leibler 1951](https://doi.org/10.1214/aoms/1177729694)).
///
/// The first value is in logarithms, as `log_softmax` gives them; PyTorch calls this `batchmean`. Both get a gradient.
///
/// # Errors
/// The device's, when memory runs out.
pub fn kl_divergence<S: Batched, E: Dtype, D: Device<E>>(
    log_probabilities: &Value<S, E, D>,
    probabilities: &Value<S, E, D>,
    reduction: Reduction<'_, S::Batch, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    compare(Operation::KlDivergence, Terms::Samples, log_probabilities, probabilities, reduction, pass)
}
