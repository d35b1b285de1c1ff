//! How alike a value is at each place with another one around that place: the cost volume of optical flow.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::Memory;

/// The sizes of a correlation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Samples.
    pub batch: usize,
    /// Channels of both values.
    pub channels: usize,
    /// Height and width.
    pub size: [usize; 2],
    /// The largest displacement along either axis.
    pub reach: usize,
}

impl Geometry {
    /// The displacements along an axis.
    fn side(&self) -> usize {
        2 * self.reach + 1
    }

    /// The elements of one channel.
    fn area(&self) -> usize {
        self.size[0] * self.size[1]
    }

    /// The elements of either value.
    pub fn inputs(&self) -> usize {
        self.batch * self.channels * self.area()
    }

    /// The elements of the correlation.
    pub fn outputs(&self) -> usize {
        self.batch * self.side() * self.side() * self.area()
    }

    /// What each product counts for in the mean over the channels.
    fn weight(&self) -> f64 {
        1.0 / self.channels as f64
    }
}

/// The places along an axis of this size from which `displacement` leads to another of its places.
fn inside(size: usize, displacement: isize) -> Range<usize> {
    let by = displacement.unsigned_abs().min(size);
    if displacement < 0 { by..size } else { 0..size - by }
}

/// The mean over the channels of the products of a value with a displaced one.
///
/// # Shapes
/// `a`, `b` and their gradients are `[batch, channels, size]`; `y` and `dy` are `[batch, side², size]`, where `side` is
/// `2 · reach + 1`, with the displacement of rows before that of columns, each from `-reach`.
pub trait Correlation<E>: Memory<E> {
    /// `y[(v, u), r, c] = Σ a[·, r, c] · b[·, r + v, c + u] / channels`, with 0 for `b` beyond the border.
    fn forward(&self, geometry: &Geometry, a: Self::Slice<'_>, b: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// Adds the gradient to `a`.
    fn backward_first(&self, geometry: &Geometry, b: Self::Slice<'_>, dy: Self::Slice<'_>, da: Self::SliceMut<'_>);

    /// Adds the gradient to `b`.
    fn backward_second(&self, geometry: &Geometry, a: Self::Slice<'_>, dy: Self::Slice<'_>, db: Self::SliceMut<'_>);
}
