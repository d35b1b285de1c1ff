use std::f64::consts::TAU;
use std::iter::zip;

use super::super::dropout::{draw, start};
use super::super::parallel::for_each;
use super::super::{Cpu, Float};
use super::Noise;

/// A normal number costs about this many elements of a memory-bound loop.
const DRAW: usize = 32;

for_floats!(Noise for Cpu {
    fn add(&self, seed: &[usize], deviation: f64, x: &[E], y: &mut [E]) {
        let start = start(seed[0]);
        for_each(
            x.len(),
            DRAW,
            (0..x.len(), x, y),
            #[inline(always)]
            move |(indices, x, y)| {
                for ((y, &x), index) in zip(zip(y, x), indices) {
                    *y = x + E::of(deviation * normal(draw(start, index)));
                }
            },
        );
    }
});

/// A normal number of the two halves of a random one, which are an angle and a radius
/// ([Box and Muller 1958](https://doi.org/10.1214/aoms/1177706645)).
fn normal(draw: u64) -> f64 {
    let scale = 2.0_f64.powi(-32);
    // Above 0, and 1 at most.
    let radius = ((draw >> 32) as f64 + 1.0) * scale;
    let angle = f64::from(draw as u32) * scale;
    (-2.0 * radius.ln()).sqrt() * (TAU * angle).cos()
}
