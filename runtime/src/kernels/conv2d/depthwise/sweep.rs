use std::iter::repeat_n;
use std::ops::Range;

use pulp::Simd;

use super::super::axis::{Axis, Reach};
use super::strip::{Plain, put};
use crate::kernels::Float;
use crate::kernels::gemm::Finish;
use crate::kernels::list::List;

/// Correlations with 3 × 3 or 5 × 5 neighbours, without steps.
///
/// Columns of registers are swept from the top row to the bottom: what is read of a row of the source, once for each column of
/// the kernel, is in registers when it is multiplied with all of the kernel's rows. Lanes left and right of the source are
/// masked, so that no copy with zeros around it is made.
#[derive(Debug)]
pub(super) struct Sweep {
    /// Rows and columns of the kernel.
    taps: usize,
    /// Where the weight of each `[row, column]` that is read is in the kernel.
    order: List<usize>,
    origin: [isize; 2],
    source: [usize; 2],
    width: usize,
}

impl Sweep {
    /// The sweep for these axes, if they have such neighbours and no steps.
    pub(super) fn new(
        kernel_width: usize,
        [down, across]: [Reach; 2],
        [rows, columns]: [&[Axis]; 2],
        source: [usize; 2],
        target: [usize; 2],
    ) -> Option<Self> {
        let ([rows], [columns]) = (rows, columns) else { return None };
        let taps = rows.taps.len();
        let dense = |axis: &Axis, reach: Reach| {
            axis.stride == 1 && reach.step == 1 && axis.taps.len() == taps && reach.extent(1) == taps
        };
        if !matches!(taps, 3 | 5) || !dense(rows, down) || !dense(columns, across) {
            return None;
        }
        let mut order: List<usize> = repeat_n(0, taps * taps).collect();
        for row in &rows.taps {
            for column in &columns.taps {
                order[row.offset * taps + column.offset] = row.kernel * kernel_width + column.kernel;
            }
        }
        Some(Sweep { taps, order, origin: [down.origin, across.origin], source, width: target[1] })
    }

    /// Computes a band of rows of targets from a plane.
    #[inline(always)]
    pub(super) fn run<E: Float, S: Simd>(
        &self,
        simd: S,
        source: &[E],
        weights: &[E],
        rows: Range<usize>,
        finish: Finish<'_, E>,
        target: &mut [E],
    ) {
        match self.taps {
            3 => self.columns::<E, S, 3>(simd, source, weights, rows, finish, target),
            _ => self.columns::<E, S, 5>(simd, source, weights, rows, finish, target),
        }
    }

    #[inline(always)]
    fn columns<E: Float, S: Simd, const TAPS: usize>(
        &self,
        simd: S,
        source: &[E],
        weights: &[E],
        rows: Range<usize>,
        finish: Finish<'_, E>,
        target: &mut [E],
    ) {
        let lanes = E::lanes::<S>();
        let [height, width] = self.source;
        assert_eq!(source.len(), height * width);
        assert_eq!(target.len(), rows.len() * self.width);
        let zero = E::splat(simd, E::zero());
        let mut kernel = [[zero; TAPS]; TAPS];
        for row in 0..TAPS {
            for column in 0..TAPS {
                kernel[row][column] = E::splat(simd, weights[self.order[row * TAPS + column]]);
            }
        }
        let finish = Plain::new(finish);
        let start = E::splat(simd, finish.start());
        for column in (0..self.width).step_by(lanes) {
            let count = lanes.min(self.width - column);
            let some = (count < lanes).then_some(E::between(simd, 0, count));
            let mut masks = [E::between(simd, 0, 0); TAPS];
            let mut places = [0; TAPS];
            for tap in 0..TAPS {
                (places[tap], masks[tap]) = reads::<E, S>(simd, column, tap as isize + self.origin[1], count, width);
            }
            // Sums of the rows that the next row of the source belongs to; the first is complete with it.
            let mut sums = [start; TAPS];
            for r in 0..rows.len() + TAPS - 1 {
                let down = (rows.start + r) as isize + self.origin[0];
                let inside = 0 <= down && down < height as isize;
                for tap in 0..TAPS {
                    let mut value = zero;
                    if inside {
                        let from = source.as_ptr().wrapping_offset(down * width as isize + places[tap]);
                        // SAFETY: the lanes that are meant are columns of the row, which is inside the source.
                        value = unsafe { E::load_some(simd, masks[tap], from) };
                    }
                    for i in 0..TAPS {
                        sums[i] = E::multiply_add(simd, kernel[TAPS - 1 - i][tap], value, sums[i]);
                    }
                }
                if let Some(row) = (r + 1).checked_sub(TAPS) {
                    // SAFETY: the strip is inside the row, which is inside the target.
                    unsafe {
                        let to = target.as_mut_ptr().add(row * self.width + column);
                        put::<E, S>(simd, sums[0], finish, to, some);
                    }
                }
                for i in 1..TAPS {
                    sums[i - 1] = sums[i];
                }
                sums[TAPS - 1] = start;
            }
        }
    }
}

