use dfdx::tensor::Gradients as DfdxGradients;

use crate::network::{Identity, Network};
use crate::updates::Updates;

/// The gradients of a network's variables, together with the updates that run before the step.
#[must_use = "gradients and pending updates change nothing until `apply_gradients` consumes them"]
pub struct Gradients<N: Network> {
    pub(super) by_variable: DfdxGradients<N::Dtype, N::Device>,
    pub(super) updates: Updates<N::Dtype, N::Device>,
    pub(super) network: Identity,
}
