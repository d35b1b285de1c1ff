use std::iter::zip;

use super::super::comparison::{by_comparison, truth};
use super::super::parallel::for_each;
use super::super::{Cpu, Float};
use super::{Binary, Operation};

for_floats!(Binary for Cpu {
    fn forward(&self, operation: Operation, a: &[E], b: &[E], y: &mut [E]) {
        match operation {
            Operation::Add => map(a, b, y, |a, b| a + b),
            Operation::Subtract => map(a, b, y, |a, b| a - b),
            Operation::Multiply => map(a, b, y, |a, b| a * b),
            Operation::Divide => map(a, b, y, |a, b| a / b),
            Operation::Maximum => map(a, b, y, maximum),
            Operation::Minimum => map(a, b, y, minimum),
            Operation::Compare(comparison) => by_comparison!(comparison, |compare| map(a, b, y, compare)),
        }
    }

    fn backward(&self, operation: Operation, a: &[E], b: &[E], dy: &[E], da: Option<&mut [E]>, db: Option<&mut [E]>) {
        if let Some(da) = da {
            match operation {
                Operation::Add | Operation::Subtract => add_map(a, b, dy, da, |_, _, dy| dy),
                Operation::Multiply => add_map(a, b, dy, da, |_, b, dy| dy * b),
                Operation::Divide => add_map(a, b, dy, da, |_, b, dy| dy / b),
                Operation::Maximum => add_map(a, b, dy, da, |a, b, dy| dy * share(a, b)),
                Operation::Minimum => add_map(a, b, dy, da, |a, b, dy| dy * share(b, a)),
                Operation::Compare(_) => {}
            }
        }
        if let Some(db) = db {
            match operation {
                Operation::Add => add_map(a, b, dy, db, |_, _, dy| dy),
                Operation::Subtract => add_map(a, b, dy, db, |_, _, dy| -dy),
                Operation::Multiply => add_map(a, b, dy, db, |a, _, dy| dy * a),
                Operation::Divide => add_map(a, b, dy, db, |a, b, dy| -dy * (a / b) / b),
                Operation::Maximum => add_map(a, b, dy, db, |a, b, dy| dy * share(b, a)),
                Operation::Minimum => add_map(a, b, dy, db, |a, b, dy| dy * share(a, b)),
                Operation::Compare(_) => {}
            }
        }
    }
});

/// The larger of the two, NaN if either is.
#[inline(always)]
pub(in super::super) fn maximum<E: Float>(a: E, b: E) -> E {
    if a > b || a.is_nan() { a } else { b }
}

/// The smaller of the two, NaN if either is.
#[inline(always)]
pub(in super::super) fn minimum<E: Float>(a: E, b: E) -> E {
    if a < b || a.is_nan() { a } else { b }
}

/// How much of the gradient of their maximum goes to `own`; NaN takes all of it.
#[inline(always)]
pub(in super::super) fn share<E: Float>(own: E, other: E) -> E {
    if own == other {
        E::of(0.5)
    } else if own < other {
        E::zero()
    } else {
        E::one()
    }
}

/// `y = f(a, b)`.
#[inline(always)]
fn map<E: Float>(a: &[E], b: &[E], y: &mut [E], f: impl Fn(E, E) -> E + Copy + Send + Sync) {
    for_each(
        a.len(),
        1,
        (a, b, y),
        #[inline(always)]
        move |(a, b, y)| {
            for ((y, &a), &b) in zip(zip(y, a), b) {
                *y = f(a, b);
            }
        },
    );
}

/// `gradient += f(a, b, dy)`.
#[inline(always)]
fn add_map<E: Float>(a: &[E], b: &[E], dy: &[E], gradient: &mut [E], f: impl Fn(E, E, E) -> E + Copy + Send + Sync) {
    for_each(
        dy.len(),
        1,
        (a, b, dy, gradient),
        #[inline(always)]
        move |(a, b, dy, gradient)| {
            for (((gradient, &a), &b), &dy) in zip(zip(zip(gradient, a), b), dy) {
                *gradient += f(a, b, dy);
            }
        },
    );
}
