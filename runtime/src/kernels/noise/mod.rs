//! Normal noise that is computed, not stored.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// Adds normal noise.
///
/// The noise of an element depends on the seed and on its index alone, on any number of threads. The seed is one number in the
/// device's memory, so that work which was recorded once draws other noise each time.
pub trait Noise<E>: Memory<E> + Memory<usize> {
    /// `y = x + deviation · n` with `n` normal of mean 0 and variance 1.
    fn add(
        &self,
        seed: <Self as Memory<usize>>::Slice<'_>,
        deviation: f64,
        x: <Self as Memory<E>>::Slice<'_>,
        y: <Self as Memory<E>>::SliceMut<'_>,
    );
}
