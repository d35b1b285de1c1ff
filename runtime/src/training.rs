use dfdx::tensor::{OwnedTape, Tensor};

use crate::network::{Identity, Network};
use crate::updates::Updates;

/// The outcome of a training pass: a loss with its tape, the outputs, and the updates that are pending.
///
/// An optimizer's [`compute_gradients`](crate::Optimizer::compute_gradients) consumes it. The network
/// is only borrowed while the pass is made and has not changed.
#[must_use = "a training pass changes nothing until an optimizer computes and applies its gradients"]
pub struct TrainingPass<N: Network, O> {
    pub(crate) loss: Tensor<(), N::Dtype, N::Device, OwnedTape<N::Dtype, N::Device>>,
    pub(crate) updates: Updates<N::Dtype, N::Device>,
    pub(crate) network: Identity,
    output: O,
}

impl<N: Network, O> TrainingPass<N, O> {
    pub(crate) fn new(
        network: &N,
        loss: Tensor<(), N::Dtype, N::Device, OwnedTape<N::Dtype, N::Device>>,
        updates: Updates<N::Dtype, N::Device>,
        output: O,
    ) -> Self {
        Self { loss, updates, network: Identity::of(network), output }
    }

    /// The loss: a mean over the batch.
    pub fn value(&self) -> N::Dtype {
        self.loss.as_vec()[0]
    }

    /// What the network returned for this batch, with dropout and batch statistics as in training.
    pub fn output(&self) -> &O {
        &self.output
    }
}
