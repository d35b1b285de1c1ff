use std::iter::zip;

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
        }
    }

    fn backward(&self, operation: Operation, a: &[E], b: &[E], dy: &[E], da: Option<&mut [E]>, db: Option<&mut [E]>) {
        if let Some(da) = da {
            match operation {
                Operation::Add | Operation::Subtract => add_map(a, b, dy, da, |_, _, dy| dy),
                Operation::Multiply => add_map(a, b, dy, da, |_, b, dy| dy * b),
                Operation::Divide => add_map(a, b, dy, da, |_, b, dy| dy / b),
            }
        }
        if let Some(db) = db {
            match operation {
                Operation::Add => add_map(a, b, dy, db, |_, _, dy| dy),
                Operation::Subtract => add_map(a, b, dy, db, |_, _, dy| -dy),
                Operation::Multiply => add_map(a, b, dy, db, |a, _, dy| dy * a),
                Operation::Divide => add_map(a, b, dy, db, |a, b, dy| -dy * (a / b) / b),
            }
        }
    }
});

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
