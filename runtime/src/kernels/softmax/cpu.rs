use std::iter::zip;

use super::super::arithmetic::Arithmetic;
use super::super::parallel::{Rows, compute_each, fold};
use super::super::unary::exponential::exp_below_zero;
use super::super::unary::logarithm::ln;
use super::super::{Cpu, Float};
use super::{Geometry, Operation, Softmax};

/// An exponential costs about this many elements of a memory-bound loop.
const EXPONENTIAL: usize = 8;

/// The width from which on what is done once a row is little beside its exponentials.
const LONG: usize = 256;

/// Short rows whose logarithms are taken together.
const ROWS: usize = 16;

/// The lanes of a row, four times for a long one: enough to hide the latency of an addition in the widest registers.
const LANES: usize = 16;

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
                Operation::LogSoftmax => log_softmax(arithmetic, x.slice, y.slice, width),
                Operation::Sparsemax => sparsemax(x.slice, y.slice, width),
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
                                *dy -= exp_below_zero(arithmetic, y) * sum;
                            }
                        }
                        Operation::Sparsemax => {
                            let (sum, count) = support(y, dy, E::zero());
                            let mean = sum / count;
                            for (dy, &y) in zip(dy, y) {
                                // What is not a number stays so.
                                *dy = if y > E::zero() { *dy - mean } else { y };
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
    if width < LONG {
        return softmax_of_short(arithmetic, x, y, width);
    }
    for (x, y) in zip(x.chunks_exact(width), y.chunks_exact_mut(width)) {
        let maximum = maximum(x);
        for (y, &x) in zip(&mut *y, x) {
            *y = exp_below_zero(arithmetic, x - maximum);
        }
        let scale = E::one() / sum(y);
        for y in y {
            *y *= scale;
        }
    }
}

#[inline(always)]
fn softmax_of_short<E: Float>(arithmetic: Arithmetic, x: &[E], y: &mut [E], width: usize) {
    for (x, y) in zip(x.chunks_exact(width), y.chunks_exact_mut(width)) {
        let maximum = maximum(x);
        for (y, &x) in zip(y, x) {
            *y = x - maximum;
        }
    }
    // Of all rows at once: what is left of a row beyond whole registers would take as long as the rest of it.
    for y in &mut *y {
        *y = exp_below_zero(arithmetic, *y);
    }
    for y in y.chunks_exact_mut(width) {
        let scale = E::one() / sum(y);
        for y in y {
            *y *= scale;
        }
    }
}

#[inline(always)]
fn log_softmax<E: Float>(arithmetic: Arithmetic, x: &[E], y: &mut [E], width: usize) {
    if width < LONG {
        return log_softmax_of_short(arithmetic, x, y, width);
    }
    for (x, y) in zip(x.chunks_exact(width), y.chunks_exact_mut(width)) {
        Logarithm::of_sum(arithmetic, x).subtract(x, y);
    }
}

#[inline(always)]
fn log_softmax_of_short<E: Float>(arithmetic: Arithmetic, x: &[E], y: &mut [E], width: usize) {
    for (x, y) in zip(x.chunks(ROWS * width), y.chunks_mut(ROWS * width)) {
        let (mut maxima, mut sums) = ([E::zero(); ROWS], [E::one(); ROWS]);
        for ((x, y), to) in zip(zip(x.chunks_exact(width), y.chunks_exact_mut(width)), &mut maxima) {
            let maximum = maximum(x);
            for (y, &x) in zip(y, x) {
                *y = x - maximum;
            }
            *to = maximum;
        }
        // Of all rows at once, as above; and their logarithms fill registers.
        for y in &mut *y {
            *y = exp_below_zero(arithmetic, *y);
        }
        for (y, to) in zip(y.chunks_exact(width), &mut sums) {
            *to = sum(y);
        }
        for sum in &mut sums {
            *sum = ln(arithmetic, *sum);
        }
        let rows = zip(x.chunks_exact(width), y.chunks_exact_mut(width));
        for ((x, y), (&maximum, &rest)) in zip(rows, zip(&maxima, &sums)) {
            Logarithm { maximum, rest }.subtract(x, y);
        }
    }
}

/// Each row without what makes its sum 1, where it is above that
/// ([Martins and Astudillo 2016](https://arxiv.org/abs/1602.02068)).
#[inline(always)]
fn sparsemax<E: Float>(x: &[E], y: &mut [E], width: usize) {
    for (x, y) in zip(x.chunks_exact(width), y.chunks_exact_mut(width)) {
        let maximum = maximum(x);
        for (y, &x) in zip(&mut *y, x) {
            *y = x - maximum;
        }
        // The largest is 1 at most: what is further below it is 0. A higher threshold leaves out more, up to that of those above it.
        let (mut threshold, mut known) = (-E::one(), E::infinity());
        loop {
            let (sum, count) = support(y, y, threshold);
            if count >= known {
                break;
            }
            (threshold, known) = ((sum - E::one()) / count, count);
        }
        if y.iter().any(|y| y.is_nan()) {
            threshold = E::nan();
        }
        for y in y {
            *y = if *y <= threshold { E::zero() } else { *y - threshold };
        }
    }
}

/// The sum of those terms whose element is above a threshold, and how many these are.
#[inline(always)]
fn support<E: Float>(x: &[E], terms: &[E], threshold: E) -> (E, E) {
    let (mut sum, mut count) = (E::zero(), E::zero());
    for (&x, &term) in zip(x, terms) {
        if x > threshold {
            sum += term;
            count += E::one();
        }
    }
    (sum, count)
}

/// `ln Σ e^x` of a row in two parts: added up, the smaller would lose its digits to the larger.
#[derive(Clone, Copy)]
pub(in super::super) struct Logarithm<E> {
    pub(in super::super) maximum: E,
    pub(in super::super) rest: E,
}

impl<E: Float> Logarithm<E> {
    #[inline(always)]
    pub(in super::super) fn of_sum(arithmetic: Arithmetic, x: &[E]) -> Self {
        let maximum = maximum(x);
        let sum = tiled(
            x,
            E::neg_infinity(),
            E::zero(),
            #[inline(always)]
            move |x| exp_below_zero(arithmetic, x - maximum),
            E::add,
        );
        Logarithm { maximum, rest: ln(arithmetic, sum) }
    }

    /// `x − ln Σ e^x`.
    #[inline(always)]
    pub(in super::super) fn apply(self, x: E) -> E {
        x - self.maximum - self.rest
    }

    #[inline(always)]
    fn subtract(self, x: &[E], y: &mut [E]) {
        for (y, &x) in zip(y, x) {
            *y = self.apply(x);
        }
    }
}

#[inline(always)]
fn maximum<E: Float>(x: &[E]) -> E {
    tiled(x, E::neg_infinity(), E::neg_infinity(), |x| x, |maximum, x| if x > maximum { x } else { maximum })
}

#[inline(always)]
fn sum<E: Float>(x: &[E]) -> E {
    tiled(x, E::zero(), E::zero(), |x| x, E::add)
}

/// Merges `start`, which changes nothing, and the terms of a row; `neutral` is an element whose term changes nothing.
#[inline(always)]
fn tiled<E: Float>(x: &[E], neutral: E, start: E, term: impl Fn(E) -> E, merge: impl Fn(E, E) -> E) -> E {
    let (small, rest) = x.as_chunks::<LANES>();
    let (tiles, small) = small.as_chunks::<4>();
    // Arrays of no more lanes than a register has stay in registers.
    let mut lanes = [start; LANES];
    let add = |lanes: &mut [E; LANES], values: &[E; LANES]| {
        for i in 0..LANES {
            lanes[i] = merge(lanes[i], term(values[i]));
        }
    };
    if !tiles.is_empty() {
        let [mut second, mut third, mut fourth] = [[start; LANES]; 3];
        for tile in tiles {
            add(&mut lanes, &tile[0]);
            add(&mut second, &tile[1]);
            add(&mut third, &tile[2]);
            add(&mut fourth, &tile[3]);
        }
        for i in 0..LANES {
            lanes[i] = merge(merge(lanes[i], second[i]), merge(third[i], fourth[i]));
        }
    }
    for tile in small {
        add(&mut lanes, tile);
    }
    if !rest.is_empty() {
        let mut tile = [neutral; LANES];
        tile[..rest.len()].copy_from_slice(rest);
        add(&mut lanes, &tile);
    }
    let mut width = LANES;
    while width > 1 {
        width /= 2;
        for i in 0..width {
            lanes[i] = merge(lanes[i], lanes[i + width]);
        }
    }
    lanes[0]
}
