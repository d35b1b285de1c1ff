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
                let planes = zip(x.slice.chunks_exact(area), planes);
                planes
                    .map(|(x, plane)| {
                        let down = variation(x, x.get(width..).unwrap_or_default());
                        let right = x.chunks_exact(width).map(|row| variation(row, &row[1..])).sum::<f64>();
                        weights.map_or(1.0, |weights| wide(weights[plane / channels])) * (down + right)
                    })
                    .sum::<f64>()
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
    let blocks = zip(x[..after.len()].chunks(BLOCK), after.chunks(BLOCK)).map(|(x, after)| {
        let mut sums = Sums::<E, 1>::new();
        sums.add(x, after, |x, after| [(after - x).abs()]);
        let [total] = sums.total();
        total
    });
    blocks.sum()
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
