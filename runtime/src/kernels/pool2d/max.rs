use std::iter::zip;

use super::super::Float;
use super::super::parallel::{load, store};
use super::Geometry;
use super::cells::{Cell, TILE, for_each_tile};

/// Whether `value` takes the place of the maximum so far. NaN takes it, and then nothing else but NaN does.
#[inline(always)]
fn beats<E: Float>(value: E, maximum: E) -> bool {
    (value > maximum) | value.is_nan()
}

#[inline(always)]
fn larger<E: Float>(maximum: E, value: E) -> E {
    if beats(value, maximum) { value } else { maximum }
}

/// Of a plane.
#[inline(always)]
pub(super) fn forward<E: Float>(g: &Geometry, line: &[Cell], x: &[E], y: &mut [E]) {
    for (row, y) in y.chunks_exact_mut(g.output[1]).enumerate() {
        y.fill(E::neg_infinity());
        g.for_each_cell(
            line,
            row,
            #[inline(always)]
            |start, windows| {
                let y = &mut y[windows];
                for_each_tile(
                    &x[start..],
                    g.stride[1],
                    y.len(),
                    #[inline(always)]
                    |i, x| {
                        let mut maxima: [E; TILE] = load(y, i);
                        for k in 0..TILE {
                            maxima[k] = larger(maxima[k], x[k]);
                        }
                        store(y, i, maxima);
                    },
                );
            },
        );
    }
}

/// [`forward`] where every window is two elements of a line over two of the next.
#[inline(always)]
pub(super) fn forward_halving<E: Float>(g: &Geometry, x: &[E], y: &mut [E]) {
    let [_, width] = g.input;
    for (lines, y) in zip(x.chunks_exact(2 * width), y.chunks_exact_mut(g.output[1])) {
        let (upper, lower) = lines.split_at(width);
        let (upper, _) = upper.as_chunks::<2>();
        let (lower, _) = lower.as_chunks::<2>();
        for ((y, &[a, b]), &[c, d]) in zip(zip(y, upper), lower) {
            *y = larger(larger(larger(a, b), c), d);
        }
    }
}

/// Where a window has no maximum yet, and where one of padding alone never has.
const NOWHERE: u32 = u32::MAX;

/// Memory for the windows of a row: the maximum so far, and the place in the plane where it is.
pub(super) struct Winners<E> {
    maxima: Vec<E>,
    places: Vec<u32>,
}

impl<E: Float> Winners<E> {
    pub(super) fn new(g: &Geometry) -> Self {
        let [_, windows] = g.output;
        Winners { maxima: vec![E::zero(); windows], places: vec![NOWHERE; windows] }
    }

    /// Adds each gradient to the element where the maximum is.
    #[inline(always)]
    fn scatter(&self, dy: &[E], dx: &mut [E]) {
        for (&place, &dy) in zip(&self.places, dy) {
            if place != NOWHERE {
                dx[place as usize] += dy;
            }
        }
    }
}

/// Of a plane.
///
/// The forward pass stores no places. Finding them again costs about as much as it did the first time, for which the
/// forward pass is free of them, and of memory for them.
#[inline(always)]
pub(super) fn backward<E: Float>(g: &Geometry, line: &[Cell], winners: &mut Winners<E>, x: &[E], dy: &[E], dx: &mut [E]) {
    let [_, stride] = g.stride;
    for (row, dy) in dy.chunks_exact(g.output[1]).enumerate() {
        winners.places.fill(NOWHERE);
        g.for_each_cell(
            line,
            row,
            #[inline(always)]
            |start, windows| {
                let maxima = &mut winners.maxima[windows.clone()];
                let places = &mut winners.places[windows];
                for_each_tile(
                    &x[start..],
                    stride,
                    maxima.len(),
                    #[inline(always)]
                    |i, x| {
                        let mut maximum: [E; TILE] = load(maxima, i);
                        let mut place: [u32; TILE] = load(places, i);
                        for k in 0..TILE {
                            let wins = beats(x[k], maximum[k]) | (place[k] == NOWHERE);
                            maximum[k] = if wins { x[k] } else { maximum[k] };
                            place[k] = if wins { (start + (i + k) * stride) as u32 } else { place[k] };
                        }
                        store(maxima, i, maximum);
                        store(places, i, place);
                    },
                );
            },
        );
        winners.scatter(dy, dx);
    }
}

/// [`backward`] where every window is two elements of a line over two of the next.
#[inline(always)]
pub(super) fn backward_halving<E: Float>(g: &Geometry, winners: &mut Winners<E>, x: &[E], dy: &[E], dx: &mut [E]) {
    let [_, width] = g.input;
    let lines = zip(x.chunks_exact(2 * width), dx.chunks_exact_mut(2 * width));
    for ((x, dx), dy) in zip(lines, dy.chunks_exact(g.output[1])) {
        let (upper, lower) = x.split_at(width);
        let windows = zip(upper.as_chunks::<2>().0, lower.as_chunks::<2>().0);
        for ((i, place), (&[a, b], &[c, d])) in zip(winners.places.iter_mut().enumerate(), windows) {
            let [first, third] = [2 * i as u32, (2 * i + width) as u32];
            let (maximum, winner) = if beats(b, a) { (b, first + 1) } else { (a, first) };
            let (maximum, winner) = if beats(c, maximum) { (c, third) } else { (maximum, winner) };
            *place = if beats(d, maximum) { third + 1 } else { winner };
        }
        winners.scatter(dy, dx);
    }
}
