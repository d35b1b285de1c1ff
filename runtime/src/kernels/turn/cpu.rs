use std::iter::zip;

use super::super::parallel::{Rows, for_each};
use super::super::{Cpu, Float};
use super::{Geometry, Turn};

for_floats!(Turn for Cpu {
    fn forward(&self, g: &Geometry, x: &[E], y: &mut [E]) {
        turn(*g, x, y, |y, x| *y = x);
    }

    fn backward(&self, g: &Geometry, dy: &[E], dx: &mut [E]) {
        turn(g.back(), dy, dx, |dx, dy| *dx += dy);
    }
});

fn turn<E: Float>(g: Geometry, from: &[E], to: &mut [E], write: impl Fn(&mut E, E) + Copy + Send + Sync) {
    if to.is_empty() {
        return;
    }
    let width = g.inner;
    let rows = to.len() / width;
    for_each(
        rows,
        width,
        (0..rows, Rows { slice: to, width }),
        #[inline(always)]
        move |(rows, to)| {
            for (row, to) in zip(rows, to.slice.chunks_exact_mut(width)) {
                let at = row / g.size * g.size + g.from(row % g.size);
                zip(to, &from[at * width..][..width]).for_each(|(to, &from)| write(to, from));
            }
        },
    );
}
