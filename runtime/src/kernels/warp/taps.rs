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
    for (line, row) in rows.enumerate() {
        for column in (0..width).step_by(LANES) {
            let start = line * width + column;
            let range = start..start + LANES.min(width - column);
            let (mut x, mut y) = ([E::zero(); LANES], [E::zero(); LANES]);
            let (first, row) = (E::of(column as f64), E::of(row as f64));
            x[..range.len()].copy_from_slice(&u[range.clone()]);
            y[..range.len()].copy_from_slice(&v[range.clone()]);
            for i in 0..LANES {
                x[i] += first + ramp[i];
                y[i] += row;
            }
            let (x, y) = (Axis::new(g, width, &x), Axis::new(g, height, &y));
            let mut places = [[0; LANES]; 4];
            for (lines, rows) in zip(places.chunks_exact_mut(2), &y.places) {
                let starts = rows.map(|row| row as usize * width);
                for (places, columns) in zip(lines, &x.places) {
                    for (place, (&start, &column)) in zip(places, zip(&starts, columns)) {
                        *place = start + column as usize;
                    }
                }
            }
            work(&Taps { places, x, y }, range);
        }
    }
}
