use std::iter::zip;

use super::super::parallel::for_each;
use super::super::{Cpu, Float};
use super::Select;

for_floats!(Select for Cpu {
    fn forward(&self, condition: &[E], a: &[E], b: &[E], y: &mut [E]) {
        for_each(
            y.len(),
            1,
            (condition, a, b, y),
            #[inline(always)]
            move |(condition, a, b, y)| {
                for (y, (&condition, (&a, &b))) in zip(y, zip(condition, zip(a, b))) {
                    *y = if condition > E::zero() { a } else { b };
                }
            },
        );
    }

    fn fill(&self, number: f64, condition: &[E], x: &[E], y: &mut [E]) {
        let number = E::of(number);
        for_each(
            y.len(),
            1,
            (condition, x, y),
            #[inline(always)]
            move |(condition, x, y)| {
                for (y, (&condition, &x)) in zip(y, zip(condition, x)) {
                    *y = if condition > E::zero() { number } else { x };
                }
            },
        );
    }

    fn backward(&self, chosen: bool, condition: &[E], dy: &[E], dx: &mut [E]) {
        for_each(
            dx.len(),
            1,
            (condition, dy, dx),
            #[inline(always)]
            move |(condition, dy, dx)| {
                for (dx, (&condition, &dy)) in zip(dx, zip(condition, dy)) {
                    *dx += if (condition > E::zero()) == chosen { dy } else { E::zero() };
                }
            },
        );
    }
});
