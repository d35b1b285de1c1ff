//! Where the cells of windows lie.

use std::ops::Range;

use super::Geometry;

impl Geometry {
    /// The cells along an axis that are not padding, of the window at an output position.
    #[inline(always)]
    pub(super) fn cells(&self, axis: usize, position: usize) -> Range<usize> {
        let start = position * self.stride[axis];
        let padding = self.padding[axis][0];
        let first = padding.saturating_sub(start).div_ceil(self.dilation[axis]);
        let end = (self.input[axis] + padding)
            .saturating_sub(start)
            .div_ceil(self.dilation[axis]);
        first..end.min(self.kernel[axis])
    }

    /// The place in the input, along an axis, of a window's cell that is not padding.
    #[inline(always)]
    pub(super) fn place(&self, axis: usize, position: usize, cell: usize) -> usize {
        position * self.stride[axis] + cell * self.dilation[axis] - self.padding[axis][0]
    }

    /// Visits the cells of a row of windows, each cell for the windows in which it is not padding at once: with the
    /// input element of the first of them, and with them. From each to the next, the element moves by the stride.
    #[inline(always)]
    pub(super) fn for_each_cell(&self, row: usize, mut visit: impl FnMut(usize, Range<usize>)) {
        let [_, width] = self.input;
        let [_, stride] = self.stride;
        let left = self.padding[1][0];
        for i in self.cells(0, row) {
            for j in 0..self.kernel[1] {
                let shift = j * self.dilation[1];
                let first = left.saturating_sub(shift).div_ceil(stride);
                let end = (width + left)
                    .saturating_sub(shift)
                    .div_ceil(stride)
                    .min(self.output[1]);
                if first < end {
                    visit(self.place(0, row, i) * width + self.place(1, first, j), first..end);
                }
            }
        }
    }
}

/// Visits `count` elements, each `stride` from the one before, with their numbers.
#[inline(always)]
pub(super) fn for_each_strided<E: Copy>(x: &[E], stride: usize, count: usize, mut visit: impl FnMut(usize, E)) {
    match stride {
        1 => x[..count].iter().enumerate().for_each(|(i, &x)| visit(i, x)),
        2 => {
            // In pairs, which become whole vectors; the last element may lack its neighbour.
            let last = count - 1;
            let (pairs, _) = x[..2 * last].as_chunks::<2>();
            pairs.iter().enumerate().for_each(|(i, &[x, _])| visit(i, x));
            visit(last, x[2 * last]);
        }
        _ => x.iter().step_by(stride).take(count).enumerate().for_each(|(i, &x)| visit(i, x)),
    }
}

/// [`for_each_strided`] that changes the elements.
#[inline(always)]
pub(super) fn for_each_strided_mut<E: Copy>(
    x: &mut [E],
    stride: usize,
    count: usize,
    mut visit: impl FnMut(usize, &mut E),
) {
    match stride {
        1 => x[..count].iter_mut().enumerate().for_each(|(i, x)| visit(i, x)),
        _ => x.iter_mut().step_by(stride).take(count).enumerate().for_each(|(i, x)| visit(i, x)),
    }
}
