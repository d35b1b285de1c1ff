//! The four pixels that each pixel of a warp reads.

use std::iter::zip;
use std::ops::Range;

use super::super::Float;
use super::Geometry;
use super::axis::{Axis, LANES};

/// The pixels that a few neighbours in a row read: upper left and right, lower left and right.
pub(super) struct Taps<E> {
    pub(super) places: [[usize; LANES]; 4],
    x: Axis<E>,
    y: Axis<E>,
}

impl<E: Float> Taps<E> {
    /// The weights of the four pixels.
    #[inline(always)]
    pub(super) fn weights(&self) -> [[E; LANES]; 4] {
        products(&self.x.weights, &self.y.weights)
    }

    /// The derivatives of the weights by the column and by the row.
    #[inline(always)]
    pub(super) fn slopes(&self) -> [[[E; LANES]; 4]; 2] {
        [products(&self.x.slopes, &self.y.weights), products(&self.x.weights, &self.y.slopes)]
    }

    /// Places in the plane, from those along the axes.
    #[inline(always)]
    fn combine(&mut self, width: usize) {
        // A product of two 32-bit numbers is one instruction for many lanes; of 64-bit ones it is not.
        let width = u32::try_from(width).unwrap_or(u32::MAX);
        for (corner, places) in self.places.iter_mut().enumerate() {
            let (rows, columns) = (&self.y.places[corner / 2], &self.x.places[corner % 2]);
            for (place, (&row, &column)) in zip(places, zip(rows, columns)) {
                *place = (u64::from(row) * u64::from(width) + u64::from(column)) as usize;
            }
        }
    }
}

#[inline(always)]
fn products<E: Float>(x: &[[E; LANES]; 2], y: &[[E; LANES]; 2]) -> [[E; LANES]; 4] {
    let mut products = [[E::zero(); LANES]; 4];
    for (corner, products) in products.iter_mut().enumerate() {
        let (x, y) = (&x[corner % 2], &y[corner / 2]);
        for i in 0..LANES {
            products[i] = x[i] * y[i];
        }
    }
    products
}

/// Calls `work` with the taps of all pixels of `rows`, a few at a time, and with where they lie in the rows.
///
/// `u` and `v` are the displacements of the rows.
#[inline(always)]
pub(super) fn for_each_taps<E: Float>(
    g: &Geometry,
    rows: Range<usize>,
    (u, v): (&[E], &[E]),
    mut work: impl FnMut(&Taps<E>, Range<usize>),
) {
    let [height, width] = g.size;
    let mut ramp = [E::zero(); LANES];
    for (i, step) in ramp.iter_mut().enumerate() {
        *step = E::of(i as f64);
    }
    let mut taps = Taps { places: [[0; LANES]; 4], x: Axis::new(), y: Axis::new() };
    for (line, row) in rows.enumerate() {
        for column in (0..width).step_by(LANES) {
            let start = line * width + column;
            let range = start..start + LANES.min(width - column);
            let (mut x, mut y) = (lanes(&u[range.clone()]), lanes(&v[range.clone()]));
            let (first, row) = (E::of(column as f64), E::of(row as f64));
            for i in 0..LANES {
                x[i] += first + ramp[i];
                y[i] += row;
            }
            taps.x.find(g, width, &x);
            taps.y.find(g, height, &y);
            taps.combine(width);
            work(&taps, range);
        }
    }
}

/// A few elements, with zeros after them.
#[inline(always)]
pub(super) fn lanes<E: Float>(elements: &[E]) -> [E; LANES] {
    // The size is known for all but the end of a row, and so no copying is called for.
    if let Ok(lanes) = elements.try_into() {
        return lanes;
    }
    let mut lanes = [E::zero(); LANES];
    lanes[..elements.len()].copy_from_slice(elements);
    lanes
}
