//! Rows of a table, looked up by their index.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// The sizes of a lookup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Rows of the table.
    pub vocabulary: usize,
    /// Elements of a row.
    pub width: usize,
}

/// Which indices there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// All below this.
    pub below: usize,
    /// And this one.
    pub or: Option<usize>,
}

impl From<usize> for Bounds {
    fn from(below: usize) -> Self {
        Self { below, or: None }
    }
}

impl Bounds {
    #[inline]
    fn has(self, index: usize) -> bool {
        index < self.below || Some(index) == self.or
    }
}

/// Lookups on a device.
///
/// # Shapes
/// `indices` are `[n]`, `y` and `dy` are `[n, width]`, `weight` and `dweight` are `[vocabulary, width]`.
pub trait Embedding<E>: Memory<E> + Memory<usize> {
    /// Overwrites `y` with the rows at the indices. Where an index has no row, that is 0.
    fn forward(
        &self,
        geometry: &Geometry,
        indices: <Self as Memory<usize>>::Slice<'_>,
        weight: <Self as Memory<E>>::Slice<'_>,
        y: <Self as Memory<E>>::SliceMut<'_>,
    );

    /// The first index that is outside of a range.
    fn first_outside(&self, range: Bounds, indices: <Self as Memory<usize>>::Slice<'_>) -> Option<usize>;

    /// Overwrites `answer`, one element, with 1 if there is an index outside of a range, and with 0 otherwise.
    fn note_outside(
        &self,
        range: Bounds,
        indices: <Self as Memory<usize>>::Slice<'_>,
        answer: <Self as Memory<E>>::SliceMut<'_>,
    );

    /// Adds each row of `dy` to the row of `dweight` that it came from, in the order of the indices.
    fn backward(
        &self,
        geometry: &Geometry,
        indices: <Self as Memory<usize>>::Slice<'_>,
        dy: <Self as Memory<E>>::Slice<'_>,
        dweight: <Self as Memory<E>>::SliceMut<'_>,
    );

    /// Overwrites `y`, `[n, vocabulary]`, with a row for each index: 1 at the index and 0 beside it. Where an index is not
    /// below the vocabulary, all is 0.
    fn one_hot(
        &self,
        vocabulary: usize,
        indices: <Self as Memory<usize>>::Slice<'_>,
        y: <Self as Memory<E>>::SliceMut<'_>,
    );

    /// The sum of the numbers at the indices. Where an index has no number, that is 0.
    fn sum_of_numbers(&self, numbers: &[f64], indices: <Self as Memory<usize>>::Slice<'_>) -> f64;
}
