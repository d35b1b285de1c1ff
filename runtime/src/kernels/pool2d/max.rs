use std::iter::zip;

use super::super::Float;
use super::Geometry;
use super::cells::{Visit, Windows};

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
    for (row, maxima) in y.chunks_exact_mut(g.output[1]).enumerate() {
        g.visit_row(row, &mut Maxima { x, maxima });
    }
}

/// The maxima of the windows of a row.
struct Maxima<'a, E> {
    x: &'a [E],
    maxima: &'a mut [E],
}

impl<E: Float> Visit for Maxima<'_, E> {
    #[inline(always)]
    fn visit<const N: usize>(&mut self, windows: Windows<'_, N>) {
        let mut maxima = [E::neg_infinity(); N];
        windows.for_each_cell(
            self.x,
            #[inline(always)]
            |_, x| {
                for i in 0..N {
                    maxima[i] = larger(maxima[i], x[i]);
                }
            },
        );
        self.maxima[windows.column..windows.column + N].copy_from_slice(&maxima);
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

/// Of a plane. `places` is memory for where the maxima of a row are.
///
/// The forward pass stores no places. Finding them again costs about as much as it did the first time, for which the
/// forward pass is free of them, and of memory for them.
#[inline(always)]
pub(super) fn backward<E: Float>(g: &Geometry, places: &mut [u32], x: &[E], dy: &[E], dx: &mut [E]) {
    for (row, dy) in dy.chunks_exact(g.output[1]).enumerate() {
        g.visit_row(row, &mut Places { x, stride: g.stride[1], places });
        scatter(places, dy, dx);
    }
}

/// Where there is no maximum, for all is padding.
const NOWHERE: u32 = u32::MAX;

/// Where in the plane the maxima of the windows of a row are; in 32 bits, as many as a plane has elements.
struct Places<'a, E> {
    x: &'a [E],
    stride: usize,
    places: &'a mut [u32],
}

impl<E: Float> Visit for Places<'_, E> {
    #[inline(always)]
    fn visit<const N: usize>(&mut self, windows: Windows<'_, N>) {
        let mut maxima = [E::neg_infinity(); N];
        let mut places = [NOWHERE; N];
        windows.for_each_cell(
            self.x,
            #[inline(always)]
            |place, x| {
                for i in 0..N {
                    let wins = beats(x[i], maxima[i]) | (places[i] == NOWHERE);
                    maxima[i] = if wins { x[i] } else { maxima[i] };
                    places[i] = if wins { (place + i * self.stride) as u32 } else { places[i] };
                }
            },
        );
        self.places[windows.column..windows.column + N].copy_from_slice(&places);
    }
}

/// Adds each gradient to the element where its window's maximum is.
#[inline(always)]
fn scatter<E: Float>(places: &[u32], dy: &[E], dx: &mut [E]) {
    for (&place, &dy) in zip(places, dy) {
        if place != NOWHERE {
            dx[place as usize] += dy;
        }
    }
}

/// [`backward`] where every window is two elements of a line over two of the next.
#[inline(always)]
pub(super) fn backward_halving<E: Float>(g: &Geometry, places: &mut [u32], x: &[E], dy: &[E], dx: &mut [E]) {
    let [_, width] = g.input;
    let lines = zip(x.chunks_exact(2 * width), dx.chunks_exact_mut(2 * width));
    for ((x, dx), dy) in zip(lines, dy.chunks_exact(g.output[1])) {
        let (upper, lower) = x.split_at(width);
        let windows = zip(upper.as_chunks::<2>().0, lower.as_chunks::<2>().0);
        for ((i, place), (&[a, b], &[c, d])) in zip(places.iter_mut().enumerate(), windows) {
            let [first, third] = [2 * i as u32, (2 * i + width) as u32];
            let (maximum, winner) = if beats(b, a) { (b, first + 1) } else { (a, first) };
            let (maximum, winner) = if beats(c, maximum) { (c, third) } else { (maximum, winner) };
            *place = if beats(d, maximum) { third + 1 } else { winner };
        }
        scatter(places, dy, dx);
    }
}
