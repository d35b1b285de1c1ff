use std::ops::Range;

use crate::kernels::arithmetic::dispatch;
use crate::kernels::gemm::{Disjoint, Finish, Kernel, Product, Scratch, Table, Target, copy, transpose};
use crate::kernels::{Float, crew};

/// Rows that a task computes at least, for the packing of its panel to be worth it.
pub(super) const ROWS: usize = 24;

/// Rows from which on all panels are packed before any is multiplied, and the rows are shared out: a thread then finds in its
/// cache what it has made of these rows before.
const MANY: usize = 256;

/// Elements of panels that are packed before any is multiplied: they stay in a core's second cache.
const FITTING: usize = 1 << 19;

/// Terms that a matrix is read in place up to, though its rows lie apart: each is read too seldom for packing to be worth it.
pub(super) const FEW: usize = 64;

/// Tiles whose rows are packed at a time: what lies side by side is a line of the cache or two.
const GROUPS: usize = 4;

/// Terms that are multiplied at a time.
pub(super) const TERMS: usize = 1024;

/// Terms that are packed at a time: they stay in a core's second cache.
pub(super) const SLAB: usize = 2048;

/// The factor that is read in place: `values[row · row_stride + term · term_stride]`, where one of the strides is 1.
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
    let kernel = Kernel::fitting::<E>(columns);
    let lanes = kernel.lanes();
    let panels = columns.div_ceil(lanes);
    let group = (left.term_stride > 1 && terms > FEW).then_some(kernel.rows());
    let grouped = group.map(|group| left.grouped(rows, terms, group));
    let [row_offsets, term_offsets] = left.places(rows, terms, group);
    let image = grouped.as_deref().unwrap_or(left.values);
    let out = Disjoint::new(out);
    let (bias, relu, adds) = match finish {
        Finish::Overwrite { bias, relu } => (bias, relu, false),
        Finish::Add => (None, false, true),
    };
    let columns_of = |panel: usize| panel * lanes..columns.min((panel + 1) * lanes);
    // Some terms of some rows of a panel, whose terms are `stride` apart.
    let put = |panel: usize, own: &Range<usize>, slab: Range<usize>, packed: &[E], stride: usize| {
        let column = columns_of(panel);
        for first in (slab.start..slab.end.max(slab.start + 1)).step_by(TERMS) {
            let part = first..(first + TERMS).min(slab.end);
            let target = Target {
                out,
                start: own.start * columns + column.start,
                stride: columns,
                width: column.len(),
                adds: adds || first > 0,
                bias: bias.filter(|_| first == 0).map(|bias| &bias[column.clone()]),
                relu: relu && part.end == terms,
            };
            let panel = &packed[(first - slab.start) * stride..];
            let rows = &row_offsets.all().values()[own.clone()];
            let product = Product { image, rows, depth: term_offsets.part(part), panel };
            // SAFETY: no two panels share a column, and no two shares a row.
            unsafe { kernel.put(product, stride, target) }
        }
    };
    if rows >= MANY && terms * columns <= FITTING {
        let mut packed = Scratch::new(panels * terms * lanes);
        crew::for_each(packed.chunks_mut((terms * lanes).max(1)).enumerate(), |(panel, packed)| {
            right.pack(terms, columns, columns_of(panel), 0..terms, lanes, packed);
        });
        let share = rows.div_ceil(2 * crew::threads()).next_multiple_of(kernel.rows());
        crew::for_each((0..rows).step_by(share), |first| {
            let own = first..(first + share).min(rows);
            for panel in 0..panels {
                put(panel, &own, 0..terms, &packed[panel * terms * lanes..][..terms * lanes], lanes);
            }
        });
        return;
    }
    // Few panels are shared out by rows as well; each share then packs the panel for itself.
    let shares = (2 * crew::threads()).div_ceil(panels.max(1)).min(rows.div_ceil(ROWS)).max(1);
    let share = rows.div_ceil(shares);
    crew::for_each(0..panels * shares, |task| {
        let (panel, first) = (task / shares, task % shares * share);
        let own = first.min(rows)..(first + share).min(rows);
        let column = columns_of(panel);
        if let Right::Terms(values) = right
            && column.len() == lanes
            && rows <= FEW
        {
            return put(panel, &own, 0..terms, &values[column.start.min(values.len())..], columns);
        }
        let mut packed = Scratch::new(terms.min(SLAB) * lanes);
        for first in (0..terms.max(1)).step_by(SLAB) {
            let slab = first..(first + SLAB).min(terms);
            right.pack(terms, columns, column.clone(), slab.clone(), lanes, &mut packed[..slab.len() * lanes]);
            put(panel, &own, slab, &packed, lanes);
        }
    });
}

impl<E: Float> Left<'_, E> {
    /// Where the rows begin, and where the terms are from there, if so many rows are [`grouped`](Self::grouped).
    pub(super) fn places(self, rows: usize, terms: usize, group: Option<usize>) -> [Table; 2] {
        if let Some(group) = group {
            let rows = (0..rows).map(|row| row / group * group * terms + row % group).collect();
            return [rows, (0..terms).map(|term| term * group).collect()];
        }
        [(self.row_stride, rows), (self.term_stride, terms)]
            .map(|(stride, count)| (0..count).map(|index| index * stride).collect())
    }

    /// Rows that lie side by side, as `[group, term, row of the group]`, in which a tile of as many rows finds its terms one
    /// after the other.
    pub(super) fn grouped(self, rows: usize, terms: usize, group: usize) -> Scratch<E> {
        debug_assert_eq!(self.row_stride, 1);
        let mut grouped = Scratch::new(rows.next_multiple_of(group) * terms);
        crew::for_each(grouped.chunks_mut((GROUPS * group * terms).max(1)).enumerate(), |(index, groups)| {
            let first = index * GROUPS * group;
            let count = (GROUPS * group).min(rows - first);
            dispatch(
                #[inline(always)]
                move |_| {
                    for term in 0..terms {
                        let values = &self.values[term * self.term_stride + first..][..count];
                        for (index, values) in values.chunks(group).enumerate() {
                            copy(values, &mut groups[(index * terms + term) * group..][..values.len()]);
                        }
                    }
                },
            );
        });
        grouped
    }
}

impl<E: Float> Right<'_, E> {
    /// Writes some terms of some columns as `[term, lane]`.
    pub(super) fn pack(
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
                dispatch(
                    #[inline(always)]
                    move |_| {
                        for (values, packed) in values.zip(packed.chunks_exact_mut(lanes)) {
                            copy(&values[lane.clone()], &mut packed[..lane.len()]);
                        }
                    },
                );
            }
            Right::Columns(values) => {
                transpose([lane.len(), part.len()], &values[lane.start * terms + part.start..], terms, packed, lanes);
            }
        }
    }
}
