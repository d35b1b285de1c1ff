use std::iter::zip;

use super::super::pairwise::power;
use super::super::parallel::{Rows, compute, for_each, wide};
use super::super::softmax::softmax;
use super::super::{Cpu, Float};
use super::{Geometry, SMALLEST, SoftmaxFocal};

/// The exponential of a class costs about this many elements of a memory-bound loop.
const EXPONENTIAL: usize = 8;

for_floats!(SoftmaxFocal for Cpu {
    fn forward(
        &self,
        g: &Geometry,
        logits: &[E],
        labels: &[E],
        weights: Option<&[E]>,
        loss: &mut [E],
        probabilities: &mut [E],
    ) {
        let width = g.columns.max(1);
        let beta = E::of(g.beta);
        let parts = (
            Rows { slice: logits, width },
            Rows { slice: labels, width },
            weights,
            Rows { slice: probabilities, width },
        );
        let sum = compute(
            logits.len() / width,
            EXPONENTIAL * width,
            parts,
            #[inline(always)]
            move |arithmetic, (logits, labels, weights, probabilities)| {
                softmax(arithmetic, logits.slice, probabilities.slice, width);
                let rows = zip(labels.slice.chunks_exact(width), probabilities.slice.chunks_exact(width)).enumerate();
                // A loop and not a `sum`, which would be a function of its own without these instructions.
                let mut sum = 0.0;
                for (i, (labels, probabilities)) in rows {
                    let weight = weights.map_or(1.0, |weights| wide(weights[i]));
                    sum += weight * row_loss(labels, probabilities, beta);
                }
                sum
            },
            |left, right| left + right,
        );
        loss[0] = E::of(g.scale * sum);
    }

    fn backward(
        &self,
        g: &Geometry,
        labels: &[E],
        weights: Option<&[E]>,
        probabilities: &[E],
        dloss: &[E],
        dlogits: &mut [E],
    ) {
        let width = g.columns.max(1);
        let beta = E::of(g.beta);
        let share = E::of(g.scale * wide(dloss[0]));
        let parts = (
            Rows { slice: labels, width },
            weights,
            Rows { slice: probabilities, width },
            Rows { slice: dlogits, width },
        );
        for_each(
            labels.len() / width,
            width,
            parts,
            #[inline(always)]
            move |(labels, weights, probabilities, dlogits)| {
                let rows = zip(labels.slice.chunks_exact(width), probabilities.slice.chunks_exact(width));
                let rows = zip(rows, dlogits.slice.chunks_exact_mut(width)).enumerate();
                for (i, ((labels, probabilities), dlogits)) in rows {
                    let share = weights.map_or(share, |weights| share * weights[i]);
                    row_gradient(share, labels, probabilities, beta, dlogits);
                }
            },
        );
    }
});

/// `−Σⱼ labelsⱼ · (1 − pⱼ)^β · ln max(pⱼ, 1e-10)`.
#[inline(always)]
fn row_loss<E: Float>(labels: &[E], probabilities: &[E], beta: E) -> f64 {
    // One logit that is not a number leaves no probability of its row that is.
    let mut sum = if probabilities.first().is_some_and(|p| p.is_nan()) { f64::NAN } else { 0.0 };
    labelled(
        labels,
        #[inline(always)]
        |j| sum -= wide(labels[j] * power(E::one() - probabilities[j], beta) * logarithm(probabilities[j])),
    );
    sum
}

/// Through the softmax, `∂loss / ∂zₖ = gₖ − pₖ · Σⱼ gⱼ` with `gⱼ = pⱼ · ∂loss / ∂pⱼ`, which is 0 without a label.
#[inline(always)]
fn row_gradient<E: Float>(share: E, labels: &[E], probabilities: &[E], beta: E, dlogits: &mut [E]) {
    let mut sum = E::zero();
    labelled(
        labels,
        #[inline(always)]
        |j| {
            let slope = -share * labels[j] * slope(probabilities[j], beta);
            dlogits[j] += slope;
            sum += slope;
        },
    );
    for (dlogit, &p) in zip(dlogits, probabilities) {
        *dlogit -= sum * p;
    }
}

/// Calls `each` with the classes that have a label. Most have none, and are passed over many at a time.
#[inline(always)]
fn labelled<E: Float>(labels: &[E], mut each: impl FnMut(usize)) {
    const TILE: usize = 16;
    for (tile, labels) in labels.chunks(TILE).enumerate() {
        if labels.iter().fold(false, |any, &label| any | (label != E::zero())) {
            for (j, &label) in labels.iter().enumerate() {
                if label != E::zero() {
                    each(tile * TILE + j);
                }
            }
        }
    }
}

/// `p · d/dp [(1 − p)^β · ln max(p, 1e-10)]`.
#[inline(always)]
fn slope<E: Float>(p: E, beta: E) -> E {
    let rest = E::one() - p;
    let through_logarithm = if p < E::of(SMALLEST) { E::zero() } else { power(rest, beta) };
    // Where nothing is left, the logarithm is 0 and outweighs any power.
    let through_power = if beta == E::zero() || rest <= E::zero() {
        E::zero()
    } else {
        beta * p * power(rest, beta - E::one()) * logarithm(p)
    };
    through_logarithm - through_power
}

/// `ln max(p, 1e-10)`, NaN of NaN.
#[inline(always)]
fn logarithm<E: Float>(p: E) -> E {
    if p < E::of(SMALLEST) { E::of(SMALLEST) } else { p }.ln()
}
