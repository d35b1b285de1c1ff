use std::ops::Range;

use pulp::Simd;

use super::super::axis::{Axis, Reach};
use super::strip::{Plain, put};
use crate::kernels::Float;
use crate::kernels::gemm::Finish;

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
    order: Vec<usize>,
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
        let mut order = vec![0; taps * taps];
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

/// Where in a row a register of `count` targets from `column` on is read at a distance, and which of its lanes are columns
/// of the row.
#[inline(always)]
pub(super) fn reads<E: Float, S: Simd>(
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
