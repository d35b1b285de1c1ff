use std::iter::zip;

use super::super::Float;
use super::Geometry;
use super::cells::for_each_strided;

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
pub(super) fn forward<E: Float>(g: &Geometry, x: &[E], y: &mut [E]) {
    for (row, y) in y.chunks_exact_mut(g.output[1]).enumerate() {
        y.fill(E::neg_infinity());
        g.for_each_cell(row, |start, windows| {
            let y = &mut y[windows];
            for_each_strided(&x[start..], g.stride[1], y.len(), |i, x| y[i] = larger(y[i], x));
        });
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
}

/// Of a plane.
///
/// The forward pass stores no places. Finding them again costs about as much as it did the first time, for which the
/// forward pass is free of them, and of memory for them.
#[inline(always)]
pub(super) fn backward<E: Float>(g: &Geometry, winners: &mut Winners<E>, x: &[E], dy: &[E], dx: &mut [E]) {
    let [_, stride] = g.stride;
    let Winners { maxima, places } = winners;
    for (row, dy) in dy.chunks_exact(g.output[1]).enumerate() {
        places.fill(NOWHERE);
        g.for_each_cell(row, |start, windows| {
            let (maxima, places) = (&mut maxima[windows.clone()], &mut places[windows]);
            for_each_strided(&x[start..], stride, maxima.len(), |i, x| {
                if beats(x, maxima[i]) | (places[i] == NOWHERE) {
                    maxima[i] = x;
                    places[i] = (start + i * stride) as u32;
                }
            });
        });
        for (&place, &dy) in zip(&*places, dy) {
            if place != NOWHERE {
                dx[place as usize] += dy;
            }
        }
    }
}

/// [`backward`] where every window is two elements of a line over two of the next: in whole vectors, without branches.
#[inline(always)]
pub(super) fn backward_halving<E: Float>(g: &Geometry, x: &[E], dy: &[E], dx: &mut [E]) {
    let [_, width] = g.input;
    let lines = zip(x.chunks_exact(2 * width), dx.chunks_exact_mut(2 * width));
    for ((x, dx), dy) in zip(lines, dy.chunks_exact(g.output[1])) {
        let (upper, lower) = x.split_at(width);
        let (dupper, dlower) = dx.split_at_mut(width);
        backward_halving_row(upper, lower, dy, dupper, dlower);
    }
}

#[inline(always)]
fn backward_halving_row<E: Float>(upper: &[E], lower: &[E], dy: &[E], dupper: &mut [E], dlower: &mut [E]) {
    let pick = |picked, dy| if picked { dy } else { E::zero() };
    let windows = zip(upper.as_chunks::<2>().0, lower.as_chunks::<2>().0);
    let gradients = zip(dupper.as_chunks_mut::<2>().0, dlower.as_chunks_mut::<2>().0);
    for ((&dy, (&[a, b], &[c, d])), ([da, db], [dc, dd])) in zip(zip(dy, windows), gradients) {
        let second = beats(b, a);
        let maximum = larger(a, b);
        let third = beats(c, maximum);
        let maximum = larger(maximum, c);
        let fourth = beats(d, maximum);
        *da += pick(!second & !third & !fourth, dy);
        *db += pick(second & !third & !fourth, dy);
        *dc += pick(third & !fourth, dy);
        *dd += pick(fourth, dy);
    }
}
