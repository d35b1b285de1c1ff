use std::collections::BTreeMap;

use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::{Tensor, UniqueId};

use crate::storage::{self, Buffer, Device, Dtype};

/// What an optimizer remembers of each variable: how often it has changed it, and some arrays of the variable's size.
///
/// A variable that was never changed has nothing in here.
#[derive(Clone, Debug)]
pub struct Slots<E: Dtype, D: Device<E>> {
    by_variable: BTreeMap<UniqueId, Slot<E, D>>,
}

/// What is remembered of one variable.
#[derive(Clone, Debug)]
pub struct Slot<E: Dtype, D: Device<E>> {
    /// How often it was changed.
    pub steps: u64,
    /// The arrays, zeros at first.
    pub arrays: Vec<Buffer<E, D>>,
}

impl<E: Dtype, D: Device<E>> Default for Slots<E, D> {
    fn default() -> Self {
        Self { by_variable: BTreeMap::new() }
    }
}

impl<E: Dtype, D: Device<E>> Slots<E, D> {
    /// What there is of a variable.
    pub fn get<S: Shape>(&self, variable: &Tensor<S, E, D>) -> Option<&Slot<E, D>> {
        self.by_variable.get(&storage::identity(variable))
    }

    /// Finds what there is of a variable whose identity has changed.
    pub(super) fn move_to(&mut self, before: UniqueId, now: UniqueId) {
        if before != now
            && let Some(slot) = self.by_variable.remove(&before)
        {
            self.by_variable.insert(now, slot);
        }
    }

    /// What there is of a variable, with so many arrays; new ones are zeros.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn get_mut<S: Shape>(&mut self, variable: &Tensor<S, E, D>, arrays: usize) -> Result<&mut Slot<E, D>, D::Err> {
        let slot = self.by_variable.entry(storage::identity(variable));
        let slot = slot.or_insert_with(|| Slot { steps: 0, arrays: Vec::new() });
        while slot.arrays.len() < arrays {
            slot.arrays.push(storage::buffer(variable.device(), variable.shape().num_elements())?);
        }
        Ok(slot)
    }
}
