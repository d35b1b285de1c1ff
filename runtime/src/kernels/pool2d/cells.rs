//! Where the cells of windows lie.

use std::iter::zip;
use std::ops::Range;

use super::super::parallel::load;
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

    /// The cells of a line of a window, each for all the windows of a row at once.
    pub(super) fn line(&self) -> Vec<Cell> {
        let [_, stride] = self.stride;
        let [_, width] = self.input;
        let left = self.padding[1][0];
        let cell = |j| {
            let shift = j * self.dilation[1];
            let first = left.saturating_sub(shift).div_ceil(stride);
            let end = (width + left).saturating_sub(shift).div_ceil(stride).min(self.output[1]);
            (first < end).then(|| Cell { column: self.place(1, first, j), first, count: end - first })
        };
        (0..self.kernel[1]).filter_map(cell).collect()
    }

    /// Visits the cells of a row of windows that are not padding: each with the index of the first window's element.
    #[inline(always)]
    pub(super) fn for_each_cell(&self, line: &[Cell], row: usize, mut visit: impl FnMut(usize, Range<usize>)) {
        for i in self.cells(0, row) {
            let start = self.place(0, row, i) * self.input[1];
            for cell in line {
                visit(start + cell.column, cell.first..cell.first + cell.count);
            }
        }
    }
}

/// A cell of a line of a window, for the consecutive windows of a row in which it is not padding.
///
/// From each of these windows to the next, the cell's column moves by the stride.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    /// The input's column in the first of the windows.
    column: usize,
    /// The first of the windows.
    first: usize,
    /// How many windows these are.
    count: usize,
}

/// The windows of a row that are worked on together.
pub(super) const TILE: usize = 8;

/// Visits `count` elements, each `stride` from the one before, in tiles: with the number of the tile's first.
///
/// What the last tile has beyond `count` is without meaning.
#[inline(always)]
pub(super) fn for_each_tile<E: Copy + Default>(
    x: &[E],
    stride: usize,
    count: usize,
    mut visit: impl FnMut(usize, [E; TILE]),
) {
    for start in (0..count).step_by(TILE) {
        let x = &x[start * stride..];
        let mut tile = [E::default(); TILE];
        match (stride, x.first_chunk::<{ 2 * TILE }>()) {
            (1, _) => tile = load(x, 0),
            (2, Some(pairs)) => {
                for i in 0..TILE {
                    tile[i] = pairs[2 * i];
                }
            }
            _ => {
                for (tile, &x) in zip(&mut tile, x.iter().step_by(stride)) {
                    *tile = x;
                }
            }
        }
        visit(start, tile);
    }
}
