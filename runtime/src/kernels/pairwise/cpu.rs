use std::iter::zip;

use super::super::parallel::{BLOCK, Rows, Sums, for_each, reduce, wide};
use super::super::{Cpu, Float};
use super::term::{
    Absolute, Cost, Hinge, Huber, KlDivergence, SigmoidCrossEntropy, SigmoidFocal, SmoothAbsolute, Squared, Term,
};
use super::{Geometry, Operation, Pairwise};

/// Evaluates `$work` with `$term` bound to the function of the operation.
macro_rules! with_term {
    ($operation:expr, $term:ident => $work:expr) => {
        match $operation {
            Operation::Absolute => {
                let $term = Absolute;
                $work
            }
            Operation::Squared => {
                let $term = Squared;
                $work
            }
            Operation::Huber(delta) => {
                let $term = Huber { delta: E::of(delta) };
                $work
            }
            Operation::SmoothAbsolute(beta) => {
                let $term = SmoothAbsolute { beta: E::of(beta) };
                $work
            }
            Operation::KlDivergence => {
                let $term = KlDivergence;
                $work
            }
            Operation::Hinge => {
                let $term = Hinge;
                $work
            }
            Operation::Cost => {
                let $term = Cost;
                $work
            }
            Operation::SigmoidCrossEntropy => {
                let $term = SigmoidCrossEntropy;
                $work
            }
            Operation::SigmoidFocal { alpha, gamma } => {
                let $term = SigmoidFocal { alpha: E::of(alpha), gamma: E::of(gamma) };
                $work
            }
        }
    };
}

for_floats!(Pairwise for Cpu {
    fn forward(&self, g: &Geometry, operation: Operation, x: &[E], y: &[E], weights: Option<&[E]>, loss: &mut [E]) {
        let sum = with_term!(operation, term => sum(g.columns, x, y, weights, term));
        loss[0] = E::of(g.scale * sum);
    }

    fn backward_x(
        &self,
        g: &Geometry,
        operation: Operation,
        x: &[E],
        y: &[E],
        weights: Option<&[E]>,
        dloss: &[E],
        dx: &mut [E],
    ) {
        let share = g.scale * wide(dloss[0]);
        with_term!(operation, term => add(
            g.columns, share, (x, y, dx), weights, cost::<E, _>(term),
            #[inline(always)]
            move |x, y| term.along_x(x, y),
        ));
    }

    fn backward_y(
        &self,
        g: &Geometry,
        operation: Operation,
        x: &[E],
        y: &[E],
        weights: Option<&[E]>,
        dloss: &[E],
        dy: &mut [E],
    ) {
        let share = g.scale * wide(dloss[0]);
        with_term!(operation, term => add(
            g.columns, share, (x, y, dy), weights, cost::<E, _>(term),
            #[inline(always)]
            move |x, y| term.along_y(x, y),
        ));
    }
});

fn cost<E, T: Term<E>>(_: T) -> usize {
    T::COST
}

/// The weighted sum over all pairs.
#[inline(always)]
fn sum<E: Float, T: Term<E>>(columns: usize, x: &[E], y: &[E], weights: Option<&[E]>, term: T) -> f64 {
    let Some(weights) = weights else {
        return reduce(
            x.len(),
            T::COST,
            (x, y),
            #[inline(always)]
            move |(x, y)| row(x, y, term),
            |left, right| left + right,
        );
    };
    let width = columns.max(1);
    reduce(
        weights.len(),
        T::COST * width,
        (Rows { slice: x, width }, Rows { slice: y, width }, weights),
        #[inline(always)]
        move |(x, y, weights)| {
            let rows = zip(x.slice.chunks_exact(width), y.slice.chunks_exact(width));
            // A loop and not a `sum`, which would be a function of its own without these instructions.
            let mut sum = 0.0;
            for ((x, y), &weight) in zip(rows, weights) {
                sum += wide(weight) * row(x, y, term);
            }
            sum
        },
        |left, right| left + right,
    )
}

#[inline(always)]
fn row<E: Float>(x: &[E], y: &[E], term: impl Term<E>) -> f64 {
    let mut sum = 0.0;
    for (x, y) in zip(x.chunks(BLOCK), y.chunks(BLOCK)) {
        let mut sums = Sums::<E, 1>::new();
        sums.add(x, y, |x, y| [term.value(x, y)]);
        let [total] = sums.total();
        sum += total;
    }
    sum
}

/// `into += share · weight · slope(x, y)`.
#[inline(always)]
fn add<E: Float>(
    columns: usize,
    share: f64,
    (x, y, into): (&[E], &[E], &mut [E]),
    weights: Option<&[E]>,
    cost: usize,
    slope: impl Fn(E, E) -> E + Copy + Send + Sync,
) {
    let share = E::of(share);
    let Some(weights) = weights else {
        return for_each(
            x.len(),
            cost,
            (x, y, into),
            #[inline(always)]
            move |(x, y, into)| add_row(share, x, y, into, slope),
        );
    };
    let width = columns.max(1);
    for_each(
        weights.len(),
        cost * width,
        (Rows { slice: x, width }, Rows { slice: y, width }, Rows { slice: into, width }, weights),
        #[inline(always)]
        move |(x, y, into, weights)| {
            let rows = zip(x.slice.chunks_exact(width), y.slice.chunks_exact(width));
            for (((x, y), into), &weight) in zip(zip(rows, into.slice.chunks_exact_mut(width)), weights) {
                add_row(share * weight, x, y, into, slope);
            }
        },
    );
}

#[inline(always)]
fn add_row<E: Float>(share: E, x: &[E], y: &[E], into: &mut [E], slope: impl Fn(E, E) -> E) {
    for ((into, &x), &y) in zip(zip(into, x), y) {
        *into += share * slope(x, y);
    }
}
