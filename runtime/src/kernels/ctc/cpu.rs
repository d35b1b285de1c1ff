use std::iter::zip;

use super::super::crew;
use super::super::list::List;
use super::super::parallel::wide;
use super::super::{Cpu, Float};
use super::{Ctc, Geometry, Targets};

const NEVER: f64 = f64::NEG_INFINITY;

for_floats!(Ctc for Cpu {
    fn forward(&self, g: &Geometry, logs: &[E], targets: Targets<&[usize]>, costs: &mut [E], alphas: &mut [E]) {
        let size = (g.steps * g.states()).max(1);
        // Of no steps there is nothing to go through.
        let mut alphas = alphas.chunks_mut(size);
        let samples: List<_> =
            costs.iter_mut().enumerate().map(|(index, cost)| (index, cost, alphas.next().unwrap_or_default())).collect();
        crew::for_each(samples, |(index, cost, alphas)| {
            *cost = E::of(Sample::new(g, logs, targets, index).forward(alphas));
        });
    }

    fn backward(
        &self,
        g: &Geometry,
        logs: &[E],
        targets: Targets<&[usize]>,
        alphas: &[E],
        dcosts: &[E],
        dlogs: &mut [E],
    ) {
        let (sums, size) = (g.steps * g.states(), (g.steps * g.classes).max(1));
        let samples = dlogs.chunks_exact_mut(size).enumerate();
        crew::for_each(samples, |(index, dlogs)| {
            let alphas = &alphas[index * sums..][..sums];
            Sample::new(g, logs, targets, index).backward(alphas, wide(dcosts[index]), dlogs);
        });
    }
});

/// One sample.
struct Sample<'a, E> {
    g: &'a Geometry,
    /// Of the steps that count.
    logs: &'a [E],
    /// Without what fills them up.
    labels: &'a [usize],
}

impl<'a, E: Float> Sample<'a, E> {
    fn new(g: &'a Geometry, logs: &'a [E], targets: Targets<&'a [usize]>, index: usize) -> Self {
        let labels = &targets.labels[index * g.labels..][..g.labels];
        let count = labels.iter().position(|label| *label == g.blank).unwrap_or(g.labels);
        let steps = targets.lengths.map_or(g.steps, |lengths| lengths[index].min(g.steps));
        let logs = &logs[index * g.steps * g.classes..][..steps * g.classes];
        Self { g, logs, labels: &labels[..count] }
    }

    fn states(&self) -> usize {
        2 * self.labels.len() + 1
    }

    /// The class of a state: blanks are between the labels, and in the place of one that is no class.
    fn class(&self, state: usize) -> usize {
        match self.labels.get(state / 2) {
            Some(label) if state % 2 == 1 && *label < self.g.classes => *label,
            _ => self.g.blank,
        }
    }

    /// Whether a state may follow the one that is two before it, without the blank between them.
    fn skips(&self, state: usize) -> bool {
        state % 2 == 1 && state > 1 && self.labels[state / 2] != self.labels[state / 2 - 1]
    }

    fn log(&self, step: usize, state: usize) -> f64 {
        self.logs.get(step * self.g.classes + self.class(state)).map_or(NEVER, |log| wide(*log))
    }

    /// The cost of a sample is multiplied by this.
    fn factor(&self) -> f64 {
        if self.g.mean { 1.0 / self.labels.len().max(1) as f64 } else { 1.0 }
    }

    /// The logarithm of the probability of the labels.
    fn total(&self, alphas: &[E]) -> f64 {
        let steps = self.logs.len() / self.g.classes.max(1);
        let Some(last) = steps.checked_sub(1) else {
            return if self.labels.is_empty() { 0.0 } else { NEVER };
        };
        let ends = &alphas[last * self.g.states()..][..self.states()];
        sum(ends.iter().rev().take(2).map(|alpha| wide(*alpha)))
    }

    fn forward(&self, alphas: &mut [E]) -> f64 {
        alphas.fill(E::neg_infinity());
        let (width, steps) = (self.g.states(), self.logs.len() / self.g.classes.max(1));
        for step in 0..steps {
            let (before, own) = alphas.split_at_mut(step * width);
            for (state, own) in own.iter_mut().enumerate().take(self.states()) {
                let from = |back: usize| match (step.checked_sub(1), state.checked_sub(back)) {
                    (Some(step), Some(state)) => wide(before[step * width + state]),
                    // Before the first step it is in front of the first blank, and of the first label.
                    (None, _) if back == state => 0.0,
                    _ => NEVER,
                };
                let two = if self.skips(state) { from(2) } else { NEVER };
                *own = E::of(sum([from(0), from(1), two]) + self.log(step, state));
            }
        }
        let total = self.total(alphas);
        if total == NEVER && self.g.zero_infinity { 0.0 } else { -total * self.factor() }
    }

    fn backward(&self, alphas: &[E], dcost: f64, dlogs: &mut [E]) {
        let (width, steps, states) = (self.g.states(), self.logs.len() / self.g.classes.max(1), self.states());
        let total = self.total(alphas);
        if total == NEVER && self.g.zero_infinity {
            return;
        }
        let factor = dcost * self.factor();
        // The logarithm of what all alignments have together that go on from a state.
        let mut betas: List<f64> = (0..states).map(|state| if state + 2 < states { NEVER } else { 0.0 }).collect();
        for step in (0..steps).rev() {
            let alphas = &alphas[step * width..][..states];
            for (state, (alpha, beta)) in zip(alphas, &*betas).enumerate() {
                let share = (wide(*alpha) + beta - total).exp();
                dlogs[step * self.g.classes + self.class(state)] -= E::of(factor * share);
            }
            for state in 0..states {
                let to = |next: usize| match next < states {
                    true => betas[next] + self.log(step, next),
                    false => NEVER,
                };
                let two = if state + 2 < states && self.skips(state + 2) { to(state + 2) } else { NEVER };
                // Those behind it are as they were.
                betas[state] = sum([to(state), to(state + 1), two]);
            }
        }
    }
}

/// `ln Σ eˣ`.
fn sum(terms: impl IntoIterator<Item = f64> + Clone) -> f64 {
    let largest = terms.clone().into_iter().fold(NEVER, f64::max);
    if largest == NEVER {
        return NEVER;
    }
    largest + terms.into_iter().map(|term| (term - largest).exp()).sum::<f64>().ln()
}
