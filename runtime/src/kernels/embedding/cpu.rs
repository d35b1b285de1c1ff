use std::iter::zip;

use super::super::Cpu;
use super::super::parallel::{Rows, for_each};
use super::{Bounds, Embedding, Geometry};

for_floats!(Embedding for Cpu {
    fn forward(&self, g: &Geometry, indices: &[usize], weight: &[E], y: &mut [E]) {
        let width = g.width;
        for_each(
            indices.len(),
            width,
            (indices, Rows { slice: y, width }),
            #[inline(always)]
            move |(indices, y)| {
                for (&index, y) in zip(indices, y.slice.chunks_exact_mut(width)) {
                    match weight.chunks_exact(width).nth(index) {
                        Some(row) => y.copy_from_slice(row),
                        None => y.fill(E::zero()),
                    }
                }
            },
        );
    }

    fn first_outside(&self, range: Bounds, indices: &[usize]) -> Option<usize> {
        indices.iter().copied().find(|&index| !range.has(index))
    }

    fn note_outside(&self, range: Bounds, indices: &[usize], answer: &mut [E]) {
        let outside = Embedding::<E>::first_outside(self, range, indices).is_some();
        answer[0] = if outside { E::one() } else { E::zero() };
    }

    fn backward(&self, g: &Geometry, indices: &[usize], dy: &[E], dweight: &mut [E]) {
        let width = g.width;
        // A piece of the table looks at all indices, but adds up its own alone.
        for_each(
            g.vocabulary,
            dy.len().div_ceil(g.vocabulary.max(1)),
            (0..g.vocabulary, Rows { slice: dweight, width }),
            #[inline(always)]
            move |(rows, dweight)| {
                for (&index, dy) in zip(indices, dy.chunks_exact(width)) {
                    if rows.contains(&index) {
                        let dweight = &mut dweight.slice[(index - rows.start) * width..][..width];
                        zip(dweight, dy).for_each(|(dweight, &dy)| *dweight += dy);
                    }
                }
            },
        );
    }

    fn one_hot(&self, vocabulary: usize, indices: &[usize], y: &mut [E]) {
        let width = vocabulary;
        for_each(
            indices.len(),
            width,
            (indices, Rows { slice: y, width }),
            #[inline(always)]
            move |(indices, y)| {
                y.slice.fill(E::zero());
                for (&index, y) in zip(indices, y.slice.chunks_exact_mut(width.max(1))) {
                    if let Some(y) = y.get_mut(index) {
                        *y = E::one();
                    }
                }
            },
        );
    }

    fn sum_of_numbers(&self, numbers: &[f64], indices: &[usize]) -> f64 {
        indices.iter().filter_map(|&index| numbers.get(index)).sum()
    }
});
