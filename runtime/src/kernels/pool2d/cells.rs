//! Where the cells of windows lie.

use std::ops::Range;

use super::super::parallel::tile;
use super::Geometry;

/// The windows of a row that are worked on together.
const TILE: usize = 8;

/// Something that is done to windows.
pub(super) trait Visit {
    /// Takes windows side by side.
    fn visit<const N: usize>(&mut self, windows: Windows<'_, N>);
}

/// `N` windows side by side, in which the same cells are not padding.
pub(super) struct Windows<'g, const N: usize> {
    geometry: &'g Geometry,
    row: usize,
    /// The column of the first.
    pub(super) column: usize,
    lines: Range<usize>,
    columns: Range<usize>,
}

impl<const N: usize> Windows<'_, N> {
    /// Visits the cells that are not padding in reading order, each in all the windows at once: with its place in the
    /// plane `x` for the first window, and with its elements.
    #[inline(always)]
    pub(super) fn for_each_cell<E: Copy>(&self, x: &[E], mut visit: impl FnMut(usize, [E; N])) {
        let g = self.geometry;
        for i in self.lines.clone() {
            let line = g.place(0, self.row, i) * g.input[1];
            for j in self.columns.clone() {
                let place = line + g.place(1, self.column, j);
                visit(place, strided(&x[place..], g.stride[1]));
            }
        }
    }
}

/// `N` elements, each `stride` from the one before.
#[inline(always)]
fn strided<E: Copy, const N: usize>(x: &[E], stride: usize) -> [E; N] {
    match stride {
        1 => tile(x, 0),
        2 if N == TILE => {
            // The first half is within one register, and so is the second, if it starts one element early: the last
            // element may have no neighbour.
            let first: [E; TILE] = tile(x, 0);
            let second: [E; TILE] = tile(x, TILE - 1);
            let mut elements = [x[0]; N];
            for i in 0..TILE / 2 {
                elements[i] = first[2 * i];
                elements[TILE / 2 + i] = second[2 * i + 1];
            }
            elements
        }
        _ => {
            let mut elements = [x[0]; N];
            for i in 1..N {
                elements[i] = x[i * stride];
            }
            elements
        }
    }
}

impl Geometry {
    /// Visits every window of a row at least once, as many together as possible.
    #[inline(always)]
    pub(super) fn visit_row(&self, row: usize, visitor: &mut impl Visit) {
        let lines = self.cells(0, row);
        let inner = self.inner();
        let outer = if inner.len() < TILE { 0..self.output[1] } else { 0..inner.start };
        let rest = outer.end.max(inner.end)..self.output[1];
        for column in outer.clone().chain(rest) {
            let columns = self.cells(1, column);
            visitor.visit::<1>(Windows { geometry: self, row, column, lines: lines.clone(), columns });
        }
        if outer.end < inner.end {
            for column in inner.clone().step_by(TILE) {
                // The last may overlap the one before.
                let column = column.min(inner.end - TILE);
                let columns = 0..self.kernel[1];
                visitor.visit::<TILE>(Windows { geometry: self, row, column, lines: lines.clone(), columns });
            }
        }
    }

    /// The windows of a row that have no padding on their left and right.
    fn inner(&self) -> Range<usize> {
        let [_, stride] = self.stride;
        let left = self.padding[1][0];
        let reach = self.dilation[1] * (self.kernel[1] - 1);
        let end = (self.input[1] + left).saturating_sub(reach).div_ceil(stride);
        left.div_ceil(stride)..end.min(self.output[1])
    }

    /// The cells along an axis that are not padding, of the window at an output position.
    #[inline(always)]
    pub(super) fn cells(&self, axis: usize, position: usize) -> Range<usize> {
        let start = position * self.stride[axis];
        let padding = self.padding[axis][0];
        let first = padding.saturating_sub(start).div_ceil(self.dilation[axis]);
        let end = (self.input[axis] + padding).saturating_sub(start).div_ceil(self.dilation[axis]);
        first..end.min(self.kernel[axis])
    }

    /// How many cells count in an average, along an axis, of the window at an output position.
    #[inline(always)]
    pub(super) fn counted(&self, axis: usize, position: usize) -> usize {
        let padded = self.input[axis] + self.padding[axis].iter().sum::<usize>();
        let counted = match self.counts_padding {
            true => padded.saturating_sub(position * self.stride[axis]).div_ceil(self.dilation[axis]),
            false => self.cells(axis, position).len(),
        };
        counted.clamp(1, self.kernel[axis])
    }

    /// The place in the input, along an axis, of a window's cell that is not padding.
    #[inline(always)]
    pub(super) fn place(&self, axis: usize, position: usize, cell: usize) -> usize {
        position * self.stride[axis] + cell * self.dilation[axis] - self.padding[axis][0]
    }

    /// The windows of a row in which a cell is not padding on the left or the right.
    #[inline(always)]
    pub(super) fn windows_with(&self, cell: usize) -> Range<usize> {
        let [_, stride] = self.stride;
        let left = self.padding[1][0];
        let shift = cell * self.dilation[1];
        let first = left.saturating_sub(shift).div_ceil(stride);
        let end = (self.input[1] + left).saturating_sub(shift).div_ceil(stride).min(self.output[1]);
        first..end.max(first)
    }
}
