use std::iter::zip;

use super::super::list::List;
use super::super::{Cpu, Float, crew};
use super::{Geometry, Rotary};

/// Elements that a thread turns at least.
const ELEMENTS: usize = 1 << 14;

for_floats!(Rotary for Cpu {
    fn forward(&self, g: &Geometry, x: &[E], y: &mut [E]) {
        turn(g, x, y, |angle| angle.sin_cos(), |turned, y| *y = turned);
    }

    fn backward(&self, g: &Geometry, dy: &[E], dx: &mut [E]) {
        turn(g, dy, dx, |angle| (-angle).sin_cos(), |turned, dx| *dx += turned);
    }
});

/// Turns the pairs of each place, and has `put` take in what comes out. `sin_cos` is of the angle.
#[inline(always)]
fn turn<E: Float>(
    g: &Geometry,
    from: &[E],
    to: &mut [E],
    sin_cos: impl Fn(f64) -> (f64, f64) + Sync,
    put: impl Fn(E, &mut E) + Copy + Sync,
) {
    let width = g.width();
    if width == 0 || g.places == 0 {
        return;
    }
    let speeds: List<f64> = g.speeds().collect();
    let share = ELEMENTS.div_ceil(width);
    let pieces = zip(from.chunks(share * width), to.chunks_mut(share * width)).enumerate();
    crew::for_each(pieces, |(piece, (from, to))| {
        let mut turns: List<_> = speeds.iter().map(|_| (E::zero(), E::zero())).collect();
        for (row, (from, to)) in zip(from.chunks_exact(width), to.chunks_exact_mut(width)).enumerate() {
            let place = ((piece * share + row) % g.places) as f64;
            for (turn, speed) in zip(turns.iter_mut(), speeds.iter()) {
                let (sine, cosine) = sin_cos(place * speed);
                *turn = (E::of(sine), E::of(cosine));
            }
            for (from, to) in zip(from.chunks_exact(g.depth), to.chunks_exact_mut(g.depth)) {
                let (from, to) = (from.split_at(g.pairs()), to.split_at_mut(g.pairs()));
                for ((&(sine, cosine), (&a, &b)), (c, d)) in
                    zip(zip(turns.iter(), zip(from.0, from.1)), zip(to.0, to.1))
                {
                    put(a * cosine - b * sine, c);
                    put(b * cosine + a * sine, d);
                }
            }
        }
    });
}
