use std::iter::zip;

use super::super::parallel::{Rows, for_each};
use super::super::{Cpu, Float};
use super::Dropout;

/// A random number costs about this many elements of a memory-bound loop.
const DRAW: usize = 4;

for_floats!(Dropout for Cpu {
    fn forward(&self, seed: &[usize], probability: f64, width: usize, x: &[E], y: &mut [E]) {
        let mask = Mask::new(seed[0], probability);
        if width > 1 {
            return for_each(
                x.len() / width,
                width,
                (0..x.len() / width, Rows { slice: x, width }, Rows { slice: y, width }),
                #[inline(always)]
                move |(runs, x, y)| {
                    let rows = zip(x.slice.chunks_exact(width), y.slice.chunks_exact_mut(width));
                    for (run, (x, y)) in zip(runs, rows) {
                        match mask.factor(run) {
                            None => y.fill(E::zero()),
                            Some(factor) => zip(y, x).for_each(|(y, &x)| *y = x * factor),
                        }
                    }
                },
            );
        }
        for_each(
            x.len(),
            DRAW,
            (0..x.len(), x, y),
            #[inline(always)]
            move |(indices, x, y)| {
                for ((y, &x), index) in zip(zip(y, x), indices) {
                    *y = mask.apply(index, x);
                }
            },
        );
    }

    fn backward(&self, seed: &[usize], probability: f64, width: usize, dy: &mut [E]) {
        let mask = Mask::new(seed[0], probability);
        if width > 1 {
            return for_each(
                dy.len() / width,
                width,
                (0..dy.len() / width, Rows { slice: dy, width }),
                #[inline(always)]
                move |(runs, dy)| {
                    for (run, dy) in zip(runs, dy.slice.chunks_exact_mut(width)) {
                        match mask.factor(run) {
                            None => dy.fill(E::zero()),
                            Some(factor) => dy.iter_mut().for_each(|dy| *dy *= factor),
                        }
                    }
                },
            );
        }
        for_each(
            dy.len(),
            DRAW,
            (0..dy.len(), dy),
            #[inline(always)]
            move |(indices, dy)| {
                for (dy, index) in zip(dy, indices) {
                    *dy = mask.apply(index, *dy);
                }
            },
        );
    }
});

#[derive(Clone, Copy)]
pub(in super::super) struct Mask<E> {
    start: u64,
    /// Of 2³² draws, those that drop.
    pub(in super::super) dropped: u64,
    pub(in super::super) scale: E,
}

impl<E: Float> Mask<E> {
    pub(in super::super) fn new(seed: usize, probability: f64) -> Self {
        Mask {
            start: start(seed),
            dropped: (probability * 2.0_f64.powi(32)).round() as u64,
            scale: E::of(1.0 / (1.0 - probability)),
        }
    }

    #[inline(always)]
    pub(in super::super) fn apply(self, index: usize, value: E) -> E {
        self.factor(index).map_or(E::zero(), |factor| value * factor)
    }

    /// What is multiplied with, if it stays.
    #[inline(always)]
    fn factor(self, index: usize) -> Option<E> {
        let draw = draw(self.start, index) >> 32;
        (draw >= self.dropped).then_some(self.scale)
    }
}

/// Where the random numbers of a seed begin.
pub(in super::super) fn start(seed: usize) -> u64 {
    // Mixed, for the sequences of seeds that differ by a multiple of the step would be shifts of each other.
    mix(seed as u64)
}

/// The random number of an index.
#[inline(always)]
pub(in super::super) fn draw(start: u64, index: usize) -> u64 {
    mix(start.wrapping_add((index as u64).wrapping_mul(STEP)))
}

/// SplitMix64's step from one state to the next: 2⁶⁴ divided by the golden ratio.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// SplitMix64's output function (Steele, Lea and Flood 2014, variant 13 of Stafford's mixers).
#[inline(always)]
fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}
