//! Variables that the network's device gives to the devices of all towers at once.

use std::sync::Arc;

use super::pool::Pool;
use crate::Error;
use crate::memory::Block;
use crate::storage::{Device, Dtype, Fault, Slice};
use crate::towers::{Circle, Crew};

/// The pools of a network on devices that NCCL brings together.
pub(super) struct HandOut<E: Dtype, D: Device<E>> {
    circle: Circle,
    /// By device.
    pools: Vec<Arc<Pool<E, D>>>,
    /// The network's own device.
    root: usize,
}

impl<E: Dtype, D: Device<E>> HandOut<E, D> {
    /// That of a network with this pool; `None` if NCCL does not bring the crew's devices together.
    pub(super) fn of(crew: &Crew, pool: &Arc<Pool<E, D>>, device: &D) -> Result<Option<Self>, Error> {
        let (Some(circle), Some(devices)) = (&crew.circle, &crew.devices) else { return Ok(None) };
        let pools = devices.iter().map(|number| pool.beside(device, &[*number]).map_err(Fault::told));
        let pools = pools.collect::<Result<Vec<_>, _>>()?;
        match pools.iter().position(|pool| pool.is_away().is_none()) {
            Some(root) => Ok(Some(Self { circle: circle.clone(), pools, root })),
            None => Err(Error::Nccl {
                reason: format!(
                    "the towers are on the CUDA devices {devices:?}, and the network is on another one: build it on one of these"
                ),
            }),
        }
    }

    /// Gives the devices those of these variables that they do not have as they are in the pass of this moment.
    pub(super) fn give<'v>(
        &self,
        variables: impl Iterator<Item = (Slice<'v, E, D>, usize)>,
        moment: u64,
    ) -> Result<(), Fault<D::Err>> {
        let mut given = Vec::new();
        for (variable, len) in variables {
            let mut is_old = false;
            let copies = self.pools.iter().map(|pool| {
                let Some(away) = pool.is_away() else { return Ok(None) };
                let (copy, old) = pool.copies().find((variable, len), (away, 0), moment)?;
                is_old |= old;
                Ok(Some(copy))
            });
            let copies = copies.collect::<Result<Vec<_>, _>>()?;
            if is_old {
                given.push((variable, len, copies));
            }
        }
        if given.is_empty() {
            return Ok(());
        }
        let pieces = given.iter().map(|(variable, len, copies)| {
            // SAFETY: all of the block, as where one device brings it.
            let there = copies.iter().map(|copy| copy.as_ref().map(|copy| unsafe { copy.write(0, *len) }));
            (*variable, there.collect())
        });
        D::hand_out(&self.circle, self.root, &pieces.collect())
    }
}
