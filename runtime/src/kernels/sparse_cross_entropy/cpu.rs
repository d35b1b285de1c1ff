use std::iter::zip;

use super::super::arithmetic::Arithmetic;
use super::super::parallel::{compute, compute_each, wide};
use super::super::softmax::Logarithm;
use super::super::unary::exponential::exp_below_zero;
use super::super::unary::logarithm::ln;
use super::super::{Cpu, Float};
use super::bands::{Bands, BandsMut, Pieces};
use super::{Found, Geometry, SparseCrossEntropy, Weights};

/// An exponential costs about this many elements of a memory-bound loop.
const EXPONENTIAL: usize = 8;

/// Places whose sums stay in the nearest cache while the classes go by.
const TILE: usize = 256;

for_floats!(SparseCrossEntropy for Cpu {
    fn forward(
        &self,
        g: &Geometry,
        indices: &[usize],
        logits: &[E],
        weights: Weights<'_, &[E]>,
        loss: &mut [E],
        scale: &mut [E],
        maxima: &mut [E],
        logarithms: &mut [E],
    ) {
        let (classes, target, samples) = (g.classes, Target::<E>::new(g, weights.classes), Samples::new(g, weights));
        let pieces = Pieces::new(g);
        let [units, cost] = pieces.units(g, EXPONENTIAL * classes);
        let parts = (
            pieces,
            Bands::new(indices, 1, g),
            Bands::new(logits, classes, g),
            BandsMut::new(maxima, 1, g),
            BandsMut::new(logarithms, 1, g),
        );
        let sum = compute(
            units,
            cost,
            parts,
            #[inline(always)]
            move |arithmetic, (pieces, indices, logits, mut maxima, mut logarithms)| {
                let mut sum = Sum::default();
                for (row, of_all) in pieces.rows() {
                    let (maxima, logarithms) = (maxima.get(row), logarithms.get(row));
                    let band = move |class: usize| logits.get(row * classes + class);
                    match logits.thin(row * classes, classes) {
                        Some(logits) => {
                            let logarithm = Logarithm::of_sum(arithmetic, logits);
                            (maxima[0], logarithms[0]) = (logarithm.maximum, logarithm.rest);
                        }
                        None => logarithms_of_bands(arithmetic, classes, band, maxima, logarithms),
                    }
                    let weight = wide(samples.of(of_all));
                    let indices = indices.get(row);
                    for (place, (&index, (&maximum, &logarithm))) in
                        zip(indices, zip(&*maxima, &*logarithms)).enumerate()
                    {
                        let Some(index) = target.counts(index) else { continue };
                        let cost = |class: usize| wide(maximum - band(class)[place]) + wide(logarithm);
                        sum.weight += target.weight(index);
                        sum.loss += weight * target.cost(index, cost);
                    }
                }
                sum
            },
            |left, right| Sum { loss: left.loss + right.loss, weight: left.weight + right.weight },
        );
        let mean = if sum.weight == 0.0 { 0.0 } else { sum.weight.recip() };
        let factor = g.scale.unwrap_or(mean);
        loss[0] = E::of(factor * sum.loss);
        scale[0] = E::of(factor);
    }

    fn backward(
        &self,
        g: &Geometry,
        indices: &[usize],
        logits: &[E],
        weights: Weights<'_, &[E]>,
        found: Found<&[E]>,
        dloss: &[E],
        dlogits: &mut [E],
    ) {
        let (classes, target, samples) = (g.classes, Target::<E>::new(g, weights.classes), Samples::new(g, weights));
        let factor = found.scale[0] * dloss[0];
        let pieces = Pieces::new(g);
        let [units, cost] = pieces.units(g, EXPONENTIAL * classes);
        let parts = (
            pieces,
            Bands::new(indices, 1, g),
            Bands::new(logits, classes, g),
            (Bands::new(found.maxima, 1, g), Bands::new(found.logarithms, 1, g)),
            BandsMut::new(dlogits, classes, g),
        );
        compute_each(
            units,
            cost,
            parts,
            #[inline(always)]
            move |arithmetic, (pieces, indices, logits, (maxima, logarithms), mut dlogits)| {
                for (row, of_all) in pieces.rows() {
                    let factor = factor * samples.of(of_all);
                    let (indices, maxima, logarithms) = (indices.get(row), maxima.get(row), logarithms.get(row));
                    let first = row * classes;
                    if let (Some(logits), Some(dlogits)) = (logits.thin(first, classes), dlogits.thin(first, classes)) {
                        let Some(index) = target.counts(indices[0]) else { continue };
                        let [mass, own] = target.mass(index).map(|part| factor * part);
                        let (maximum, logarithm) = (maxima[0], logarithms[0]);
                        for (class, (dlogit, &logit)) in zip(&mut *dlogits, logits).enumerate() {
                            let probability = exp_below_zero(arithmetic, logit - maximum - logarithm);
                            *dlogit += mass * probability - factor * target.spread(class);
                        }
                        dlogits[index] -= own;
                        continue;
                    }
                    for start in (0..indices.len()).step_by(TILE) {
                        let places = start..indices.len().min(start + TILE);
                        let (maxima, logarithms) = (&maxima[places.clone()], &logarithms[places.clone()]);
                        let [mut masses, mut factors] = [[E::zero(); TILE]; 2];
                        for (place, &index) in indices[places.clone()].iter().enumerate() {
                            let Some(index) = target.counts(index) else { continue };
                            let [mass, own] = target.mass(index).map(|part| factor * part);
                            (masses[place], factors[place]) = (mass, factor);
                            dlogits.get(first + index)[start + place] -= own;
                        }
                        for class in 0..classes {
                            let spread = target.spread(class);
                            let logits = &logits.get(first + class)[places.clone()];
                            let dlogits = &mut dlogits.get(first + class)[places.clone()];
                            let found = zip(maxima, logarithms);
                            for ((dlogit, &logit), ((&maximum, &logarithm), (&mass, &factor))) in
                                zip(zip(dlogits, logits), zip(found, zip(&masses, &factors)))
                            {
                                let probability = exp_below_zero(arithmetic, logit - maximum - logarithm);
                                let change = mass * probability - factor * spread;
                                // What does not count may be anything, even no number.
                                *dlogit += if factor == E::zero() { E::zero() } else { change };
                            }
                        }
                    }
                }
            },
        );
    }
});

