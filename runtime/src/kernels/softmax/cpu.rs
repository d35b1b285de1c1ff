use std::iter::zip;

use super::super::arithmetic::Arithmetic;
use super::super::parallel::{Rows, compute_each, fold};
use super::super::unary::exponential::exp;
use super::super::{Cpu, Float};
use super::{Geometry, Operation, Softmax};

/// An exponential costs about this many elements of a memory-bound loop.
const EXPONENTIAL: usize = 8;

for_floats!(Softmax for Cpu {
    fn forward(&self, g: &Geometry, operation: Operation, x: &[E], y: &mut [E]) {
        if g.columns == 0 {
            return;
        }
        let width = g.columns;
        let parts = (Rows { slice: x, width }, Rows { slice: y, width });
        compute_each(
            g.rows,
            EXPONENTIAL * width,
            parts,
            #[inline(always)]
            move |arithmetic, (x, y)| match operation {
                Operation::Softmax => softmax(arithmetic, x.slice, y.slice, width),
                Operation::LogSoftmax => {
                    for (x, y) in zip(x.slice.chunks_exact(width), y.slice.chunks_exact_mut(width)) {
                        log_softmax(arithmetic, x, y);
                    }
                }
            },
        );
    }

    fn backward(&self, g: &Geometry, operation: Operation, y: &[E], dy: &mut [E]) {
        if g.columns == 0 {
            return;
        }
        let width = g.columns;
        let parts = (Rows { slice: y, width }, Rows { slice: dy, width });
        compute_each(
            g.rows,
            EXPONENTIAL * width,
            parts,
            #[inline(always)]
            move |arithmetic, (y, dy)| {
                for (y, dy) in zip(y.slice.chunks_exact(width), dy.slice.chunks_exact_mut(width)) {
                    match operation {
                        Operation::Softmax => {
                            let sum = fold(y, dy, E::zero(), |y, dy| y * dy, |a, b| a + b);
                            for (dy, &y) in zip(dy, y) {
                                *dy = y * (*dy - sum);
                            }
                        }
                        Operation::LogSoftmax => {
                            let sum = sum(dy);
                            for (dy, &y) in zip(dy, y) {
                                *dy -= exp(arithmetic, y) * sum;
                            }
                        }
                    }
                }
            },
        );
    }
});

/// Softmax of rows that are not empty.
#[inline(always)]
pub(in super::super) fn softmax<E: Float>(arithmetic: Arithmetic, x: &[E], y: &mut [E], width: usize) {
    for (x, y) in zip(x.chunks_exact(width), y.chunks_exact_mut(width)) {
        let maximum = maximum(x);
        for (y, &x) in zip(y, x) {
            *y = x - maximum;
        }
    }
    // Of all rows at once: what is left of a row beyond whole registers would take as long as the rest of it.
    for y in &mut *y {
        *y = exp(arithmetic, *y);
    }
    for y in y.chunks_exact_mut(width) {
        let scale = E::one() / sum(y);
        for y in y {
            *y *= scale;
        }
    }
}

#[inline(always)]
fn log_softmax<E: Float>(arithmetic: Arithmetic, x: &[E], y: &mut [E]) {
    let logarithm = Logarithm::of_sum(arithmetic, x);
    for (y, &x) in zip(y, x) {
        *y = logarithm.apply(x);
    }
}

/// `ln Σ e^x` of a row in two parts: added up, the smaller would lose its digits to the larger.
#[derive(Clone, Copy)]
pub(in super::super) struct Logarithm<E> {
    maximum: E,
    rest: E,
}

impl<E: Float> Logarithm<E> {
    #[inline(always)]
    pub(in super::super) fn of_sum(arithmetic: Arithmetic, x: &[E]) -> Self {
        let maximum = maximum(x);
        let sum = fold(x, x, E::zero(), |x, _| exp(arithmetic, x - maximum), E::add);
        Logarithm { maximum, rest: sum.ln() }
    }

    /// `x − ln Σ e^x`.
    #[inline(always)]
    pub(in super::super) fn apply(self, x: E) -> E {
        x - self.maximum - self.rest
    }
}

#[inline(always)]
fn maximum<E: Float>(x: &[E]) -> E {
    fold(x, x, E::neg_infinity(), |x, _| x, |maximum, x| if x > maximum { x } else { maximum })
}

#[inline(always)]
fn sum<E: Float>(x: &[E]) -> E {
    fold(x, x, E::zero(), |x, _| x, E::add)
}
