use dfdx::nn::{RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ViewTensorMut};
use dfdx::shapes::Shape;
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::ReshapeTo;

use crate::kernels::batch_norm::BatchNorm;
use crate::pass::{Booking, Ledger};
use crate::storage::{Device, Dtype};

/// The running statistics that a training pass is going to change, in program order.
///
/// Updates of one statistic compose: `running ← kept · running + added`.
#[must_use = "running statistics stay as they are until the updates are applied"]
pub struct Updates<E: Dtype, D: Device<E>> {
    pending: Booking<E, D>,
}

impl<E: Dtype, D: Device<E>> Updates<E, D> {
    pub(crate) fn new(pending: Booking<E, D>) -> Self {
        Self { pending }
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        !self.pending.has_updates()
    }

    /// Changes the running statistics of `network`.
    pub fn apply<N: TensorCollection<E, D>>(self, network: &mut N) -> Result<(), D::Err> {
        apply(&self.pending, network)?;
        D::check(&self.pending.kernels()).map_err(|fault| fault.error)
    }
}

/// Changes the running statistics of the network whose updates these are.
pub(crate) fn apply<N: TensorCollection<E, D>, E: Dtype, D: Device<E>>(
    pending: &Ledger<E, D>,
    network: &mut N,
) -> Result<(), D::Err> {
    if pending.has_updates() {
        N::iter_tensors(&mut RecursiveWalker { m: network, f: &mut Apply { pending, field: 0 } })?;
    }
    Ok(())
}

struct Apply<'a, E: Dtype, D: Device<E>> {
    pending: &'a Ledger<E, D>,
    field: usize,
}

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Apply<'_, E, D> {
    type Viewer = ViewTensorMut;
    type Err = D::Err;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, D>,
        tensor: &mut Tensor<S, E, D>,
    ) -> Result<Option<Tensor<S, E, D>>, D::Err> {
        if let Some((kept, added)) = self.pending.pending(self.field) {
            // One value for all channels may have been assigned, and now they differ.
            *tensor = tensor.clone().try_contiguous()?;
            self.pending.kernels().blend(kept, D::write(tensor)?, 1.0, added);
        }
        self.field += 1;
        Ok(None)
    }
}
