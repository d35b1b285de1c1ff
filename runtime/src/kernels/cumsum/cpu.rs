use std::iter::zip;

use super::super::list::List;
use super::super::parallel::{Rows, for_each, wide};
use super::super::{Cpu, Float};
use super::{Cumsum, Geometry};

for_floats!(Cumsum for Cpu {
    fn forward(&self, g: &Geometry, x: &[E], y: &mut [E]) {
        if y.is_empty() {
            return;
        }
        let (width, inner) = (g.reduced * g.inner, g.inner);
        for_each(
            g.outer,
            width,
            (Rows { slice: x, width }, Rows { slice: y, width }),
            #[inline(always)]
            move |(x, y)| {
                for (x, y) in zip(x.slice.chunks_exact(width), y.slice.chunks_exact_mut(width)) {
                    let mut sums: List<f64> = (0..inner).map(|_| 0.0).collect();
                    for (x, y) in zip(x.chunks_exact(inner), y.chunks_exact_mut(inner)) {
                        for ((y, &x), sum) in zip(zip(y, x), &mut *sums) {
                            *sum += wide(x);
                            *y = E::of(*sum);
                        }
                    }
                }
            },
        );
    }

    fn backward(&self, g: &Geometry, dy: &[E], dx: &mut [E]) {
        if dx.is_empty() {
            return;
        }
        let (width, inner) = (g.reduced * g.inner, g.inner);
        for_each(
            g.outer,
            width,
            (Rows { slice: dy, width }, Rows { slice: dx, width }),
            #[inline(always)]
            move |(dy, dx)| {
                for (dy, dx) in zip(dy.slice.chunks_exact(width), dx.slice.chunks_exact_mut(width)) {
                    let mut sums: List<f64> = (0..inner).map(|_| 0.0).collect();
                    for (dy, dx) in zip(dy.chunks_exact(inner), dx.chunks_exact_mut(inner)).rev() {
                        for ((dx, &dy), sum) in zip(zip(dx, dy), &mut *sums) {
                            *sum += wide(dy);
                            *dx += E::of(*sum);
                        }
                    }
                }
            },
        );
    }
});