/// What has been added up.
#[derive(Default)]
struct Sum {
    loss: f64,
    /// The weights of the classes of all that counts.
    weight: f64,
}

/// What is made of an index before it is compared.
#[derive(Clone, Copy)]
struct Target<'a, E> {
    classes: usize,
    ignored: Option<usize>,
    kept: f64,
    spread: E,
    /// All spread over all classes: `Σⱼ classesⱼ · ε / C`.
    spreads: f64,
    weights: Option<&'a [f64]>,
}

impl<'a, E: Float> Target<'a, E> {
    fn new(g: &Geometry, weights: Option<&'a [f64]>) -> Self {
        let [kept, spread] = g.shares();
        let all = weights.map_or(g.classes as f64, |weights| weights.iter().sum());
        Self { classes: g.classes, ignored: g.ignored, kept, spread: E::of(spread), spreads: spread * all, weights }
    }

    /// The index, if it counts.
    #[inline(always)]
    fn counts(self, index: usize) -> Option<usize> {
        (index < self.classes && Some(index) != self.ignored).then_some(index)
    }

    #[inline(always)]
    fn weight(self, class: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[class])
    }

    /// What each class gets of every label.
    #[inline(always)]
    fn spread(self, class: usize) -> E {
        self.weights.map_or(self.spread, |weights| E::of(weights[class]) * self.spread)
    }

    /// `Σⱼ qⱼ`, and the part of it that the class of the index has for itself.
    #[inline(always)]
    fn mass(self, index: usize) -> [E; 2] {
        let own = self.kept * self.weight(index);
        [E::of(own + self.spreads), E::of(own)]
    }

    /// `Σⱼ qⱼ · costⱼ` with `cost = −ln softmax(logits)`.
    #[inline(always)]
    fn cost(self, index: usize, cost: impl Fn(usize) -> f64) -> f64 {
        let own = self.kept * self.weight(index) * cost(index);
        if self.spread == E::zero() {
            return own;
        }
        let mut sum = own;
        for class in 0..self.classes {
            let spread = wide(self.spread(class));
            // The cost of a class that cannot be may be infinite.
            if spread != 0.0 {
                sum += spread * cost(class);
            }
        }
        sum
    }
}

/// The weights of samples.
#[derive(Clone, Copy)]
struct Samples<'a, E> {
    weights: Option<&'a [E]>,
    rows: usize,
}

impl<'a, E: Float> Samples<'a, E> {
    fn new(g: &Geometry, weights: Weights<'a, &'a [E]>) -> Self {
        Self { weights: weights.samples, rows: g.rows_of_sample.max(1) }
    }

    /// That of a row.
    #[inline(always)]
    fn of(self, row: usize) -> E {
        self.weights.map_or(E::one(), |weights| weights[row / self.rows])
    }
}

/// `ln Σ e^x` of each place over bands that are one a class, in two parts.
#[inline(always)]
fn logarithms_of_bands<'a, E: Float>(
    arithmetic: Arithmetic,
    classes: usize,
    band: impl Fn(usize) -> &'a [E],
    maxima: &mut [E],
    logarithms: &mut [E],
) {
    for start in (0..maxima.len()).step_by(TILE) {
        let places = start..maxima.len().min(start + TILE);
        let (maxima, sums) = (&mut maxima[places.clone()], &mut logarithms[places.clone()]);
        maxima.fill(E::neg_infinity());
        for class in 0..classes {
            for (maximum, &x) in zip(&mut *maxima, &band(class)[places.clone()]) {
                *maximum = if x > *maximum { x } else { *maximum };
            }
        }
        sums.fill(E::zero());
        for class in 0..classes {
            for ((sum, &maximum), &x) in zip(zip(&mut *sums, &*maxima), &band(class)[places.clone()]) {
                *sum += exp_below_zero(arithmetic, x - maximum);
            }
        }
        for sum in sums {
            *sum = ln(arithmetic, *sum);
        }
    }
}
