use super::product::{Left, ROWS, Right, SLAB, TERMS};
use crate::kernels::arithmetic::dispatch;
use crate::kernels::gemm::{Delivery, Disjoint, Finish, Kernel, Product, Scratch, Store};
use crate::kernels::{Float, crew};

/// Rows whose sums are finished at a time.
const BAND: usize = 96;

/// `out[column, row] = Σ_term left[row, term] · right[term, column]`, finished by `finish`. Adds to `totals` the sum of each
/// column of `right`, if that is asked for.
pub(super) fn multiply_turned<E: Float>(
    [rows, columns, terms]: [usize; 3],
    left: Left<'_, E>,
    right: Right<'_, E>,
    finish: Finish<'_, E>,
    totals: Option<&mut [E]>,
    out: &mut [E],
) {
    let kernel = Kernel::fitting::<E>(columns);
    let lanes = kernel.lanes();
    let panels = columns.div_ceil(lanes);
    let group = (left.term_stride > 1).then_some(kernel.rows());
    let grouped = group.map(|group| left.grouped(rows, terms, group));
    let [row_offsets, term_offsets] = left.places(rows, terms, group);
    let image = grouped.as_deref().unwrap_or(left.values);
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
                    let product = Product { image, rows, depth: term_offsets.part(part), panel };
                    let store = if start == 0 { Store::Overwrite } else { Store::Add };
                    kernel.multiply(product, store, sums);
                }
                if slab.end == terms {
                    let first_row = first_row + band * BAND;
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
    });
}
