use super::super::Float;
use super::super::arithmetic::dispatch;
use super::super::gemm::{Kernel, Product, Scratch, Store, Table, transpose};

/// Where the rows of a matrix lie in a slice: from `start` on, `stride` apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) stride: usize,
}

impl Place {
    pub(super) fn row(self, row: usize) -> usize {
        self.start + row * self.stride
    }
}

/// A right-hand factor, packed for the kernel once and multiplied with as often as there are left-hand ones.
pub(super) struct Packed<E> {
    kernel: Kernel,
    columns: usize,
    terms: usize,
    /// `[panel, term, lane]`.
    panels: Scratch<E>,
}

impl<E: Float> Packed<E> {
    /// From rows that are the terms: `[term, column]`.
    pub(super) fn terms([terms, columns]: [usize; 2], values: &[E], place: Place) -> Self {
        Self::pack(terms, columns, |panel, first, width, lanes| {
            for (term, packed) in panel.chunks_exact_mut(lanes).enumerate() {
                packed[..width].copy_from_slice(&values[place.row(term) + first..][..width]);
            }
        })
    }

    /// From rows that are the columns: `[column, term]`.
    pub(super) fn columns([columns, terms]: [usize; 2], values: &[E], place: Place) -> Self {
        Self::pack(terms, columns, |panel, first, width, lanes| {
            transpose([width, terms], &values[place.row(first)..], place.stride, panel, lanes);
        })
    }

    /// `fill(panel, first, width, lanes)` writes `width` columns from `first` on.
    fn pack(terms: usize, columns: usize, fill: impl Fn(&mut [E], usize, usize, usize)) -> Self {
        let kernel = Kernel::new::<E>();
        let lanes = kernel.lanes();
        let mut panels = Scratch::new(columns.div_ceil(lanes) * terms * lanes);
        for (index, panel) in panels.chunks_exact_mut((terms * lanes).max(1)).enumerate() {
            let first = index * lanes;
            let width = lanes.min(columns - first);
            if width < lanes {
                panel.fill(E::zero());
            }
            fill(panel, first, width, lanes);
        }
        Packed { kernel, columns, terms, panels }
    }

    /// Multiplies all of it by a number.
    pub(super) fn scaled(mut self, scale: E) -> Self {
        self.panels.iter_mut().for_each(|value| *value *= scale);
        self
    }

    /// Computes `left · self` for the rows that begin at `rows` in `left` and whose terms lie at `depth` from there.
    /// `put(row, column, sums)` is given the sums from that column on; mark its closure `#[inline(always)]`.
    pub(super) fn multiply(&self, left: &[E], rows: &[usize], depth: &Table, mut put: impl FnMut(usize, usize, &[E])) {
        let lanes = self.kernel.lanes();
        let mut sums = Scratch::new(rows.len() * lanes);
        for (index, panel) in self.panels.chunks_exact((self.terms * lanes).max(1)).enumerate() {
            let product = Product { image: left, rows, depth: depth.all(), panel };
            self.kernel.multiply(product, Store::Overwrite, &mut sums);
            let first = index * lanes;
            let width = lanes.min(self.columns - first);
            let (sums, put) = (&*sums, &mut put);
            dispatch(
                #[inline(always)]
                move |_| {
                    for (row, sums) in sums.chunks_exact(lanes).enumerate() {
                        put(row, first, &sums[..width]);
                    }
                },
            );
        }
    }
}
