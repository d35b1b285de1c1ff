//! The four pixels that each pixel of a warp reads.

use std::array::from_fn;
use std::iter::zip;
use std::ops::Range;

use super::super::Float;
use super::Geometry;
use super::axis::{Axis, LANES, slopes};

/// The pixels that a few neighbours in a row read: upper left and right, lower left and right.
pub(in super::super) struct Taps<'a, E> {
    /// Where they are in a plane.
    pub(in super::super) places: [[u32; LANES]; 4],
    g: &'a Geometry,
    /// What is read, in columns and in rows.
    positions: [[E; LANES]; 2],
    x: Axis<E>,
    y: Axis<E>,
}

impl<'a, E: Float> Taps<'a, E> {
    #[inline(always)]
    pub(in super::super) fn new(g: &'a Geometry) -> Self {
        let (x, y) = (Axis::new(), Axis::new());
        Taps { places: [[0; LANES]; 4], g, positions: [[E::zero(); LANES]; 2], x, y }
    }

    /// Has them read at these columns and rows.
    #[inline(always)]
    pub(in super::super) fn find(&mut self, positions: [[E; LANES]; 2]) {
        let [height, width] = self.g.size;
        self.positions = positions;
        self.x.find(self.g, width, &self.positions[0]);
        self.y.find(self.g, height, &self.positions[1]);
        // In 32 bits: a product is then one instruction for many lanes.
        for (places, rows) in zip(self.places.as_chunks_mut::<2>().0, &self.y.places) {
            for i in 0..LANES {
                let start = rows[i].wrapping_mul(width as u32);
                places[0][i] = start.wrapping_add(self.x.places[0][i]);
                places[1][i] = start.wrapping_add(self.x.places[1][i]);
            }
        }
    }

    /// The weights of the four pixels.
    #[inline(always)]
    pub(in super::super) fn weights(&self) -> [[E; LANES]; 4] {
        products(&self.x.weights, &self.y.weights)
    }

    /// The sum over the four pixels of `values`, each times the derivative of the pixel's weight: by the column and by
    /// the row.
    #[inline(always)]
    pub(in super::super) fn slope(&self, values: &[[E; LANES]; 4]) -> [[E; LANES]; 2] {
        let [height, width] = self.g.size;
        let x = slopes(self.g, width, &self.positions[0]);
        let y = slopes(self.g, height, &self.positions[1]);
        let mut sums = [[E::zero(); LANES]; 2];
        for i in 0..LANES {
            let [a, b, c, d] = from_fn(|corner| values[corner][i]);
            let weight = |axis: &Axis<E>| [axis.weights[0][i], axis.weights[1][i]];
            let ([left, right], [upper, lower]) = (weight(&self.x), weight(&self.y));
            sums[0][i] = (a * x[0][i] + b * x[1][i]) * upper + (c * x[0][i] + d * x[1][i]) * lower;
            sums[1][i] = (a * y[0][i] + c * y[1][i]) * left + (b * y[0][i] + d * y[1][i]) * right;
        }
        sums
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
    let mut ramp = [E::zero(); LANES];
    for (i, step) in ramp.iter_mut().enumerate() {
        *step = E::of(i as f64);
    }
    let mut taps = Taps::new(g);
    for (line, row) in rows.enumerate() {
        for column in (0..g.size[1]).step_by(LANES) {
            let start = line * g.size[1] + column;
            let range = start..start + LANES.min(g.size[1] - column);
            let (mut x, mut y) = (lanes(&u[range.clone()]), lanes(&v[range.clone()]));
            let (first, row) = (E::of(column as f64), E::of(row as f64));
            for i in 0..LANES {
                x[i] += first + ramp[i];
                y[i] += row;
            }
            taps.find([x, y]);
            work(&taps, range);
        }
    }
}

/// A few elements, with zeros after them.
#[inline(always)]
pub(in super::super) fn lanes<E: Float>(elements: &[E]) -> [E; LANES] {
    // The size is known for all but the end of a row, and so no copying is called for.
    if let Ok(lanes) = elements.try_into() {
        return lanes;
    }
    let mut lanes = [E::zero(); LANES];
    lanes[..elements.len()].copy_from_slice(elements);
    lanes
}
