//! Dropout with a mask that is computed, not stored.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

pub(super) use cpu::{Mask, draw, start};

use super::Memory;

/// Sets each run of `width` elements to 0 with the given probability and divides them by `1 − probability` otherwise.
///
/// Whether a run stays depends on the seed and on its index alone, so that the backward pass draws the
/// mask of the forward pass again, on any number of threads. A probability of 1 drops everything.
///
/// The seed is one number in the device's memory, so that work which was recorded once draws another mask each time.
pub trait Dropout<E>: Memory<E> + Memory<usize> {
    /// `y = mask · x / (1 − probability)`.
    fn forward(
        &self,
        seed: <Self as Memory<usize>>::Slice<'_>,
        probability: f64,
        width: usize,
        x: <Self as Memory<E>>::Slice<'_>,
        y: <Self as Memory<E>>::SliceMut<'_>,
    );

    /// `dy *= mask / (1 − probability)`, with the mask of the same seed: the gradient of `x`.
    fn backward(
        &self,
        seed: <Self as Memory<usize>>::Slice<'_>,
        probability: f64,
        width: usize,
        dy: <Self as Memory<E>>::SliceMut<'_>,
    );
}
