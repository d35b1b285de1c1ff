use std::iter::zip;

use super::super::parallel::{BLOCK, Columns, Rows, Sums, for_each, wide};
use super::super::{Cpu, Float};
use super::{Channelwise, Geometry};

for_floats!(Channelwise for Cpu {
    fn bias(&self, g: &Geometry, x: &[E], bias: &[E], y: &mut [E]) {
        each(g, x, bias, y, |y, x, bias| *y = x + bias);
    }

    fn backward_bias(&self, g: &Geometry, dy: &[E], dbias: &mut [E]) {
        sum(g, dy, dy, dbias, |dy, _| dy);
    }

    fn prelu(&self, g: &Geometry, x: &[E], weight: &[E], y: &mut [E]) {
        each(g, x, weight, y, |y, x, weight| *y = if x > E::zero() { x } else { x * weight });
    }

    fn backward_prelu_input(&self, g: &Geometry, x: &[E], weight: &[E], dy: &mut [E]) {
        each(g, x, weight, dy, |dy, x, weight| *dy = if x > E::zero() { *dy } else { *dy * weight });
    }

    fn backward_prelu_weight(&self, g: &Geometry, x: &[E], dy: &[E], dweight: &mut [E]) {
        sum(g, x, dy, dweight, |x, dy| if x > E::zero() { E::zero() } else { x * dy });
    }
});

/// Writes every element from that of `x` and the variable of its channel.
#[inline(always)]
fn each<E: Float>(
    g: &Geometry,
    x: &[E],
    variable: &[E],
    to: &mut [E],
    write: impl Fn(&mut E, E, E) + Copy + Send + Sync,
) {
    let Geometry { batch, channels, spatial } = *g;
    if spatial == 1 {
        let width = channels;
        for_each(
            batch,
            width,
            (Rows { slice: x, width }, Rows { slice: to, width }),
            #[inline(always)]
            move |(x, to)| {
                for (x, to) in zip(x.slice.chunks_exact(width), to.slice.chunks_exact_mut(width)) {
                    for ((to, &variable), &x) in zip(zip(to, variable), x) {
                        write(to, x, variable);
                    }
                }
            },
        );
        return;
    }
    let (lines, width) = (batch * channels, spatial);
    for_each(
        lines,
        width,
        (0..lines, Rows { slice: x, width }, Rows { slice: to, width }),
        #[inline(always)]
        move |(lines, x, to)| {
            let rows = zip(x.slice.chunks_exact(width), to.slice.chunks_exact_mut(width));
            for (line, (x, to)) in zip(lines, rows) {
                let variable = variable[line % channels];
                for (to, &x) in zip(to, x) {
                    write(to, x, variable);
                }
            }
        },
    );
}

/// Adds to the gradient of each channel's variable the terms of all its elements.
#[inline(always)]
fn sum<E: Float>(g: &Geometry, a: &[E], b: &[E], to: &mut [E], term: impl Fn(E, E) -> E + Copy + Send + Sync) {
    /// The channels that are added up together.
    const TILE: usize = 64;

    let Geometry { batch, channels, spatial } = *g;
    let parts = (Columns::new(a, channels, spatial), Columns::new(b, channels, spatial), to);
    for_each(
        channels,
        batch * spatial,
        parts,
        #[inline(always)]
        move |(a, b, to)| {
            if spatial > 1 {
                for (channel, to) in to.iter_mut().enumerate() {
                    let mut total = 0.0;
                    for sample in 0..batch {
                        let [a, b] = [a, b].map(|band| &band.row(sample)[channel * spatial..][..spatial]);
                        for (a, b) in zip(a.chunks(BLOCK), b.chunks(BLOCK)) {
                            let mut sums = Sums::<E, 1>::new();
                            sums.add(a, b, |a, b| [term(a, b)]);
                            total += sums.total()[0];
                        }
                    }
                    *to += E::of(total);
                }
                return;
            }
            for (tile, to) in to.chunks_mut(TILE).enumerate() {
                let mut lanes = [0.0; TILE];
                for sample in 0..batch {
                    let (a, b) = (&a.row(sample)[tile * TILE..], &b.row(sample)[tile * TILE..]);
                    for ((lane, _), (&a, &b)) in zip(zip(&mut lanes, &*to), zip(a, b)) {
                        *lane += wide(term(a, b));
                    }
                }
                for (to, lane) in zip(to, lanes) {
                    *to += E::of(lane);
                }
            }
        },
    );
}
