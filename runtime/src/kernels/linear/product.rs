use std::ops::Range;

use crate::kernels::arithmetic::dispatch;
use crate::kernels::gemm::{Disjoint, Finish, Kernel, Product, Scratch, Store, Table, transpose};
use crate::kernels::{Float, crew};

/// Rows that a task computes at least, for the packing of its panel to be worth it.
const ROWS: usize = 24;

/// Terms that are packed and multiplied at a time: their panel stays in a core's first cache.
const TERMS: usize = 256;

/// The factor that is read in place: `values[row · row_stride + term · term_stride]`.
#[derive(Clone, Copy)]
pub(in super::super) struct Left<'a, E> {
    pub(in super::super) values: &'a [E],
    pub(in super::super) row_stride: usize,
    pub(in super::super) term_stride: usize,
}

/// The factor that is packed: a matrix in row-major order.
#[derive(Clone, Copy)]
pub(in super::super) enum Right<'a, E> {
    /// `[term, column]`.
    Terms(&'a [E]),
    /// `[column, term]`.
    Columns(&'a [E]),
}

/// `out[row, column] = Σ_term left[row, term] · right[term, column]`, finished by `finish`.
pub(in super::super) fn multiply<E: Float>(
    [rows, columns, terms]: [usize; 3],
    left: Left<'_, E>,
    right: Right<'_, E>,
    finish: Finish<'_, E>,
    out: &mut [E],
) {
    let kernel = Kernel::new::<E>();
    let lanes = kernel.lanes();
    let panels = columns.div_ceil(lanes);
    let turned;
    let left = if left.term_stride == 1 {
        left
    } else {
        turned = left.turned(rows, terms);
        Left { values: &turned, row_stride: terms, term_stride: 1 }
    };
    let row_offsets: Table = (0..rows).map(|row| row * left.row_stride).collect();
    let term_offsets: Table = (0..terms).collect();
    // Few panels are shared out by rows as well; each share then packs the panel for itself.
    let shares = (2 * crew::threads()).div_ceil(panels).min(rows.div_ceil(ROWS)).max(1);
    let share = rows.div_ceil(shares);
    let out = Disjoint::new(out);
    crew::for_each(0..panels * shares, |task| {
        let (panel, first_row) = (task / shares, task % shares * share);
        let (first, width) = (panel * lanes, lanes.min(columns - panel * lanes));
        let mut packed = Scratch::new(TERMS * lanes);
        let rows = &row_offsets.all().values()[first_row.min(rows)..(first_row + share).min(rows)];
        let mut sums = Scratch::new(rows.len() * lanes);
        if terms == 0 {
            sums.fill(E::zero());
        }
        for start in (0..terms).step_by(TERMS) {
            let part = start..(start + TERMS).min(terms);
            let packed = &mut packed[..part.len() * lanes];
            right.pack(terms, columns, first..first + width, part.clone(), lanes, packed);
            let product = Product { image: left.values, rows, depth: term_offsets.part(part), panel: packed };
            let store = if start == 0 { Store::Overwrite } else { Store::Add };
            kernel.multiply(product, store, &mut sums);
        }
        let finish = finish.lanes(first..first + width);
        let sums = &*sums;
        dispatch(
            #[inline(always)]
            move |_| {
                for (row, sums) in sums.chunks_exact(lanes).enumerate() {
                    // SAFETY: no two panels share a column, and no two shares a row.
                    let out = unsafe { out.part((first_row + row) * columns + first, width) };
                    finish.put(sums, out);
                }
            },
        );
    });
}

impl<E: Float> Left<'_, E> {
    /// The same with the terms of a row side by side. Where they are a power of two apart, a cache has room for few of them.
    fn turned(self, rows: usize, terms: usize) -> Scratch<E> {
        let mut turned = Scratch::new(rows * terms);
        crew::for_each(turned.chunks_mut((ROWS * terms).max(1)).enumerate(), |(index, turned)| {
            let first = index * ROWS * self.row_stride;
            transpose([terms, turned.len() / terms], &self.values[first..], self.term_stride, turned, terms);
        });
        turned
    }
}

impl<E: Float> Right<'_, E> {
    /// Writes some terms of some columns as `[term, lane]`.
    fn pack(
        self,
        terms: usize,
        columns: usize,
        lane: Range<usize>,
        part: Range<usize>,
        lanes: usize,
        packed: &mut [E],
    ) {
        if lane.len() < lanes {
            packed.fill(E::zero());
        }
        match self {
            Right::Terms(values) => {
                let values = values[part.start * columns..part.end * columns].chunks_exact(columns);
                for (values, packed) in values.zip(packed.chunks_exact_mut(lanes)) {
                    packed[..lane.len()].copy_from_slice(&values[lane.clone()]);
                }
            }
            Right::Columns(values) => {
                transpose([lane.len(), part.len()], &values[lane.start * terms + part.start..], terms, packed, lanes);
            }
        }
    }
}
