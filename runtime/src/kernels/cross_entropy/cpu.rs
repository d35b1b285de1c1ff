use std::iter::zip;

use super::super::arithmetic::Arithmetic;
use super::super::parallel::{Rows, compute, fold, for_each, wide};
use super::super::softmax::{Logarithm, softmax};
use super::super::{Cpu, Float};
use super::{CrossEntropy, Geometry, Weights};

/// The exponentials and the logarithm of a class cost about this many elements of a memory-bound loop.
const EXPONENTIALS: usize = 16;

for_floats!(CrossEntropy for Cpu {
    fn forward(
        &self,
        g: &Geometry,
        logits: &[E],
        labels: &[E],
        weights: Weights<'_, &[E]>,
        loss: &mut [E],
        probabilities: &mut [E],
    ) {
        let width = g.columns.max(1);
        let target = Target::new(g, weights.classes);
        let parts = (
            Rows { slice: logits, width },
            Rows { slice: labels, width },
            0..logits.len() / width,
            Rows { slice: probabilities, width },
        );
        let (samples, each) = (weights.samples, g.rows_of_sample.max(1));
        let sum = compute(
            logits.len() / width,
            EXPONENTIALS * width,
            parts,
            #[inline(always)]
            move |arithmetic, (logits, labels, numbers, probabilities)| {
                let rows = zip(logits.slice.chunks_exact(width), labels.slice.chunks_exact(width));
                softmax(arithmetic, logits.slice, probabilities.slice, width);
                // A loop and not a `sum`, which would be a function of its own without these instructions.
                let mut sum = 0.0;
                for (row, (logits, labels)) in zip(numbers, rows) {
                    let weight = samples.map_or(1.0, |samples| wide(samples[row / each]));
                    sum += weight * row_loss(arithmetic, logits, labels, target);
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
        weights: Weights<'_, &[E]>,
        probabilities: &[E],
        dloss: &[E],
        dlogits: &mut [E],
    ) {
        let width = g.columns.max(1);
        let share = E::of(g.scale * wide(dloss[0]));
        let target = Target::new(g, weights.classes);
        let parts = (
            Rows { slice: labels, width },
            0..labels.len() / width,
            Rows { slice: probabilities, width },
            Rows { slice: dlogits, width },
        );
        let (samples, each) = (weights.samples, g.rows_of_sample.max(1));
        for_each(
            labels.len() / width,
            width,
            parts,
            #[inline(always)]
            move |(labels, numbers, probabilities, dlogits)| {
                let rows = zip(labels.slice.chunks_exact(width), probabilities.slice.chunks_exact(width));
                for (row, ((labels, probabilities), dlogits)) in
                    zip(numbers, zip(rows, dlogits.slice.chunks_exact_mut(width)))
                {
                    let share = samples.map_or(share, |samples| share * samples[row / each]);
                    let mass = target.mass(labels);
                    let classes = zip(zip(dlogits, labels), probabilities).enumerate();
                    for (class, ((dlogit, &label), &probability)) in classes {
                        *dlogit += share * (probability * mass - target.of(class, label));
                    }
                }
            },
        );
    }
});

/// What is made of a label before it is compared.
#[derive(Clone, Copy)]
struct Target<'a, E> {
    kept: E,
    spread: E,
    classes: Option<&'a [f64]>,
}

impl<'a, E: Float> Target<'a, E> {
    fn new(g: &Geometry, classes: Option<&'a [f64]>) -> Self {
        Self { kept: E::of(1.0 - g.smoothing), spread: E::of(g.smoothing / g.columns as f64), classes }
    }

    /// `q` of a label.
    #[inline(always)]
    fn of(self, class: usize, label: E) -> E {
        let smoothed = self.kept * label + self.spread;
        self.classes.map_or(smoothed, |weights| E::of(weights[class]) * smoothed)
    }

    /// `Σⱼ qⱼ`.
    #[inline(always)]
    fn mass(self, labels: &[E]) -> E {
        let smoothed = |label| self.kept * label + self.spread;
        match self.classes {
            None => fold(labels, labels, E::zero(), |label, _| smoothed(label), E::add),
            Some(weights) => {
                let mut mass = E::zero();
                for (&label, &weight) in zip(labels, weights) {
                    mass += E::of(weight) * smoothed(label);
                }
                mass
            }
        }
    }
}

/// `−Σⱼ qⱼ · ln softmax(logits)ⱼ`.
#[inline(always)]
fn row_loss<E: Float>(arithmetic: Arithmetic, logits: &[E], labels: &[E], target: Target<E>) -> f64 {
    let logarithm = Logarithm::of_sum(arithmetic, logits);
    let mut sum = 0.0;
    for (class, (&logit, &label)) in zip(logits, labels).enumerate() {
        let target = target.of(class, label);
        if target != E::zero() {
            sum -= wide(target) * wide(logarithm.apply(logit));
        }
    }
    sum
}
