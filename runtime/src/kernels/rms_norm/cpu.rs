use std::iter::zip;

use super::super::gemm::Scratch;
use super::super::parallel::{BLOCK, Rows, Sums, for_each, reduce, wide};
use super::super::{Cpu, Float};
use super::{Geometry, RmsNorm};

/// A normalisation costs about this many elements of a memory-bound loop for each of its own.
const PASSES: usize = 2;

for_floats!(RmsNorm for Cpu {
    fn forward(&self, g: &Geometry, x: &[E], weight: &[E], y: &mut [E], scales: &mut [E]) {
        let (width, epsilon) = (g.columns.max(1), g.epsilon);
        for_each(
            g.rows,
            PASSES * width,
            (Rows { slice: x, width }, Rows { slice: y, width }, scales),
            #[inline(always)]
            move |(x, y, scales)| {
                let rows = zip(x.slice.chunks_exact(width), y.slice.chunks_exact_mut(width));
                for ((x, y), stored) in zip(rows, scales) {
                    let scale = E::of((product(x, x) / width as f64 + epsilon).sqrt().recip());
                    *stored = scale;
                    for ((y, &x), &weight) in zip(zip(y, x), weight) {
                        *y = x * scale * weight;
                    }
                }
            },
        );
    }

    fn backward(&self, g: &Geometry, x: &[E], weight: &[E], scales: &[E], dy: &mut [E], dweight: &mut [E]) {
        let width = g.columns.max(1);
        let partial = reduce(
            g.rows,
            PASSES * width,
            (Rows { slice: x, width }, scales, Rows { slice: dy, width }),
            #[inline(always)]
            move |(x, scales, dy)| {
                let mut partial = Scratch::new(width);
                partial.fill(E::zero());
                let rows = zip(x.slice.chunks_exact(width), dy.slice.chunks_exact_mut(width));
                for ((x, dy), &scale) in zip(rows, scales) {
                    for ((sum, dy), (&x, &weight)) in zip(zip(&mut *partial, &mut *dy), zip(x, weight)) {
                        *sum += *dy * (x * scale);
                        *dy *= weight;
                    }
                    let wide_scale = wide(scale);
                    let slope = E::of(product(x, dy) / width as f64 * wide_scale * wide_scale);
                    for (dy, &x) in zip(dy, x) {
                        *dy = scale * (*dy - x * slope);
                    }
                }
                partial
            },
            |mut left: Scratch<E>, right: Scratch<E>| {
                zip(&mut *left, &*right).for_each(|(sum, &more)| *sum += more);
                left
            },
        );
        zip(dweight, &*partial).for_each(|(gradient, &sum)| *gradient += sum);
    }
});

/// `Σ a · b` of rows of any length.
#[inline(always)]
fn product<E: Float>(a: &[E], b: &[E]) -> f64 {
    let mut total = 0.0;
    for (a, b) in zip(a.chunks(BLOCK), b.chunks(BLOCK)) {
        let mut block = Sums::<E, 1>::new();
        block.add(a, b, |a, b| [a * b]);
        total += wide(block.merged()[0]);
    }
    total
}
