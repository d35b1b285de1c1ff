use crate::kernels::gemm::{Disjoint, Finish, Kernel, Product, Scratch, Store, Table, transpose};
use crate::kernels::{Float, crew};

/// Rows that a task computes at least, for the packing of its panel to be worth it.
const ROWS: usize = 24;

/// The factor that is read in place: `values[row · row_stride + term · term_stride]`.
#[derive(Clone, Copy)]
pub(super) struct Left<'a, E> {
    pub(super) values: &'a [E],
    pub(super) row_stride: usize,
    pub(super) term_stride: usize,
}

/// The factor that is packed: a matrix in row-major order.
#[derive(Clone, Copy)]
pub(super) enum Right<'a, E> {
    /// `[term, column]`.
    Terms(&'a [E]),
    /// `[column, term]`.
    Columns(&'a [E]),
}

/// `out[row, column] = Σ_term left[row, term] · right[term, column]`, finished by `finish`.
pub(super) fn multiply<E: Float>(
    [rows, columns, terms]: [usize; 3],
    left: Left<'_, E>,
    right: Right<'_, E>,
    finish: Finish<'_, E>,
    out: &mut [E],
) {
    let kernel = Kernel::new::<E>();
    let lanes = kernel.lanes();
    let panels = columns.div_ceil(lanes);
    let row_offsets: Table = (0..rows).map(|row| row * left.row_stride).collect();
    let term_offsets: Table = (0..terms).map(|term| term * left.term_stride).collect();
    // Few panels are shared out by rows as well; each share then packs the panel for itself.
    let shares = (2 * rayon::current_num_threads()).div_ceil(panels).min(rows.div_ceil(ROWS)).max(1);
    let share = rows.div_ceil(shares);
    let out = Disjoint::new(out);
    crew::for_each(0..panels * shares, |task| {
        let (panel, first_row) = (task / shares, task % shares * share);
        let (first, width) = (panel * lanes, lanes.min(columns - panel * lanes));
        let mut packed = Scratch::new(terms * lanes);
        right.pack(terms, columns, first, width, lanes, &mut packed);
        let rows = &row_offsets.all().values()[first_row.min(rows)..(first_row + share).min(rows)];
        let mut sums = Scratch::new(rows.len() * lanes);
        let product = Product { image: left.values, rows, depth: term_offsets.all(), panel: &packed };
        kernel.multiply(product, Store::Overwrite, &mut sums);
        let finish = finish.lanes(first..first + width);
        for (row, sums) in sums.chunks_exact(lanes).enumerate() {
            // SAFETY: no two panels share a column, and no two shares a row.
            let out = unsafe { out.part((first_row + row) * columns + first, width) };
            finish.put(sums, out);
        }
    });
}

impl<E: Float> Right<'_, E> {
    /// Writes `width` columns from `first` on as `[term, lane]`.
    fn pack(self, terms: usize, columns: usize, first: usize, width: usize, lanes: usize, packed: &mut [E]) {
        if width < lanes {
            packed.fill(E::zero());
        }
        match self {
            Right::Terms(values) => {
                for (values, packed) in values.chunks_exact(columns).zip(packed.chunks_exact_mut(lanes)) {
                    packed[..width].copy_from_slice(&values[first..first + width]);
                }
            }
            Right::Columns(values) => transpose([width, terms], &values[first * terms..], terms, packed, lanes),
        }
    }
}
