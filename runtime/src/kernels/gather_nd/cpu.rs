use std::iter::zip;
use std::ops::Range;

use super::super::gemm::Scratch;
use super::super::parallel::{Rows, for_each};
use super::super::{Cpu, Float};
use super::{GatherNd, Geometry};

for_floats!(GatherNd for Cpu {
    fn gather(&self, g: &Geometry, x: &[E], indices: &[E], y: &mut [E]) {
        let offsets = &g.offsets(indices)[..];
        g.for_each_row(
            offsets,
            (x, g.inner()),
            (y, g.places),
            #[inline(always)]
            |offsets, x, y| {
                for (y, &offset) in zip(y, offsets) {
                    *y += x[offset];
                }
            },
        );
    }

    fn scatter(&self, g: &Geometry, x: &[E], indices: &[E], y: &mut [E]) {
        let offsets = &g.offsets(indices)[..];
        g.for_each_row(
            offsets,
            (x, g.places),
            (y, g.inner()),
            #[inline(always)]
            |offsets, x, y| {
                for (&x, &offset) in zip(x, offsets) {
                    y[offset] += x;
                }
            },
        );
    }
});

impl Geometry {
    /// The elements that indices lead to.
    fn inner(&self) -> usize {
        self.axes.iter().product()
    }

    /// Where each place of each sample lies among them.
    fn offsets<E: Float>(&self, indices: &[E]) -> Scratch<usize> {
        let mut offsets = Scratch::new(self.batch * self.places);
        offsets.fill(0);
        if offsets.is_empty() {
            return offsets;
        }
        let parts = (
            Rows { slice: indices, width: self.axes.len() * self.places },
            Rows { slice: &mut offsets[..], width: self.places },
        );
        for_each(
            self.batch,
            2 * self.axes.len() * self.places,
            parts,
            #[inline(always)]
            move |(indices, offsets)| {
                let samples = indices.slice.chunks_exact(self.axes.len() * self.places);
                for (indices, offsets) in zip(samples, offsets.slice.chunks_exact_mut(self.places)) {
                    for (&size, indices) in zip(&*self.axes, indices.chunks_exact(self.places)) {
                        let last = i32::try_from(size - 1).unwrap_or(i32::MAX);
                        for (offset, index) in zip(&mut *offsets, indices) {
                            let index = index.floor().truncated().clamp(0, last);
                            *offset = *offset * size + index.cast_unsigned() as usize;
                        }
                    }
                }
            },
        );
        offsets
    }

    /// Calls `work` with the offsets of a sample and with each of its rows in `x` and in `y`, which are this wide.
    #[inline(always)]
    fn for_each_row<E: Float>(
        &self,
        offsets: &[usize],
        (x, x_width): (&[E], usize),
        (y, y_width): (&mut [E], usize),
        work: impl Fn(&[usize], &[E], &mut [E]) + Copy + Send + Sync,
    ) {
        if offsets.is_empty() || y.is_empty() {
            return;
        }
        let rows = self.batch * self.outer;
        let parts: (Range<usize>, _, _) =
            (0..rows, Rows { slice: x, width: x_width }, Rows { slice: y, width: y_width });
        for_each(
            rows,
            2 * self.places,
            parts,
            #[inline(always)]
            move |(rows, x, y)| {
                let pairs = zip(x.slice.chunks_exact(x_width), y.slice.chunks_exact_mut(y_width));
                for (row, (x, y)) in zip(rows, pairs) {
                    work(&offsets[row / self.outer * self.places..][..self.places], x, y);
                }
            },
        );
    }
}
