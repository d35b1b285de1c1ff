use std::iter::zip;

use super::super::parallel::for_each;
use super::super::{Cpu, Float};
use super::Numbers;

for_floats!(Numbers for Cpu {
    fn indices(&self, indices: &[usize], y: &mut [E]) {
        zip(y, indices).for_each(|(y, &index)| *y = E::of(index as f64));
    }

    fn constants(&self, numbers: &[f64], y: &mut [E]) {
        for_each(
            y.len(),
            1,
            (numbers, y),
            #[inline(always)]
            move |(numbers, y)| zip(y, numbers).for_each(|(y, &number)| *y = E::of(number)),
        );
    }
});
