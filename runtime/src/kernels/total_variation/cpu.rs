use std::iter::zip;

use super::super::parallel::{BLOCK, Rows, Sums, for_each, reduce, wide};
use super::super::{Cpu, Float};
use super::{Geometry, TotalVariation};

for_floats!(TotalVariation for Cpu {
    fn forward(&self, g: &Geometry, x: &[E], weights: Option<&[E]>, loss: &mut [E]) {
        let [height, width] = g.size;
        let area = (height * width).max(1);
        let channels = g.channels.max(1);
        let planes = x.len() / area;
        let sum = reduce(
            planes,
            2 * area,
            (Rows { slice: x, width: area }, 0..planes),
            #[inline(always)]
            move |(x, planes)| {
                // Loops and not a `sum`, which would be a function of its own without these instructions.
                let mut sum = 0.0;
                for (x, plane) in zip(x.slice.chunks_exact(area), planes) {
                    let mut own = variation(x, x.get(width..).unwrap_or_default());
                    for row in x.chunks_exact(width) {
                        own += variation(row, &row[1..]);
                    }
                    sum += weights.map_or(1.0, |weights| wide(weights[plane / channels])) * own;
                }
                sum
            },
            |left, right| left + right,
        );
        loss[0] = E::of(g.scale * sum);
    }

    fn backward(&self, g: &Geometry, x: &[E], weights: Option<&[E]>, dloss: &[E], dx: &mut [E]) {
        let [height, width] = g.size;
        let area = (height * width).max(1);
        let channels = g.channels.max(1);
        let planes = x.len() / area;
        let share = g.scale * wide(dloss[0]);
        for_each(
            planes,
            4 * area,
            (Rows { slice: x, width: area }, Rows { slice: dx, width: area }, 0..planes),
            #[inline(always)]
            move |(x, dx, planes)| {
                let images = zip(x.slice.chunks_exact(area), dx.slice.chunks_exact_mut(area));
                for ((x, dx), plane) in zip(images, planes) {
                    let share = E::of(weights.map_or(share, |weights| share * wide(weights[plane / channels])));
                    pull(share, x, dx, width);
                    for (x, dx) in zip(x.chunks_exact(width), dx.chunks_exact_mut(width)) {
                        pull(share, x, dx, 1);
                    }
                }
            },
        );
    }
});

/// `Σ |after − x|` over the pairs that there are.
#[inline(always)]
fn variation<E: Float>(x: &[E], after: &[E]) -> f64 {
    let mut sum = 0.0;
    for (x, after) in zip(x[..after.len()].chunks(BLOCK), after.chunks(BLOCK)) {
        let mut sums = Sums::<E, 1>::new();
        sums.add(x, after, |x, after| [(after - x).abs()]);
        let [total] = sums.total();
        sum += total;
    }
    sum
}

/// Draws each element towards the one `distance` after it, and that one towards it, as `|after − x|` falls.
#[inline(always)]
fn pull<E: Float>(share: E, x: &[E], dx: &mut [E], distance: usize) {
    let Some(pairs) = x.len().checked_sub(distance) else {
        return;
    };
    let sign = |x: E, after: E| {
        let difference = after - x;
        if difference == E::zero() { E::zero() } else { share * difference.signum() }
    };
    for ((dx, &x), &after) in zip(zip(&mut dx[..pairs], x), &x[distance..]) {
        *dx -= sign(x, after);
    }
    for ((dx, &x), &after) in zip(zip(&mut dx[distance..], x), &x[distance..]) {
        *dx += sign(x, after);
    }
}
