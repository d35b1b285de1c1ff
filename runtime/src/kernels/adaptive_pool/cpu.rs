use std::iter::zip;

use super::super::gemm::Scratch;
use super::super::parallel::{Rows, for_each};
use super::super::{Cpu, Float};
use super::{AdaptivePool, Geometry};

for_floats!(AdaptivePool for Cpu {
    fn max_forward(&self, g: &Geometry, x: &[E], y: &mut [E]) {
        for_each_slab(g, x, y, move |g, x, y| {
            for (bin, y) in y.chunks_exact_mut(g.inner).enumerate() {
                y.fill(E::neg_infinity());
                for x in g.places(bin).map(|place| row(g, x, place)) {
                    zip(&mut *y, x).for_each(|(y, &x)| *y = if beats(x, *y) { x } else { *y });
                }
            }
        });
    }

    fn max_backward(&self, g: &Geometry, x: &[E], dy: &[E], dx: &mut [E]) {
        if dy.is_empty() {
            return;
        }
        let [input, output] = [g.input, g.output].map(|size| size * g.inner);
        let parts =
            (Rows { slice: x, width: input }, Rows { slice: dy, width: output }, Rows { slice: dx, width: input });
        let g = *g;
        for_each(
            g.outer,
            input + output,
            parts,
            #[inline(always)]
            move |(x, dy, dx)| {
                let slabs = zip(dy.slice.chunks_exact(output), dx.slice.chunks_exact_mut(input));
                for (x, (dy, dx)) in zip(x.slice.chunks_exact(input), slabs) {
                    max_backward(&g, x, dy, dx);
                }
            },
        );
    }

    fn average_forward(&self, g: &Geometry, x: &[E], y: &mut [E]) {
        for_each_slab(g, x, y, move |g, x, y| {
            for (bin, y) in y.chunks_exact_mut(g.inner).enumerate() {
                let places = g.places(bin);
                let share = E::of(1.0 / places.len() as f64);
                y.fill(E::zero());
                for x in places.map(|place| row(g, x, place)) {
                    zip(&mut *y, x).for_each(|(y, &x)| *y += x);
                }
                y.iter_mut().for_each(|y| *y *= share);
            }
        });
    }

    fn average_backward(&self, g: &Geometry, dy: &[E], dx: &mut [E]) {
        let back = Geometry { input: g.output, output: g.input, ..*g };
        for_each_slab(&back, dy, dx, move |back, dy, dx| {
            for (place, dx) in dx.chunks_exact_mut(back.inner).enumerate() {
                for bin in back.places(place) {
                    let share = E::of(1.0 / back.bins(bin).len() as f64);
                    zip(&mut *dx, row(back, dy, bin)).for_each(|(dx, &dy)| *dx += dy * share);
                }
            }
        });
    }
});

/// Whether `value` takes the place of the maximum so far. NaN takes it, and then nothing else but NaN does.
#[inline(always)]
fn beats<E: Float>(value: E, maximum: E) -> bool {
    (value > maximum) | value.is_nan()
}

/// The elements at a place of a slab.
#[inline(always)]
fn row<'x, E: Float>(g: &Geometry, x: &'x [E], place: usize) -> &'x [E] {
    &x[place * g.inner..][..g.inner]
}

#[inline(always)]
fn max_backward<E: Float>(g: &Geometry, x: &[E], dy: &[E], dx: &mut [E]) {
    let mut best = Scratch::new(g.inner);
    for (bin, dy) in dy.chunks_exact(g.inner).enumerate() {
        let places = g.places(bin);
        best.fill(places.start);
        for place in places.skip(1) {
            for (column, best) in best.iter_mut().enumerate() {
                let at = |place: usize| x[place * g.inner + column];
                *best = if beats(at(place), at(*best)) { place } else { *best };
            }
        }
        for (column, (&best, &dy)) in zip(best.iter(), dy).enumerate() {
            dx[best * g.inner + column] += dy;
        }
    }
}

/// Calls `work` with the elements of each outer index in `from` and in `to`.
#[inline(always)]
fn for_each_slab<E: Float>(
    g: &Geometry,
    from: &[E],
    to: &mut [E],
    work: impl Fn(&Geometry, &[E], &mut [E]) + Copy + Send + Sync,
) {
    if to.is_empty() {
        return;
    }
    let g = *g;
    let [input, output] = [g.input, g.output].map(|size| size * g.inner);
    for_each(
        g.outer,
        input + output,
        (Rows { slice: from, width: input }, Rows { slice: to, width: output }),
        #[inline(always)]
        move |(from, to)| {
            let slabs = zip(from.slice.chunks_exact(input), to.slice.chunks_exact_mut(output));
            slabs.for_each(|(from, to)| work(&g, from, to));
        },
    );
}
