use std::collections::BTreeMap;

use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::{Tensor, UniqueId};

use crate::storage::{self, Buffer, Device, Dtype, Identities, Opened};

/// What an optimizer remembers of each variable: how often it has changed it, and some arrays of the variable's size.
///
/// A variable that was never changed has nothing in here.
#[derive(Clone, Debug)]
pub struct Slots<E: Dtype, D: Device<E>> {
    /// Where in the list that of a variable is.
    by_variable: BTreeMap<UniqueId, usize>,
    pub(super) list: Vec<Slot<E, D>>,
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
        Self { by_variable: BTreeMap::new(), list: Vec::new() }
    }
}

impl<E: Dtype, D: Device<E>> Slots<E, D> {
    /// What there is of a variable.
    pub fn get<S: Shape>(&self, variable: &Tensor<S, E, D>) -> Option<&Slot<E, D>> {
        self.by_variable.get(&Identities::default().of(variable)).map(|index| &self.list[*index])
    }

    /// What there is of a variable, with so many arrays; new ones are zeros.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn get_mut<S: Shape>(&mut self, variable: &Tensor<S, E, D>, arrays: usize) -> Result<&mut Slot<E, D>, D::Err> {
        let (identity, len) = (Identities::default().of(variable), variable.shape().num_elements());
        let index = self.index(identity, variable.device(), len, arrays)?;
        Ok(&mut self.list[index])
    }

    /// Where in the list that of a variable is, which is open: with so many arrays; new ones are zeros.
    pub(super) fn of(&mut self, variable: &Opened<'_, E, D>, device: &D, arrays: usize) -> Result<usize, D::Err> {
        // It was made contiguous.
        if variable.before != variable.identity
            && let Some(index) = self.by_variable.remove(&variable.before)
        {
            self.by_variable.insert(variable.identity, index);
        }
        self.index(variable.identity, device, variable.len, arrays)
    }

    fn index(&mut self, identity: UniqueId, device: &D, len: usize, arrays: usize) -> Result<usize, D::Err> {
        let index = *self.by_variable.entry(identity).or_insert(self.list.len());
        if index == self.list.len() {
            self.list.push(Slot { steps: 0, arrays: Vec::new() });
        }
        let slot = &mut self.list[index];
        while slot.arrays.len() < arrays {
            slot.arrays.push(storage::buffer(device, len)?);
        }
        Ok(index)
    }
}
