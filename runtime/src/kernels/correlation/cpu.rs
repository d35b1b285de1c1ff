use std::iter::zip;

use super::super::parallel::{Rows, for_each};
use super::super::{Cpu, Float};
use super::{Correlation, Geometry, inside};

for_floats!(Correlation for Cpu {
    fn forward(&self, g: &Geometry, a: &[E], b: &[E], y: &mut [E]) {
        if y.is_empty() {
            return;
        }
        let (g, planes, [height, width]) = (*g, g.side() * g.side(), g.size);
        let lines = g.batch * planes * height;
        for_each(
            lines,
            2 * g.channels * width,
            (0..lines, Rows { slice: y, width }),
            #[inline(always)]
            move |(lines, y)| {
                let weight = E::of(g.weight());
                for (line, y) in zip(lines, y.slice.chunks_exact_mut(width)) {
                    y.fill(E::zero());
                    let (plane, row) = (line / height, line % height);
                    let [v, u] = displacement(&g, plane % planes);
                    if !inside(height, v).contains(&row) {
                        continue;
                    }
                    let (columns, other_columns) = (inside(width, u), inside(width, -u));
                    let other_row = row.wrapping_add_signed(v);
                    for channel in 0..g.channels {
                        let first = (plane / planes * g.channels + channel) * height;
                        let a = &a[(first + row) * width..][columns.clone()];
                        let b = &b[(first + other_row) * width..][other_columns.clone()];
                        add_products(weight, a, b, &mut y[columns.clone()]);
                    }
                }
            },
        );
    }

    fn backward_first(&self, g: &Geometry, b: &[E], dy: &[E], da: &mut [E]) {
        backward(g, b, dy, da, |displacement| displacement, |here, _| here);
    }

    fn backward_second(&self, g: &Geometry, a: &[E], dy: &[E], db: &mut [E]) {
        backward(g, a, dy, db, |[v, u]| [-v, -u], |_, there| there);
    }
});

/// Adds to the gradient of one value what it gets by the other, `x`. `way` leads from its places to those of the other; `of_first`
/// says which of the two is a place of the first value, and so of `dy`.
#[inline(always)]
fn backward<E: Float>(
    g: &Geometry,
    x: &[E],
    dy: &[E],
    dx: &mut [E],
    way: impl Fn([isize; 2]) -> [isize; 2] + Copy + Send + Sync,
    of_first: impl Fn(usize, usize) -> usize + Copy + Send + Sync,
) {
    if dx.is_empty() {
        return;
    }
    let (g, planes, [height, width]) = (*g, g.side() * g.side(), g.size);
    let lines = g.batch * g.channels * height;
    for_each(
        lines,
        2 * planes * width,
        (0..lines, Rows { slice: dx, width }),
        #[inline(always)]
        move |(lines, dx)| {
            let weight = E::of(g.weight());
            for (line, dx) in zip(lines, dx.slice.chunks_exact_mut(width)) {
                let (plane, row) = (line / height, line % height);
                for place in 0..planes {
                    let [v, u] = way(displacement(&g, place));
                    if !inside(height, v).contains(&row) {
                        continue;
                    }
                    let (columns, other_columns) = (inside(width, u), inside(width, -u));
                    let other_row = row.wrapping_add_signed(v);
                    let x = &x[(plane * height + other_row) * width..][other_columns.clone()];
                    let start = of_first(columns.start, other_columns.start);
                    let line = (plane / g.channels * planes + place) * height + of_first(row, other_row);
                    let dy = &dy[line * width + start..][..columns.len()];
                    add_products(weight, x, dy, &mut dx[columns]);
                }
            }
        },
    );
}

/// The displacement of rows and of columns that a channel of the correlation has.
fn displacement(g: &Geometry, place: usize) -> [isize; 2] {
    [place / g.side(), place % g.side()].map(|steps| steps as isize - g.reach as isize)
}

#[inline(always)]
fn add_products<E: Float>(weight: E, a: &[E], b: &[E], y: &mut [E]) {
    for (y, (&a, &b)) in zip(y, zip(a, b)) {
        *y += weight * a * b;
    }
}
