//! Rotary positions: pairs of columns are turned by an angle that grows with the place
//! (Su and others, "RoFormer", 2021).

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// The sizes and the setting of rotary positions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// Samples.
    pub batch: usize,
    /// Places of a sample.
    pub places: usize,
    /// Heads of a place.
    pub heads: usize,
    /// Columns of a head, an even number.
    pub depth: usize,
    /// How much slower the last angle grows than the first, nearly.
    pub base: f64,
}

impl Geometry {
    /// The number of elements.
    pub fn elements(&self) -> usize {
        self.batch * self.places * self.width()
    }

    fn width(&self) -> usize {
        self.heads * self.depth
    }

    /// How many pairs a head has.
    fn pairs(&self) -> usize {
        self.depth / 2
    }

    /// What the place is multiplied by for the angle of the first pair, the second, and so on: `base^(−2·pair / depth)`.
    fn speeds(&self) -> impl Iterator<Item = f64> {
        let (base, depth) = (self.base, self.depth as f64);
        (0..self.pairs()).map(move |pair| base.powf(-2.0 * pair as f64 / depth))
    }
}

/// Rotary positions on a device. Column `i` of the first half of a head is a pair with column `i` of the second half.
///
/// # Shapes
/// All slices are `[batch, places, heads, depth]`.
pub trait Rotary<E>: Memory<E> {
    /// Overwrites `y`.
    fn forward(&self, geometry: &Geometry, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// Adds the gradient with respect to `x`, which is `dy` turned back, to `dx`.
    fn backward(&self, geometry: &Geometry, dy: Self::Slice<'_>, dx: Self::SliceMut<'_>);
}
