use std::iter::zip;

use super::super::parallel::{BLOCK, Rows, Sums, for_each, reduce, wide};
use super::super::{Cpu, Float};
use super::{Cosine, Geometry};

/// The shortest length that a vector is taken to have.
const EPSILON: f64 = 1e-8;

for_floats!(Cosine for Cpu {
    fn forward(&self, g: &Geometry, a: &[E], b: &[E], weights: Option<&[E]>, loss: &mut [E]) {
        let width = g.columns.max(1);
        let sum = reduce(
            a.len() / width,
            width,
            (Rows { slice: a, width }, Rows { slice: b, width }, weights),
            #[inline(always)]
            move |(a, b, weights)| {
                let rows = zip(a.slice.chunks_exact(width), b.slice.chunks_exact(width)).enumerate();
                // A loop and not a `sum`, which would be a function of its own without these instructions.
                let mut sum = 0.0;
                for (i, (a, b)) in rows {
                    let Angle { cosine, .. } = Angle::between(a, b);
                    sum += weight(weights, i) * (1.0 - cosine);
                }
                sum
            },
            |left, right| left + right,
        );
        loss[0] = E::of(g.scale * sum);
    }

    fn backward(&self, g: &Geometry, a: &[E], b: &[E], weights: Option<&[E]>, dloss: &[E], da: &mut [E]) {
        let width = g.columns.max(1);
        let share = g.scale * wide(dloss[0]);
        for_each(
            a.len() / width,
            2 * width,
            (Rows { slice: a, width }, Rows { slice: b, width }, weights, Rows { slice: da, width }),
            #[inline(always)]
            move |(a, b, weights, da)| {
                let rows = zip(a.slice.chunks_exact(width), b.slice.chunks_exact(width)).enumerate();
                for ((i, (a, b)), da) in zip(rows, da.slice.chunks_exact_mut(width)) {
                    let Angle { cosine, lengths: [length_a, length_b], stretches } = Angle::between(a, b);
                    let share = share * weight(weights, i);
                    let along_b = E::of(-share / (length_a * length_b));
                    // A vector that counts as longer than it is does not change its length.
                    let along_a = E::of(if stretches { share * cosine / (length_a * length_a) } else { 0.0 });
                    for ((da, &a), &b) in zip(zip(da, a), b) {
                        *da += along_b * b + along_a * a;
                    }
                }
            },
        );
    }
});

#[inline(always)]
fn weight<E: Float>(weights: Option<&[E]>, row: usize) -> f64 {
    weights.map_or(1.0, |weights| wide(weights[row]))
}

struct Angle {
    cosine: f64,
    lengths: [f64; 2],
    /// Whether the length of the first is its own, and not ε.
    stretches: bool,
}

impl Angle {
    #[inline(always)]
    fn between<E: Float>(a: &[E], b: &[E]) -> Self {
        let mut totals = [0.0; 3];
        for (a, b) in zip(a.chunks(BLOCK), b.chunks(BLOCK)) {
            let mut sums = Sums::<E, 3>::new();
            sums.add(a, b, |a, b| [a * b, a * a, b * b]);
            for (total, sum) in zip(&mut totals, sums.total()) {
                *total += sum;
            }
        }
        let [product, a, b] = totals;
        let (a, b) = (a.sqrt(), b.sqrt());
        let at_least = |length: f64| if length < EPSILON { EPSILON } else { length };
        let lengths = [at_least(a), at_least(b)];
        Self { cosine: product / (lengths[0] * lengths[1]), lengths, stretches: a >= EPSILON }
    }
}