/// A plane of inputs and some rows of output gradients.
pub(super) struct Gradients<'a, E> {
    pub(super) x: &'a [E],
    /// The rows that the gradients are of.
    pub(super) rows: Range<usize>,
    pub(super) dy: &'a [E],
}

impl Sweep {
    /// Adds the gradient of each `[row, column]` of the kernel to `sums`, and the sum of the output gradients to the last.
    #[inline(always)]
    pub(super) fn accumulate<E: Float, S: Simd>(
        &self,
        simd: S,
        gradients: &Gradients<'_, E>,
        sums: &mut [E::Vector<S>],
    ) {
        if self.taps == 3 {
            self.products::<E, S, 3, 3>(simd, gradients, 0, sums);
        } else if S::REGISTER_COUNT == 32 {
            self.products::<E, S, 5, 5>(simd, gradients, 0, sums);
        } else {
            // The sums of one column of the kernel are what fits in the registers.
            for first in 0..self.taps {
                self.products::<E, S, 5, 1>(simd, gradients, first, sums);
            }
        }
    }

    /// [`Sweep::accumulate`] for some columns of the kernel.
    #[inline(always)]
    fn products<E: Float, S: Simd, const TAPS: usize, const ACROSS: usize>(
        &self,
        simd: S,
        gradients: &Gradients<'_, E>,
        first: usize,
        sums: &mut [E::Vector<S>],
    ) {
        let lanes = E::lanes::<S>();
        let [height, width] = self.source;
        let &Gradients { x, ref rows, dy } = gradients;
        assert_eq!(x.len(), height * width);
        assert_eq!(dy.len(), rows.len() * self.width);
        let zero = E::splat(simd, E::zero());
        let mut found = [[zero; ACROSS]; TAPS];
        let mut total = zero;
        for column in (0..self.width).step_by(lanes) {
            let count = lanes.min(self.width - column);
            let some = E::between(simd, 0, count);
            let mut masks = [some; ACROSS];
            let mut places = [0; ACROSS];
            for i in 0..ACROSS {
                let distance = (first + i) as isize + self.origin[1];
                (places[i], masks[i]) = reads::<E, S>(simd, column, distance, count, width);
            }
            // The rows of output gradients that read the next row of inputs, by the kernel's last row first.
            let mut recent = [zero; TAPS];
            for r in 0..rows.len() + TAPS - 1 {
                if r < rows.len() {
                    // SAFETY: the lanes that are meant are inside the row, which is inside the gradients.
                    recent[TAPS - 1] = unsafe { E::load_some(simd, some, dy.as_ptr().add(r * self.width + column)) };
                    total = E::plus(simd, total, recent[TAPS - 1]);
                }
                let down = (rows.start + r) as isize + self.origin[0];
                let inside = 0 <= down && down < height as isize;
                for tap in 0..ACROSS {
                    let mut value = zero;
                    if inside {
                        let from = x.as_ptr().wrapping_offset(down * width as isize + places[tap]);
                        // SAFETY: the lanes that are meant are columns of the row, which is inside the plane.
                        value = unsafe { E::load_some(simd, masks[tap], from) };
                    }
                    for i in 0..TAPS {
                        // A row that is no output has no product, not even one of zero with infinity.
                        let row = r + i + 1;
                        if row >= TAPS && row - TAPS < rows.len() {
                            let sum = &mut found[TAPS - 1 - i][tap];
                            *sum = E::multiply_add(simd, recent[i], value, *sum);
                        }
                    }
                }
                for i in 1..TAPS {
                    recent[i - 1] = recent[i];
                }
            }
        }
        for row in 0..TAPS {
            for i in 0..ACROSS {
                let sum = &mut sums[row * TAPS + first + i];
                *sum = E::plus(simd, *sum, found[row][i]);
            }
        }
        if first == 0 {
            sums[TAPS * TAPS] = E::plus(simd, sums[TAPS * TAPS], total);
        }
    }
}

/// Where in a row a register of `count` targets from `column` on is read at a distance, and which of its lanes are columns
/// of the row.
#[inline(always)]
fn reads<E: Float, S: Simd>(
    simd: S,
    column: usize,
    distance: isize,
    count: usize,
    width: usize,
) -> (isize, E::Mask<S>) {
    let place = column as isize + distance;
    let end = (width as isize - place).clamp(0, count as isize);
    let start = (-place).clamp(0, end);
    (place, E::between(simd, start as usize, end as usize))
}
