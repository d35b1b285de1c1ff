//! Where the largest elements of rows are.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// Rows, and how many elements of each are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// The number of rows.
    pub rows: usize,
    /// The elements of a row.
    pub size: usize,
    /// How many of them; at most all.
    pub count: usize,
}

/// Finds the largest elements on a device.
pub trait Largest<E>: Memory<E> {
    /// Overwrites `y`, `[rows, count]`, with the places of the largest elements of `x`, `[rows, size]`, as numbers: those
    /// of the largest first, and of equal ones that of the first first. NaN is the largest.
    fn places(&self, geometry: &Geometry, x: Self::Slice<'_>, y: Self::SliceMut<'_>);
}
