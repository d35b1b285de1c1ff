use dfdx::nn::TensorCollection;

use crate::kernels::List;
use crate::kernels::batch_norm::{BatchNorm, Blend};
use crate::pass::{Booking, Ledger};
use crate::storage::{Device, Dtype, Opener};

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

    /// Changes the running statistics of `network`, all in one call.
    pub fn apply<N: TensorCollection<E, D>>(self, network: &mut N) -> Result<(), D::Err> {
        let pending: &Ledger<E, D> = &self.pending;
        let mut opener = Opener::default();
        let mut done: List<_> = pending.fields().iter().map(|_| false).collect();
        let mut is_left = pending.has_updates();
        // Once more for each that shares its identity with another.
        while is_left {
            let (mut blends, mut fields) = (List::new(), List::new());
            let wanted = |field: usize| !done[field] && pending.pending(field).is_some();
            is_left = opener.open(network, wanted, |field, statistic, _| {
                if let Some((kept, added)) = pending.pending(field) {
                    blends.push(Blend { kept, running: statistic.elements, weight: 1.0, statistic: added });
                    fields.push(field);
                }
                Ok(())
            })?;
            pending.kernels().blend(&mut blends);
            for field in fields {
                done[field] = true;
            }
        }
        D::check(&pending.kernels()).map_err(|fault| fault.error)
    }
}
