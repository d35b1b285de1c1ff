use std::ops::Range;

use pulp::Simd;

use super::super::axis::{Axis, Reach};
use super::strip::Strip;
use crate::kernels::Float;
use crate::kernels::list::List;

/// A band of the source should fit into a core's first-level cache, beside what is read and written.
const BYTES: usize = 24 << 10;

/// Rows of a band at least: its neighbour reads some of its source again.
const ROWS: usize = 8;

/// Bands that are copied before any is read, at most: a processor does not like to load a register that was stored in two
/// pieces just before.
pub(super) const TOGETHER: usize = 8;

/// How the planes that a band of targets reads lie in scratch memory: `[plane, row, remainder, column]`, where a row's
/// elements are put apart by the remainder of their index by the step, the zeros around the plane included.
pub(super) struct Source {
    planes: usize,
    size: [usize; 2],
    rows: Reach,
    columns: Reach,
    /// From one remainder to the next, one row to the next, and one plane to the next.
    remainder: usize,
    row: usize,
    plane: usize,
    /// Rows of targets in a band.
    height: usize,
}

impl Source {
    pub(super) fn new<E: Float>([rows, columns]: [Reach; 2], planes: usize, size: [usize; 2], lanes: usize) -> Self {
        // The last register of a row reads on, for lanes that are no targets.
        let remainder = columns.count.next_multiple_of(lanes) + (columns.extent(1) - 1) / columns.step;
        let row = columns.step * remainder;
        let bytes = |height: usize| planes * rows.extent(height) * row * size_of::<E>();
        let fitting = (1..=rows.count).rev().find(|&height| bytes(height) <= BYTES).unwrap_or(1);
        let height = fitting.max(ROWS).min(rows.count);
        // Bands of one size: the last is no sliver.
        let height = rows.count.div_ceil(rows.count.div_ceil(height));
        Source { planes, size, rows, columns, remainder, row, plane: rows.extent(height) * row, height }
    }

    /// Bands of a plane of targets.
    pub(super) fn bands(&self) -> usize {
        self.rows.count.div_ceil(self.height)
    }

    /// The rows of a band.
    pub(super) fn band(&self, index: usize) -> Range<usize> {
        index * self.height..((index + 1) * self.height).min(self.rows.count)
    }

    /// Rows of a full band.
    pub(super) fn height(&self) -> usize {
        self.height
    }

    /// How many bands are copied before any is read.
    pub(super) fn together<E>(&self) -> usize {
        (BYTES / (self.len() * size_of::<E>())).clamp(1, TOGETHER)
    }

    /// Elements of a band's source.
    pub(super) fn len(&self) -> usize {
        self.planes * self.plane
    }

    /// What each `[plane, tap row, tap column]` reads for the first target.
    pub(super) fn taps(&self, [rows, columns]: [&Axis; 2]) -> List<usize> {
        let step = self.columns.step;
        let across = |start: usize| {
            columns.taps.iter().map(move |tap| start + tap.offset % step * self.remainder + tap.offset / step)
        };
        let down = |start: usize| rows.taps.iter().map(move |tap| start + tap.offset * self.row);
        (0..self.planes).flat_map(|plane| down(plane * self.plane)).flat_map(across).collect()
    }

    /// The strips of a full band, row by row, `lanes` targets each but for the last of a row. The target at `[row, column]`
    /// lies at `row · pitch + column`.
    pub(super) fn strips(&self, [rows, columns]: [&Axis; 2], pitch: usize, lanes: usize) -> List<Strip> {
        let across = |row: usize| {
            (0..columns.count).step_by(lanes).map(move |column| Strip {
                source: row * self.rows.step * self.row + column,
                target: row * pitch + column,
                count: lanes.min(columns.count - column),
            })
        };
        (0..self.height.min(rows.count)).flat_map(across).collect()
    }

