//! Elements that another thread adds up over all ranks while their device goes on with other work.

use std::slice;

use super::Dtype;
use crate::Error;
use crate::towers::Link;

/// Elements of a device that are lent to another thread.
pub trait Lent<E: Dtype>: Send + 'static {
    /// Adds up those of all ranks; the sums are in their place when it returns. Where the device has failed, the others learn of
    /// it, for they may wait for this one.
    ///
    /// # Errors
    /// Why the ranks do not go on, and [`Error::Device`].
    fn all_reduce(self, link: &mut Link) -> Result<(), Error>;
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
    fn all_reduce(self, link: &mut Link) -> Result<(), Error> {
        // SAFETY: there are as many, and they are nobody else's until this is dropped, on the word of who lent them.
        link.all_reduce(unsafe { slice::from_raw_parts_mut(self.first, self.len) })
    }
}
