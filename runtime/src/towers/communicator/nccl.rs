//! Ranks of which each has a CUDA device for itself, by NVIDIA's library for them.

use std::time::Duration;

use super::{Communicator, Lost, Numbers};
use crate::Error;
use crate::kernels::Float;
use crate::kernels::cuda::{Collective, Cuda, SliceMut, Trouble};

/// The ranks, as their devices speak to each other.
///
/// What is in memory of the host goes over the device. The ranks find each other by something else, which carries an id.
#[derive(Debug)]
pub struct Nccl {
    rank: usize,
    size: usize,
    local_rank: usize,
    collective: Collective,
}

impl Nccl {
    /// What the first rank makes, and all of them need to begin.
    ///
    /// # Errors
    /// [`Error::Nccl`] if there is no NCCL.
    pub fn id() -> Result<Vec<u8>, Error> {
        Collective::id().map_err(|reason| Error::Nccl { reason })
    }

    /// The version that there is.
    ///
    /// # Errors
    /// As of [`id`](Self::id).
    pub fn version() -> Result<String, Error> {
        Collective::version().map_err(|reason| Error::Nccl { reason })
    }

    /// Begins to work with the others of these ranks, which do so, too.
    ///
    /// # Errors
    /// [`Lost`] if not all of them come in time, or NCCL cannot have them work together.
    pub fn new(of: &dyn Communicator, cuda: &Cuda, id: &[u8], limit: Duration) -> Result<Self, Lost> {
        let (rank, size, local_rank) = (of.rank(), of.size(), of.local_rank());
        let collective = Collective::new(cuda, (rank, size), id, limit).map_err(lost)?;
        Ok(Self { rank, size, local_rank, collective })
    }

    /// Adds up elements of the device of all ranks, each in its place.
    ///
    /// # Errors
    /// As of [`all_reduce`](Communicator::all_reduce).
    pub fn all_reduce_there<E: Float>(&mut self, elements: SliceMut<'_, E>, limit: Duration) -> Result<(), Lost> {
        self.collective.all_reduce(elements, limit).map_err(lost)
    }

    /// Does nothing more with the others.
    pub fn give_up(&mut self) {
        self.collective.give_up();
    }
}

fn lost(trouble: Trouble) -> Lost {
    match trouble {
        Trouble::Late => Lost::Late,
        Trouble::Failed(reason) => Lost::Failed(reason),
    }
}

impl Communicator for Nccl {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn local_rank(&self) -> usize {
        self.local_rank
    }

    fn all_reduce(&mut self, values: Numbers<'_>, limit: Duration) -> Result<(), Lost> {
        let done = match values {
            Numbers::F32(values) => self.collective.all_reduce_of_host(values, limit),
            Numbers::F64(values) => self.collective.all_reduce_of_host(values, limit),
        };
        done.map_err(lost)
    }

    fn broadcast(&mut self, bytes: &mut [u8], root: usize, limit: Duration) -> Result<(), Lost> {
        self.collective.broadcast_of_host(bytes, root, limit).map_err(lost)
    }

    /// NCCL has no barrier: nobody has a sum before all have brought their part.
    fn barrier(&mut self, limit: Duration) -> Result<(), Lost> {
        self.all_reduce(Numbers::F32(&mut [1.0]), limit)
    }
}