    /// Copies the source of a band of rows to `buffer`, which must have been zeros before the first band was put there:
    /// what every band has zeros in, left and right of the plane, is not written.
    #[inline(always)]
    pub(super) fn fill<E: Float, S: Simd>(&self, simd: S, band: Range<usize>, source: &[E], buffer: &mut [E]) {
        let [height, width] = self.size;
        let origin = self.rows.origin + (band.start * self.rows.step) as isize;
        let left = self.columns.origin;
        let zeros = (-left).max(0) as usize;
        let skipped = (left.max(0) as usize).min(width);
        // Of planes of one band, every copy has its zeros above and below in the same rows.
        let cleared = self.bands() == 1;
        let copied = self.columns.extent(self.columns.count).saturating_sub(zeros).min(width - skipped);
        let rest = E::between(simd, 0, copied % E::lanes::<S>());
        for (source, plane) in source.chunks_exact(height * width).zip(buffer.chunks_exact_mut(self.plane)) {
            for (r, row) in plane.chunks_exact_mut(self.row).take(self.rows.extent(band.len())).enumerate() {
                match usize::try_from(origin + r as isize) {
                    Ok(down) if down < height => {
                        let source = &source[down * width + skipped..][..copied];
                        self.put::<E, S>(simd, source, zeros, row, rest);
                    }
                    _ if cleared => {}
                    _ => row.fill(E::zero()),
                }
            }
        }
    }

    /// Puts elements of a row, which begin after some zeros, in their places. `rest` is what whole registers leave of it.
    #[inline(always)]
    fn put<E: Float, S: Simd>(&self, simd: S, source: &[E], zeros: usize, row: &mut [E], rest: E::Mask<S>) {
        let step = self.columns.step;
        match step {
            1 => copy::<E, S>(simd, source, &mut row[zeros..], rest),
            2 => {
                let (even, odd) = row.split_at_mut(self.remainder);
                let (even, odd) = (&mut even[zeros.div_ceil(2)..], &mut odd[zeros / 2..]);
                if zeros.is_multiple_of(2) { separate(source, even, odd) } else { separate(source, odd, even) }
            }
            _ => {
                for first in 0..step.min(source.len()) {
                    let place = zeros + first;
                    let row = &mut row[place % step * self.remainder + place / step..];
                    source[first..].iter().step_by(step).zip(row).for_each(|(&source, to)| *to = source);
                }
            }
        }
    }
}

/// Copies a row, which is too short for a call of the library's function to be worth it.
#[inline(always)]
fn copy<E: Float, S: Simd>(simd: S, from: &[E], to: &mut [E], rest: E::Mask<S>) {
    let to = &mut to[..from.len()];
    let whole = from.len() / E::lanes::<S>() * E::lanes::<S>();
    E::registers_mut::<S>(to).iter_mut().zip(E::registers::<S>(from)).for_each(|(to, &from)| *to = from);
    if whole < from.len() {
        // SAFETY: the lanes that are meant are what is left of both slices, which are of one length.
        unsafe {
            let last = E::load_some(simd, rest, from.as_ptr().add(whole));
            E::store_some(simd, rest, to.as_mut_ptr().add(whole), last);
        }
    }
}

/// Puts the elements apart: the first, the third and so on, and the others.
#[inline(always)]
fn separate<E: Float>(from: &[E], first: &mut [E], second: &mut [E]) {
    const TILE: usize = 16;
    let (pairs, last) = from.as_chunks::<2>();
    let (first, more) = first.split_at_mut(pairs.len());
    let second = &mut second[..pairs.len()];
    if let (&[last], [more, ..]) = (last, more) {
        *more = last;
    }
    let (tiles, rest) = pairs.as_chunks::<TILE>();
    let (first_tiles, first_rest) = first.as_chunks_mut::<TILE>();
    let (second_tiles, second_rest) = second.as_chunks_mut::<TILE>();
    for ((tile, first), second) in tiles.iter().zip(first_tiles).zip(second_tiles) {
        let tile = *tile;
        for i in 0..TILE {
            first[i] = tile[i][0];
            second[i] = tile[i][1];
        }
    }
    for ((pair, first), second) in rest.iter().zip(first_rest).zip(second_rest) {
        [*first, *second] = *pair;
    }
}
