use std::iter::zip;

use super::super::Cpu;
use super::super::parallel::{Rows, for_each};
use super::{Concat, Geometry};

for_floats!(Concat for Cpu {
    fn forward(&self, g: &Geometry, x: &[E], y: &mut [E]) {
        if g.part == 0 {
            return;
        }
        let parts = (Rows { slice: x, width: g.part }, Rows { slice: y, width: g.whole });
        for_each(
            g.outer,
            g.part,
            parts,
            #[inline(always)]
            move |(x, y)| {
                for (x, y) in zip(x.slice.chunks_exact(g.part), y.slice.chunks_exact_mut(g.whole)) {
                    y[g.offset..][..g.part].copy_from_slice(x);
                }
            },
        );
    }

    fn backward(&self, g: &Geometry, dy: &[E], dx: &mut [E]) {
        if g.part == 0 {
            return;
        }
        let parts = (Rows { slice: dy, width: g.whole }, Rows { slice: dx, width: g.part });
        for_each(
            g.outer,
            g.part,
            parts,
            #[inline(always)]
            move |(dy, dx)| {
                for (dy, dx) in zip(dy.slice.chunks_exact(g.whole), dx.slice.chunks_exact_mut(g.part)) {
                    for (dx, &dy) in zip(dx, &dy[g.offset..]) {
                        *dx += dy;
                    }
                }
            },
        );
    }
});
