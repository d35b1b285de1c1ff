use std::iter::zip;

use super::super::arithmetic::dispatch;
use super::super::parallel::for_each;
use super::super::{Cpu, Float};
use super::{Half, Round};

for_floats!(Round for Cpu {
    fn round(&self, half: Half, x: &[E], y: &mut [E]) {
        for_each(
            x.len(),
            1,
            (x, y),
            #[inline(always)]
            move |(x, y)| round(half, x, y),
        );
    }

    fn round_in_place(&self, half: Half, x: &mut [E]) {
        for_each(
            x.len(),
            1,
            x,
            #[inline(always)]
            move |x| round_in_place(half, x),
        );
    }

    fn for_products_of(self, _: Half) -> Self {
        self
    }
});

// A loop for each of the two: one that asks at every element has no vectors.

#[inline(always)]
fn round<E: Float>(half: Half, x: &[E], y: &mut [E]) {
    match half {
        Half::Bf16 => zip(y, x).for_each(|(y, &x)| *y = x.rounded(Half::Bf16)),
        Half::F16 => zip(y, x).for_each(|(y, &x)| *y = x.rounded(Half::F16)),
    }
}

#[inline(always)]
fn round_in_place<E: Float>(half: Half, x: &mut [E]) {
    match half {
        Half::Bf16 => x.iter_mut().for_each(|x| *x = x.rounded(Half::Bf16)),
        Half::F16 => x.iter_mut().for_each(|x| *x = x.rounded(Half::F16)),
    }
}

impl Half {
    /// What is to be multiplied: `x`, or what it is rounded to, in `room` for as many elements.
    pub(in super::super) fn factor<'x, E: Float>(half: Option<Self>, x: &'x [E], room: &'x mut [E]) -> &'x [E] {
        let Some(half) = half else { return x };
        dispatch(
            #[inline(always)]
            |_| round(half, x, room),
        );
        room
    }

    /// Rounds what is to be multiplied, if it is rounded.
    pub(in super::super) fn make_factor<E: Float>(half: Option<Self>, x: &mut [E]) {
        let Some(half) = half else { return };
        dispatch(
            #[inline(always)]
            |_| round_in_place(half, x),
        );
    }
}
