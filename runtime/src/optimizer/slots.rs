use std::collections::BTreeMap;

use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::{Tensor, UniqueId};
use dfdx::tensor_ops::ReshapeTo;

use crate::storage::{self, Buffer, Device, Dtype, Identities};

/// What an optimizer remembers of each variable: how often it has changed it, and some arrays of the variable's size.
///
/// A variable that was never changed has nothing in here.
#[derive(Debug)]
pub struct Slots<E: Dtype, D: Device<E>> {
    by_variable: BTreeMap<UniqueId, Slot<E, D>>,
    identities: Identities,
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
        Self { by_variable: BTreeMap::new(), identities: Identities::default() }
    }
}

impl<E: Dtype, D: Device<E>> Clone for Slots<E, D> {
    fn clone(&self) -> Self {
        Self { by_variable: self.by_variable.clone(), identities: Identities::default() }
    }
}

impl<E: Dtype, D: Device<E>> Slots<E, D> {
    /// What there is of a variable.
    pub fn get<S: Shape>(&self, variable: &Tensor<S, E, D>) -> Option<&Slot<E, D>> {
        self.by_variable.get(&Identities::default().of(variable))
    }

    /// Makes a variable contiguous, which changes its identity if it is not.
    pub(super) fn make_contiguous<S: Shape>(&mut self, variable: &mut Tensor<S, E, D>) -> Result<(), D::Err> {
        if D::is_contiguous(variable) {
            return Ok(());
        }
        let slot = self.by_variable.remove(&self.identities.of(variable));
        *variable = variable.clone().try_contiguous()?;
        if let Some(slot) = slot {
            self.by_variable.insert(self.identities.of(variable), slot);
        }
        Ok(())
    }

    /// What there is of a variable, with so many arrays; new ones are zeros.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn get_mut<S: Shape>(&mut self, variable: &Tensor<S, E, D>, arrays: usize) -> Result<&mut Slot<E, D>, D::Err> {
        let slot = self.by_variable.entry(self.identities.of(variable));
        let slot = slot.or_insert_with(|| Slot { steps: 0, arrays: Vec::new() });
        while slot.arrays.len() < arrays {
            slot.arrays.push(storage::buffer(variable.device(), variable.shape().num_elements())?);
        }
        Ok(slot)
    }
}
