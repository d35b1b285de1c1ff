use std::iter::zip;

use super::super::parallel::{Rows, for_each};
use super::super::{Cpu, Float};
use super::{Geometry, LocalResponseNorm};

/// A power costs about this many elements of a memory-bound loop.
const POWER: usize = 32;

for_floats!(LocalResponseNorm for Cpu {
    fn forward(&self, g: &Geometry, x: &[E], y: &mut [E], s: &mut [E]) {
        if x.is_empty() {
            return;
        }
        let (g, width, planes) = (*g, g.spatial, g.batch * g.channels);
        for_each(
            planes,
            (POWER + g.size) * width,
            (0..planes, Rows { slice: y, width }, Rows { slice: s, width }),
            #[inline(always)]
            move |(planes, y, s)| {
                let (factor, k, power) = (E::of(g.factor()), E::of(g.k), E::of(-g.beta));
                let rows = zip(y.slice.chunks_exact_mut(width), s.slice.chunks_exact_mut(width));
                for (plane, (y, s)) in zip(planes, rows) {
                    s.fill(k);
                    for other in g.neighbours(plane % g.channels) {
                        let x = &x[(plane - plane % g.channels + other) * width..][..width];
                        zip(&mut *s, x).for_each(|(s, &x)| *s += factor * x * x);
                    }
                    let x = &x[plane * width..][..width];
                    zip(y, zip(x, s)).for_each(|(y, (&x, s))| *y = x * s.powf(power));
                }
            },
        );
    }

    fn backward(&self, g: &Geometry, x: &[E], s: &[E], dy: &[E], slopes: &mut [E], dx: &mut [E]) {
        if x.is_empty() {
            return;
        }
        let (g, width, planes) = (*g, g.spatial, g.batch * g.channels);
        for_each(
            x.len(),
            POWER,
            ((x, s), dy, &mut *slopes),
            #[inline(always)]
            move |((x, s), dy, slopes)| {
                let power = E::of(-g.beta - 1.0);
                for ((slope, &dy), (&x, &s)) in zip(zip(slopes, dy), zip(x, s)) {
                    *slope = dy * x * s.powf(power);
                }
            },
        );
        let slopes = &*slopes;
        for_each(
            planes,
            (POWER + g.size) * width,
            (0..planes, Rows { slice: dx, width }),
            #[inline(always)]
            move |(planes, dx)| {
                let (factor, power) = (E::of(-2.0 * g.factor() * g.beta), E::of(-g.beta));
                for (plane, dx) in zip(planes, dx.slice.chunks_exact_mut(width)) {
                    let own = plane * width..(plane + 1) * width;
                    for ((dx, &dy), &s) in zip(zip(&mut *dx, &dy[own.clone()]), &s[own.clone()]) {
                        *dx += dy * s.powf(power);
                    }
                    for other in g.reached(plane % g.channels) {
                        let slopes = &slopes[(plane - plane % g.channels + other) * width..][..width];
                        for ((dx, &slope), &x) in zip(zip(&mut *dx, slopes), &x[own.clone()]) {
                            *dx += factor * x * slope;
                        }
                    }
                }
            },
        );
    }
});
