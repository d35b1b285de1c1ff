//! How the processes of one training tell each other what they have found.

mod in_process;
mod launched;
#[cfg(feature = "mpi")]
mod mpi;
#[cfg(feature = "nccl")]
mod nccl;

use std::time::Duration;

pub use in_process::{InProcess, in_process};
pub use launched::{Launched, Place};
#[cfg(feature = "mpi")]
pub use mpi::Mpi;
#[cfg(feature = "nccl")]
pub use nccl::Nccl;

/// One of several ranks that work together. All of them make the same calls, in the same order, with as many values each; a
/// call returns when it is done on this rank.
///
/// No call waits for longer than its `limit`. One that was given up leaves the others of no use: all of them fail from then on.
pub trait Communicator: Send {
    /// Which of the ranks this is, counted from 0.
    fn rank(&self) -> usize;

    /// How many ranks there are.
    fn size(&self) -> usize;

    /// Which of the ranks on its machine this is, counted from 0.
    fn local_rank(&self) -> usize;

    /// Adds up the values of all ranks, each in its place. Every rank has the same sums then, bit for bit.
    ///
    /// # Errors
    /// [`Lost`] if the other ranks have not answered in time, or cannot be spoken to.
    fn all_reduce(&mut self, values: Numbers<'_>, limit: Duration) -> Result<(), Lost>;

    /// Gives every rank the bytes that the rank `root` has.
    ///
    /// # Errors
    /// As of [`all_reduce`](Self::all_reduce).
    fn broadcast(&mut self, bytes: &mut [u8], root: usize, limit: Duration) -> Result<(), Lost>;

    /// Waits until every rank has come here.
    ///
    /// # Errors
    /// As of [`all_reduce`](Self::all_reduce).
    fn barrier(&mut self, limit: Duration) -> Result<(), Lost>;
}

/// Numbers to be added up.
#[derive(Debug)]
pub enum Numbers<'a> {
    /// Single precision.
    F32(&'a mut [f32]),
    /// Double precision.
    F64(&'a mut [f64]),
}

/// Why a call came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// Other ranks have not answered: they are gone, have been stopped, or cannot be reached.
    Late,
    /// The connection to this rank has ended.
    Gone {
        /// Which it is.
        rank: usize,
    },
    /// What the ranks speak through has failed, and says this.
    Failed(String),
}
