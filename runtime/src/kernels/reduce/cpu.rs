use std::iter::zip;

use super::super::parallel::{BLOCK, LANES, Sums, fold, for_each, wide};
use super::super::{Cpu, Float};
use super::{Geometry, Reduce};

/// The columns that are reduced together: their accumulators stay in the first cache.
const TILE: usize = 128;

for_floats!(Reduce for Cpu {
    fn sum(&self, g: &Geometry, divisor: f64, x: &[E], y: &mut [E]) {
        let g = *g;
        for_each(
            y.len(),
            g.reduced,
            (0..y.len(), y),
            #[inline(always)]
            move |(range, y)| {
                if g.inner == 1 {
                    for (row, y) in zip(range, y) {
                        *y = E::of(sum(&x[row * g.reduced..][..g.reduced]) / divisor);
                    }
                    return;
                }
                let mut lanes = [0.0; TILE];
                for_pieces(range.start, y, g.inner, TILE, |outer, column, y| {
                    let lanes = &mut lanes[..y.len()];
                    lanes.fill(0.0);
                    for row in 0..g.reduced {
                        let x = &x[(outer * g.reduced + row) * g.inner + column..][..lanes.len()];
                        for (lane, &x) in zip(&mut *lanes, x) {
                            *lane += wide(x);
                        }
                    }
                    for (y, &lane) in zip(y, &*lanes) {
                        *y = E::of(lane / divisor);
                    }
                });
            },
        );
    }

    fn backward_sum(&self, g: &Geometry, divisor: f64, dy: &[E], dx: &mut [E]) {
        let g = *g;
        let divisor = E::of(divisor);
        for_each(
            dx.len(),
            1,
            (0..dx.len(), dx),
            #[inline(always)]
            move |(range, dx)| {
                if g.inner == 1 {
                    for_pieces(range.start, dx, g.reduced, usize::MAX, |outer, _, dx| {
                        let share = dy[outer] / divisor;
                        for dx in dx {
                            *dx += share;
                        }
                    });
                    return;
                }
                for_pieces(range.start, dx, g.inner, usize::MAX, |line, column, dx| {
                    let dy = &dy[line / g.reduced * g.inner + column..];
                    for (dx, &dy) in zip(dx, dy) {
                        *dx += dy / divisor;
                    }
                });
            },
        );
    }

    fn max(&self, g: &Geometry, x: &[E], y: &mut [E]) {
        let g = *g;
        for_each(
            y.len(),
            g.reduced,
            (0..y.len(), y),
            #[inline(always)]
            move |(range, y)| {
                if g.inner == 1 {
                    for (row, y) in zip(range, y) {
                        let row = &x[row * g.reduced..][..g.reduced];
                        *y = fold(row, row, E::neg_infinity(), |x, _| x, maximum);
                    }
                    return;
                }
                for_pieces(range.start, y, g.inner, TILE, |outer, column, y| {
                    y.fill(E::neg_infinity());
                    for row in 0..g.reduced {
                        let x = &x[(outer * g.reduced + row) * g.inner + column..][..y.len()];
                        for (y, &x) in zip(&mut *y, x) {
                            *y = maximum(*y, x);
                        }
                    }
                });
            },
        );
    }

    fn backward_max(&self, g: &Geometry, x: &[E], y: &[E], dy: &mut [E], dx: &mut [E]) {
        share(g, x, y, dy);
        let (g, shares) = (*g, &*dy);
        for_each(
            dx.len(),
            1,
            (0..dx.len(), x, dx),
            #[inline(always)]
            move |(range, mut x, dx)| {
                let width = if g.inner == 1 { g.reduced } else { g.inner };
                for_pieces(range.start, dx, width, usize::MAX, |line, column, dx| {
                    let (piece, rest) = x.split_at(dx.len());
                    x = rest;
                    if g.inner == 1 {
                        let (y, share) = (y[line], shares[line]);
                        for (dx, &x) in zip(dx, piece) {
                            *dx += if is_maximum(x, y) { share } else { E::zero() };
                        }
                        return;
                    }
                    let at = line / g.reduced * g.inner + column;
                    for ((dx, &x), (&y, &share)) in zip(zip(dx, piece), zip(&y[at..], &shares[at..])) {
                        *dx += if is_maximum(x, y) { share } else { E::zero() };
                    }
                });
            },
        );
    }
});

/// Divides the gradient of each maximum by the number of elements that are equal to it.
fn share<E: Float>(g: &Geometry, x: &[E], y: &[E], dy: &mut [E]) {
    let g = *g;
    for_each(
        dy.len(),
        g.reduced,
        (0..dy.len(), y, dy),
        #[inline(always)]
        move |(range, y, dy)| {
            let mut counts = [E::zero(); TILE];
            for_pieces(range.start, dy, g.inner, TILE, |outer, column, dy| {
                let y = &y[outer * g.inner + column - range.start..];
                let counts = &mut counts[..dy.len()];
                counts.fill(E::zero());
                for row in 0..g.reduced {
                    let x = &x[(outer * g.reduced + row) * g.inner + column..];
                    for ((count, &x), &y) in zip(zip(&mut *counts, x), y) {
                        *count += if is_maximum(x, y) { E::one() } else { E::zero() };
                    }
                }
                for (dy, &count) in zip(dy, &*counts) {
                    *dy /= count;
                }
            });
        },
    );
}

/// Calls `work` with each piece of a matrix of this width of which `part` begins at the element `start`: its row, its
/// first column, and its elements, all of one row and no more than `limit`.
#[inline(always)]
fn for_pieces<E>(
    start: usize,
    part: &mut [E],
    width: usize,
    limit: usize,
    mut work: impl FnMut(usize, usize, &mut [E]),
) {
    let (mut at, mut part) = (start, part);
    while !part.is_empty() {
        let (row, column) = (at / width, at % width);
        let length = (width - column).min(limit).min(part.len());
        let (piece, rest) = part.split_at_mut(length);
        work(row, column, piece);
        at += length;
        part = rest;
    }
}

/// The sum of a row.
#[inline(always)]
fn sum<E: Float>(row: &[E]) -> f64 {
    if row.len() < LANES {
        return row.iter().map(|&x| wide(x)).sum();
    }
    // A loop and not a `sum`, which would be a function of its own without the instructions of the loop around it.
    let mut total = 0.0;
    for block in row.chunks(BLOCK) {
        let mut sums = Sums::<E, 1>::new();
        sums.add(block, block, |x, _| [x]);
        total += sums.total()[0];
    }
    total
}

/// The larger of the two, NaN if either is.
#[inline(always)]
fn maximum<E: Float>(largest: E, x: E) -> E {
    if x > largest || x.is_nan() { x } else { largest }
}

/// Whether `x` is what the maximum `y` was taken from.
#[inline(always)]
fn is_maximum<E: Float>(x: E, y: E) -> bool {
    x == y || x.is_nan() && y.is_nan()
}
