use super::super::Float;
use super::super::parallel::{BLOCK, Sums};
use super::Geometry;
use super::cells::{for_each_strided, for_each_strided_mut};

fn share<E: Float>(g: &Geometry) -> E {
    E::of(1.0 / (g.kernel[0] * g.kernel[1]) as f64)
}

/// Of a plane.
#[inline(always)]
pub(super) fn forward<E: Float>(g: &Geometry, x: &[E], y: &mut [E]) {
    let share = share::<E>(g);
    for (row, y) in y.chunks_exact_mut(g.output[1]).enumerate() {
        y.fill(E::zero());
        g.for_each_cell(row, |start, windows| {
            let y = &mut y[windows];
            for_each_strided(&x[start..], g.stride[1], y.len(), |i, x| y[i] += x);
        });
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
pub(super) fn backward<E: Float>(g: &Geometry, dy: &[E], dx: &mut [E]) {
    let share = share::<E>(g);
    for (row, dy) in dy.chunks_exact(g.output[1]).enumerate() {
        g.for_each_cell(row, |start, windows| {
            let dy = &dy[windows];
            for_each_strided_mut(&mut dx[start..], g.stride[1], dy.len(), |i, dx| *dx += dy[i] * share);
        });
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
