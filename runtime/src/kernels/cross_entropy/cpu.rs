use std::iter::zip;

use super::super::parallel::{Rows, for_each, reduce, wide};
use super::super::softmax::{Logarithm, softmax};
use super::super::{Cpu, Float};
use super::{CrossEntropy, Geometry};

/// The exponentials and the logarithm of a class cost about this many elements of a memory-bound loop.
const EXPONENTIALS: usize = 16;

impl<E: Float> CrossEntropy<E> for Cpu {
    fn forward(&self, g: &Geometry, logits: &[E], labels: &[E], loss: &mut [E], probabilities: &mut [E]) {
        let width = g.columns.max(1);
        let parts =
            (Rows { slice: logits, width }, Rows { slice: labels, width }, Rows { slice: probabilities, width });
        let sum = reduce(
            logits.len() / width,
            EXPONENTIALS * width,
            parts,
            #[inline(always)]
            move |(logits, labels, probabilities)| {
                let rows = zip(logits.slice.chunks_exact(width), labels.slice.chunks_exact(width));
                zip(rows, probabilities.slice.chunks_exact_mut(width))
                    .map(|((logits, labels), probabilities)| {
                        softmax(logits, probabilities);
                        row_loss(logits, labels)
                    })
                    .sum::<f64>()
            },
            |left, right| left + right,
        );
        loss[0] = E::of(sum / g.rows as f64);
    }

    fn backward(&self, g: &Geometry, labels: &[E], probabilities: &[E], dloss: &[E], dlogits: &mut [E]) {
        let width = g.columns.max(1);
        let share = E::of(wide(dloss[0]) / g.rows as f64);
        let parts =
            (Rows { slice: labels, width }, Rows { slice: probabilities, width }, Rows { slice: dlogits, width });
        for_each(
            labels.len() / width,
            width,
            parts,
            #[inline(always)]
            move |(labels, probabilities, dlogits)| {
                let rows = zip(labels.slice.chunks_exact(width), probabilities.slice.chunks_exact(width));
                for ((labels, probabilities), dlogits) in zip(rows, dlogits.slice.chunks_exact_mut(width)) {
                    let mass: E = labels.iter().copied().sum();
                    for ((dlogit, &label), &probability) in zip(zip(dlogits, labels), probabilities) {
                        *dlogit += share * (probability * mass - label);
                    }
                }
            },
        );
    }
}

/// `−Σⱼ labelsⱼ · ln softmax(logits)ⱼ`.
#[inline(always)]
fn row_loss<E: Float>(logits: &[E], labels: &[E]) -> f64 {
    let logarithm = Logarithm::of_sum(logits);
    let terms = zip(logits, labels).filter(|&(_, &label)| label != E::zero());
    -terms.map(|(&logit, &label)| wide(label) * wide(logarithm.apply(logit))).sum::<f64>()
}
