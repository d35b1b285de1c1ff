use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use dfdx::nn::{RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ViewTensorMut};
use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::{Tensor, UniqueId};
use dfdx::tensor_ops::ReshapeTo;

use crate::kernels::batch_norm::BatchNorm;
use crate::storage::{self, Buffer, Device, Dtype, Flat};

/// The running statistics that a training pass is going to change, in program order.
///
/// Updates of one statistic compose: `running ← kept · running + added`.
#[must_use = "running statistics stay as they are until the updates are applied"]
pub struct Updates<E: Dtype, D: Device<E>> {
    pending: BTreeMap<UniqueId, Update<E, D>>,
}

struct Update<E: Dtype, D: Device<E>> {
    device: D,
    kept: f64,
    added: Buffer<E, D>,
}

impl<E: Dtype, D: Device<E>> Default for Updates<E, D> {
    fn default() -> Self {
        Self { pending: BTreeMap::new() }
    }
}

impl<E: Dtype, D: Device<E>> Updates<E, D> {
    /// Adds `running ← (1 − momentum) · running + momentum · factor · statistic` for the statistic of this identity.
    pub(crate) fn push(
        &mut self,
        identity: UniqueId,
        running: &Flat<E, D>,
        momentum: f64,
        statistic: &Buffer<E, D>,
        factor: f64,
    ) -> Result<(), D::Err> {
        let device = running.device();
        let update = match self.pending.entry(identity) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let added = storage::buffer(device, running.shape().0)?;
                entry.insert(Update { device: device.clone(), kept: 1.0, added })
            }
        };
        update.kept *= 1.0 - momentum;
        device.kernels().blend(
            1.0 - momentum,
            D::write_buffer(&mut update.added),
            momentum * factor,
            D::read_buffer(statistic),
        );
        Ok(())
    }

    /// Adds the updates of another pass, after these: `running ← k₂ · (k₁ · running + a₁) + a₂`.
    pub(crate) fn append(&mut self, later: Self) -> Result<(), D::Err> {
        for (running, later) in later.pending {
            match self.pending.entry(running) {
                Entry::Vacant(entry) => {
                    entry.insert(later);
                }
                Entry::Occupied(entry) => {
                    let Update { device, kept, added } = entry.into_mut();
                    *kept *= later.kept;
                    device.kernels().blend(later.kept, D::write_buffer(added), 1.0, D::read_buffer(&later.added));
                }
            }
        }
        Ok(())
    }

    /// The same updates for tensors of other identities, `(before, now)`.
    pub(crate) fn moved(mut self, changes: impl Iterator<Item = (UniqueId, UniqueId)>) -> Self {
        for (before, now) in changes {
            if let Some(update) = self.pending.remove(&before) {
                self.pending.insert(now, update);
            }
        }
        self
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Changes the running statistics of `network`.
    pub fn apply<N: TensorCollection<E, D>>(mut self, network: &mut N) -> Result<(), D::Err> {
        if self.pending.is_empty() {
            return Ok(());
        }
        N::iter_tensors(&mut RecursiveWalker { m: network, f: &mut self })?;
        Ok(())
    }
}

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Updates<E, D> {
    type Viewer = ViewTensorMut;
    type Err = D::Err;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, D>,
        tensor: &mut Tensor<S, E, D>,
    ) -> Result<Option<Tensor<S, E, D>>, D::Err> {
        if let Some(update) = self.pending.remove(&storage::identity(tensor)) {
            // One value for all channels may have been assigned, and now they differ.
            *tensor = tensor.clone().try_contiguous()?;
            let kernels = tensor.device().kernels();
            kernels.blend(update.kept, D::write(tensor), 1.0, D::read_buffer(&update.added));
        }
        Ok(None)
    }
}
