use std::ops::Range;

use crate::kernels::arithmetic::dispatch;
use crate::kernels::gemm::{Delivery, Disjoint, Finish, Kernel, Product, Scratch, Store, Table, transpose};
use crate::kernels::{Float, crew};

/// Rows that a task computes at least, for the packing of its panel to be worth it.
const ROWS: usize = 24;

/// Terms that are packed and multiplied at a time: their panel stays in a core's first cache.
const TERMS: usize = 256;

/// Terms that are packed at a time: they stay in a core's second cache.
const SLAB: usize = 2048;

/// Rows whose sums are finished at a time.
const BAND: usize = 96;

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

/// Where the results are put.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Order {
    /// `[row, column]`.
    Rows,
    /// `[column, row]`.
    Columns,
}

/// `out[row, column] = Σ_term left[row, term] · right[term, column]`, finished by `finish`. Adds to `totals` the sum of each
/// column of `right`, if that is asked for.
pub(in super::super) fn multiply<E: Float>(
    [rows, columns, terms]: [usize; 3],
    left: Left<'_, E>,
    right: Right<'_, E>,
    finish: Finish<'_, E>,
    order: Order,
    totals: Option<&mut [E]>,
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
    let (out, all, totals) = (Disjoint::new(out), rows, totals.map(Disjoint::new));
    crew::for_each(0..panels * shares, |task| {
        let (panel, first_row) = (task / shares, task % shares * share);
        let (first, width) = (panel * lanes, lanes.min(columns - panel * lanes));
        let own = &row_offsets.all().values()[first_row.min(rows)..(first_row + share).min(rows)];
        let finish = finish.lanes(first..first + width);
        let mut packed = Scratch::new(terms.min(SLAB) * lanes);
        // The sums of one band of rows stay in a core's first cache, if all terms are at hand.
        let mut sums = Scratch::new(if terms > SLAB { own.len() } else { own.len().min(BAND) } * lanes);
        sums.fill(E::zero());
        for slab in (0..terms.max(1)).step_by(SLAB) {
            let slab = slab..(slab + SLAB).min(terms);
            right.pack(terms, columns, first..first + width, slab.clone(), lanes, &mut packed[..slab.len() * lanes]);
            if let Some(totals) = totals.filter(|_| first_row == 0) {
                let packed = &packed[..slab.len() * lanes];
                dispatch(
                    #[inline(always)]
                    move |_| {
                        // SAFETY: no two panels share a column, and the first share alone comes here.
                        let totals = unsafe { totals.part(first, width) };
                        for packed in packed.chunks_exact(lanes) {
                            totals.iter_mut().zip(packed).for_each(|(total, &value)| *total += value);
                        }
                    },
                );
            }
            for (band, rows) in own.chunks(BAND).enumerate() {
                let at = if terms > SLAB { band * BAND * lanes } else { 0 };
                let sums = &mut sums[at..at + rows.len() * lanes];
                for start in slab.clone().step_by(TERMS) {
                    let part = start..(start + TERMS).min(slab.end);
                    let panel = &packed[(start - slab.start) * lanes..][..part.len() * lanes];
                    let product = Product { image: left.values, rows, depth: term_offsets.part(part), panel };
                    let store = if start == 0 { Store::Overwrite } else { Store::Add };
                    kernel.multiply(product, store, sums);
                }
                if slab.end == terms {
                    let first_row = first_row + band * BAND;
                    match order {
                        Order::Rows => dispatch(
                            #[inline(always)]
                            |_| {
                                for (row, sums) in sums.chunks_exact(lanes).enumerate() {
                                    // SAFETY: no two panels share a column, and no two shares a row.
                                    let out = unsafe { out.part((first_row + row) * columns + first, width) };
                                    finish.put(sums, out);
                                }
                            },
                        ),
                        Order::Columns => {
                            let (start, plane) = (first * all + first_row, all);
                            let delivery = Delivery {
                                sums,
                                stride: lanes,
                                rows: rows.len(),
                                lanes: width,
                                finish,
                                target: out,
                                start,
                                plane,
                                step: 1,
                            };
                            // SAFETY: as above.
                            unsafe { delivery.run() }
                        }
                    }
                }
            }
        }
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
