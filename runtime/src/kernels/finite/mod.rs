//! Whether numbers are finite, told to the device.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;

use super::Memory;

/// Looks for what is NaN or infinite.
pub trait Finite<E>: Memory<E> {
    /// Overwrites `answer`, one element, with 0 if all of `x` is finite, and with something above 0 otherwise.
    fn note_not_finite(&self, x: Self::Slice<'_>, answer: Self::SliceMut<'_>);
}
