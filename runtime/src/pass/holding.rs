//! What a pass holds beside its program: its memory, and what has come in.

use super::beside::Visit;
use super::program::Program;
use crate::kernels::Memory;
use crate::memory::Block;
use crate::storage::{Device, Dtype, Flat, FlatIndices, Slice};

/// What one pass holds beside its run: its memory, and what has come in.
pub(super) struct Holding<E: Dtype, D: Device<E>> {
    /// The way to another device than the network's, if its memory is there. It ends before what has come in is let go.
    pub(super) visit: Option<Visit<E, D>>,
    /// The network's.
    pub(super) device: D,
    /// The memory of the pass; what remains of it, before it has some and when it is through.
    pub(super) arena: D::Block,
    /// Where that remains which can be asked for, while the pass has memory that another one takes over.
    pub(super) remains: Option<D::Block>,
    /// Whether its memory is what remains, and no more.
    pub(super) is_apart: bool,
    /// By entrance.
    pub(super) tensors: Vec<Option<Entered<E, D>>>,
    pub(super) indices: Vec<FlatIndices<D>>,
    /// Random numbers, in the order in which they were drawn.
    pub(super) numbers: Vec<usize>,
}

impl<E: Dtype, D: Device<E>> Holding<E, D> {
    /// The kernels of the network's device.
    pub(super) fn home(&self) -> D::Kernels {
        self.visit.as_ref().map_or_else(|| self.arena.kernels(), |visit| visit.0.home.clone())
    }

    /// Is given memory for the time that the pass takes.
    pub(super) fn move_in(&mut self, arena: D::Block) {
        assert!(self.is_apart, "a pass has one memory");
        self.remains = Some(std::mem::replace(&mut self.arena, arena));
        self.is_apart = false;
    }

    /// Gives the memory back that it was given.
    pub(super) fn move_out(&mut self) -> Option<D::Block> {
        let remains = self.remains.take()?;
        self.is_apart = true;
        Some(std::mem::replace(&mut self.arena, remains))
    }

    /// What has come in at an entrance.
    pub(super) fn entered(&self, program: &Program<E, D>, entrance: usize) -> Option<Slice<'_, E, D>> {
        let len = program.node(program.entrances[entrance].node).len;
        Some(self.tensors[entrance].as_ref()?.read(len))
    }
}

/// A tensor that has come in.
pub(super) struct Entered<E: Dtype, D: Device<E>> {
    pub(super) tensor: Flat<E, D>,
    /// Where in it the pass begins to read: a tower reads its samples of a batch.
    pub(super) start: usize,
}

impl<E: Dtype, D: Device<E>> Entered<E, D> {
    /// So many elements, as many as the pass reads.
    pub(super) fn read(&self, len: usize) -> Slice<'_, E, D> {
        <D::Kernels as Memory<E>>::part(D::read(&self.tensor), self.start..self.start + len)
    }
}

/// The lists of a [`Holding`] between passes: nothing is in them, and their memory is used again.
pub(super) struct Room<E: Dtype, D: Device<E>> {
    tensors: Vec<Option<Entered<E, D>>>,
    indices: Vec<FlatIndices<D>>,
    numbers: Vec<usize>,
}

// SAFETY: there is nothing of a device in lists that are empty: they are made so, and `leave` clears them.
unsafe impl<E: Dtype, D: Device<E>> Send for Room<E, D> {}
// SAFETY: as above.
unsafe impl<E: Dtype, D: Device<E>> Sync for Room<E, D> {}

impl<E: Dtype, D: Device<E>> Room<E, D> {
    pub(super) const EMPTY: Self = Self { tensors: Vec::new(), indices: Vec::new(), numbers: Vec::new() };

    /// Lists for a pass with so many entrances. Its memory is for what remains of it alone if it is `is_apart`.
    pub(super) fn enter(
        &mut self,
        device: D,
        (arena, is_apart): (D::Block, bool),
        entrances: usize,
        visit: Option<Visit<E, D>>,
    ) -> Holding<E, D> {
        let Self { mut tensors, indices, numbers } = std::mem::replace(self, Self::EMPTY);
        tensors.resize_with(entrances, || None);
        Holding { visit, device, arena, remains: None, is_apart, tensors, indices, numbers }
    }

    /// Keeps the lists of a pass, and gives its memory back: with that of what remains, if these are two.
    pub(super) fn leave(&mut self, mut holding: Holding<E, D>) -> [Option<D::Block>; 2] {
        let arena = holding.move_out();
        let Holding { visit, arena: last, is_apart, mut tensors, mut indices, mut numbers, .. } = holding;
        drop(visit);
        tensors.clear();
        indices.clear();
        numbers.clear();
        *self = Self { tensors, indices, numbers };
        if is_apart { [arena, Some(last)] } else { [Some(last), None] }
    }
}
