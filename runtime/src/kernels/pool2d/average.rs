use std::iter::zip;

use super::super::Float;
use super::super::parallel::{BLOCK, Sums, load, store};
use super::Geometry;
use super::cells::{Cell, TILE, for_each_tile};

fn share<E: Float>(g: &Geometry) -> E {
    E::of(1.0 / (g.kernel[0] * g.kernel[1]) as f64)
}

/// Of a plane.
#[inline(always)]
pub(super) fn forward<E: Float>(g: &Geometry, line: &[Cell], x: &[E], y: &mut [E]) {
    let share = share::<E>(g);
    for (row, y) in y.chunks_exact_mut(g.output[1]).enumerate() {
        y.fill(E::zero());
        g.for_each_cell(
            line,
            row,
            #[inline(always)]
            |start, windows| {
                let y = &mut y[windows];
                for_each_tile(
                    &x[start..],
                    g.stride[1],
                    y.len(),
                    #[inline(always)]
                    |i, x| {
                        let mut sums: [E; TILE] = load(y, i);
                        for k in 0..TILE {
                            sums[k] += x[k];
                        }
                        store(y, i, sums);
                    },
                );
            },
        );
        for y in y {
            *y *= share;
        }
    }
}

/// [`forward`] where the window is the plane.
#[inline(always)]
pub(super) fn forward_global<E: Float>(x: &[E], y: &mut [E]) {
    let sum: f64 = x
        .chunks(BLOCK)
        .map(|block| {
            let mut sums = Sums::<E, 1>::new();
            sums.add(block, block, |x, _| [x]);
            sums.total()[0]
        })
        .sum();
    y[0] = E::of(sum / x.len() as f64);
}

/// Of a plane.
#[inline(always)]
pub(super) fn backward<E: Float>(g: &Geometry, line: &[Cell], dy: &[E], dx: &mut [E]) {
    let share = share::<E>(g);
    for (row, dy) in dy.chunks_exact(g.output[1]).enumerate() {
        g.for_each_cell(
            line,
            row,
            #[inline(always)]
            |start, windows| add_share(&dy[windows], share, &mut dx[start..], g.stride[1]),
        );
    }
}

/// Adds `dy · share` to elements that are `stride` apart.
#[inline(always)]
fn add_share<E: Float>(dy: &[E], share: E, dx: &mut [E], stride: usize) {
    if stride == 1 {
        let dx = &mut dx[..dy.len()];
        for start in (0..dy.len()).step_by(TILE) {
            let mut sums: [E; TILE] = load(dx, start);
            let dy: [E; TILE] = load(dy, start);
            for k in 0..TILE {
                sums[k] += dy[k] * share;
            }
            store(dx, start, sums);
        }
    } else {
        for (dx, &dy) in zip(dx.iter_mut().step_by(stride), dy) {
            *dx += dy * share;
        }
    }
}

/// [`backward`] where the window is the plane.
#[inline(always)]
pub(super) fn backward_global<E: Float>(dy: &[E], dx: &mut [E]) {
    let share = dy[0] * E::of(1.0 / dx.len() as f64);
    for dx in dx {
        *dx += share;
    }
}
