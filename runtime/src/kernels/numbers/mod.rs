//! Numbers that come from elsewhere than from values: indices, and what is known before.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// Writes numbers on a device.
pub trait Numbers<E>: Memory<E> + Memory<usize> {
    /// Overwrites `y` with as many indices.
    fn indices(&self, indices: <Self as Memory<usize>>::Slice<'_>, y: <Self as Memory<E>>::SliceMut<'_>);

    /// Overwrites `y` with as many numbers, which a device may keep.
    fn constants(&self, numbers: &[f64], y: <Self as Memory<E>>::SliceMut<'_>);
}
