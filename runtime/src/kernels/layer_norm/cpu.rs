use super::super::batch_norm::Affine;
use super::super::parallel::{BLOCK, Sums, wide};
use super::super::{Cpu, Float};
use super::{Geometry, LayerNorm, Statistics, features, planes};

/// A normalisation costs about this many elements of a memory-bound loop for each of its own.
pub(super) const PASSES: usize = 3;

for_floats!(LayerNorm for Cpu {
    fn forward(
        &self,
        g: &Geometry,
        x: &[E],
        affine: Option<Affine<&[E]>>,
        y: &mut [E],
        statistics: Statistics<&mut [E]>,
    ) {
        match g.spatial {
            1 => features::forward(g, x, affine, y, statistics),
            _ => planes::forward(g, x, affine, y, statistics),
        }
    }

    fn backward(
        &self,
        g: &Geometry,
        x: &[E],
        statistics: Statistics<&[E]>,
        dy: &mut [E],
        affine: Option<(&[E], Affine<&mut [E]>)>,
    ) {
        match g.spatial {
            1 => features::backward(g, x, statistics, dy, affine),
            _ => planes::backward(g, x, statistics, dy, affine),
        }
    }
});

/// The sums of `K` terms over the pairs of two rows of any length.
#[inline(always)]
pub(super) fn sums<E: Float, const K: usize>(a: &[E], b: &[E], terms: impl Fn(E, E) -> [E; K] + Copy) -> [f64; K] {
    let mut totals = [0.0; K];
    for (a, b) in std::iter::zip(a.chunks(BLOCK), b.chunks(BLOCK)) {
        let mut block = Sums::<E, K>::new();
        block.add(a, b, terms);
        for (total, merged) in std::iter::zip(&mut totals, block.merged()) {
            *total += wide(merged);
        }
    }
    totals
}

/// The mean of a row, and the factor that brings it to variance 1.
///
/// The variance is taken around the mean in a second pass, and corrected by what rounding left of the mean.
#[inline(always)]
pub(super) fn moments<E: Float>(g: &Geometry, row: &[E]) -> (E, E) {
    let count = row.len() as f64;
    let [sum] = sums(row, row, |x, _| [x]);
    let mean = E::of(sum / count);
    let [rest, squares] = sums(row, row, move |x, _| {
        let deviation = x - mean;
        [deviation, deviation * deviation]
    });
    let variance = (squares - rest * rest / count) / count;
    (mean, E::of(1.0 / (variance + g.epsilon).sqrt()))
}

/// `scale · (g − c₁ − (x − μ) · c₂)` for the gradient `g` of a normalised row.
#[derive(Clone, Copy)]
pub(super) struct Gradient<E> {
    pub(super) mean: E,
    scale: E,
    constant: E,
    slope: E,
}

impl<E: Float> Gradient<E> {
    /// From `Σ g` and `Σ g · (x − μ)`.
    #[inline(always)]
    pub(super) fn new(g: &Geometry, mean: E, scale: E, [sum, product]: [f64; 2]) -> Self {
        let count = g.columns() as f64;
        let wide_scale = wide(scale);
        Gradient { mean, scale, constant: E::of(sum / count), slope: E::of(product / count * wide_scale * wide_scale) }
    }

    #[inline(always)]
    pub(super) fn apply(self, x: E, gradient: E) -> E {
        self.scale * (gradient - self.constant - (x - self.mean) * self.slope)
    }
}
