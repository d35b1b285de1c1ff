use super::super::Float;
use super::super::gemm::{Disjoint, Kernel, Product, Scratch, Table, Target, copy, transpose};

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
                copy(&values[place.row(term) + first..][..width], &mut packed[..width]);
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
        let kernel = Kernel::fitting::<E>(columns);
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

    /// Puts `left · self` to the matrix that lies at `place` in `out`, or adds it. The rows of `left` begin at `rows`, and
    /// their terms lie at `depth` from there.
    ///
    /// # Safety
    ///
    /// No other thread may use the elements of that matrix.
    pub(super) unsafe fn multiply(
        &self,
        left: &[E],
        rows: &[usize],
        depth: &Table,
        (out, place): (Disjoint<'_, E>, Place),
        adds: bool,
    ) {
        let lanes = self.kernel.lanes();
        for (index, panel) in self.panels.chunks_exact((self.terms * lanes).max(1)).enumerate() {
            let first = index * lanes;
            let target = Target {
                out,
                start: place.start + first,
                stride: place.stride,
                width: lanes.min(self.columns - first),
                adds,
                bias: None,
                relu: false,
            };
            let product = Product { image: left, rows, depth: depth.all(), panel };
            // SAFETY: as the caller says.
            unsafe { self.kernel.put(product, lanes, target) }
        }
    }
}
