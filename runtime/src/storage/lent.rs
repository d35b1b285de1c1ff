//! Elements that another thread changes while their device goes on with other work.

use std::slice;

use super::Dtype;
use crate::Error;

/// Elements of a device that are lent to another thread.
pub trait Lent<E: Dtype>: Send + 'static {
    /// Has them changed in memory of the host; they are back in their place when it returns. Where the device has failed,
    /// `work` is given as many that are no numbers: others may wait for it.
    ///
    /// # Errors
    /// Those of `work`, and [`Error::Device`].
    fn change(self, work: impl FnOnce(&mut [E]) -> Result<(), Error>) -> Result<(), Error>;
}

/// Elements that are in memory of the host.
#[derive(Debug)]
pub struct HostLent<E> {
    pub(super) first: *mut E,
    pub(super) len: usize,
}

// SAFETY: whoever lends them does nothing with them until they are given back.
unsafe impl<E: Send> Send for HostLent<E> {}

impl<E: Dtype> Lent<E> for HostLent<E> {
    fn change(self, work: impl FnOnce(&mut [E]) -> Result<(), Error>) -> Result<(), Error> {
        // SAFETY: there are as many, and they are nobody else's until this is dropped, on the word of who lent them.
        work(unsafe { slice::from_raw_parts_mut(self.first, self.len) })
    }
}
