use std::iter::zip;

use super::super::parallel::for_each;
use super::super::{Cpu, Float};
use super::Dropout;

/// A random number costs about this many elements of a memory-bound loop.
const DRAW: usize = 4;

for_floats!(Dropout for Cpu {
    fn forward(&self, seed: &[usize], probability: f64, x: &[E], y: &mut [E]) {
        let mask = Mask::new(seed[0], probability);
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

    fn backward(&self, seed: &[usize], probability: f64, dy: &mut [E]) {
        let mask = Mask::new(seed[0], probability);
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
pub(super) struct Mask<E> {
    start: u64,
    /// Of 2³² draws, those that drop.
    pub(super) dropped: u64,
    pub(super) scale: E,
}

impl<E: Float> Mask<E> {
    pub(super) fn new(seed: usize, probability: f64) -> Self {
        Mask {
            // Mixed, for the sequences of seeds that differ by a multiple of the step would be shifts of each other.
            start: mix(seed as u64),
            dropped: (probability * 2.0_f64.powi(32)).round() as u64,
            scale: E::of(1.0 / (1.0 - probability)),
        }
    }

    #[inline(always)]
    fn apply(self, index: usize, value: E) -> E {
        let draw = mix(self.start.wrapping_add((index as u64).wrapping_mul(STEP))) >> 32;
        if draw < self.dropped { E::zero() } else { value * self.scale }
    }
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
