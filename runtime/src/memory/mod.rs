//! The memory of a pass: one block, and a plan of who uses which part of it when. Nothing of dfdx.

mod block;
#[cfg(feature = "cuda")]
mod cuda;
mod packing;

use crate::kernels::Memory;

pub use block::HostBlock;
#[cfg(feature = "cuda")]
pub use cuda::Parts;
pub use packing::{ALIGNMENT, Lifetime, Packing, pack, pressure};

/// So many elements apart begin the parts of a pass's memory that are on different devices.
pub const REACH: usize = 1 << 40;

/// A piece of a device's memory that holds elements of one type.
///
/// Parts of it are handed out through a shared reference, so that a kernel can be given several at once.
pub trait Block<E, K: Memory<E>>: Send + Sync {
    /// The kernels of the device that it is on.
    fn kernels(&self) -> K;

    /// The number of elements.
    fn size(&self) -> usize;

    /// The kernels of the device that this element is on: a block may have parts on several.
    fn kernels_at(&self, _start: usize) -> K {
        self.kernels()
    }

    /// Whether it has these elements, all of them on one device.
    fn holds(&self, start: usize, len: usize) -> bool {
        start + len <= self.size()
    }

    /// `len` elements from `start` on.
    ///
    /// # Safety
    /// They are within the block, and nobody writes to them as long as the slice lives.
    unsafe fn read(&self, start: usize, len: usize) -> K::Slice<'_>;

    /// `len` elements from `start` on, to be written.
    ///
    /// # Safety
    /// They are within the block, and nobody else reads or writes them as long as the slice lives.
    unsafe fn write(&self, start: usize, len: usize) -> K::SliceMut<'_>;
}
