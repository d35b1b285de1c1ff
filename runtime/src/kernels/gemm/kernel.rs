use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::super::Float;
use super::super::list::List;
use super::target::Target;

/// Offsets into a slice, with the largest kept beside them so that a product is checked once and not at
/// every read.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Table {
    values: List<usize>,
    max: usize,
}

impl Table {
    pub(in super::super) fn len(&self) -> usize {
        self.values.len()
    }

    pub(in super::super) fn all(&self) -> Offsets<'_> {
        Offsets { values: &self.values, max: self.max }
    }

    pub(in super::super) fn first(&self, count: usize) -> Offsets<'_> {
        self.part(0..count)
    }

    pub(in super::super) fn part(&self, part: Range<usize>) -> Offsets<'_> {
        let values = &self.values[part];
        Offsets { values, max: values.iter().copied().max().unwrap_or(0) }
    }
}

impl FromIterator<usize> for Table {
    fn from_iter<I: IntoIterator<Item = usize>>(offsets: I) -> Self {
        let values: List<usize> = offsets.into_iter().collect();
        let max = values.iter().copied().max().unwrap_or(0);
        Table { values, max }
    }
}

/// Some offsets of a [`Table`] that follow each other.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Offsets<'a> {
    values: &'a [usize],
    max: usize,
}

impl<'a> Offsets<'a> {
    pub(in super::super) fn values(self) -> &'a [usize] {
        self.values
    }

    /// The largest, or 0.
    pub(in super::super) fn largest(self) -> usize {
        self.max
    }
}

/// What happens to the elements that a product is stored over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Store {
    Overwrite,
    Add,
}

/// The factors of `out[row][lane] = Σ_d image[rows[row] + depth[d]] · panel[d][lane]`.
#[derive(Clone, Copy)]
pub(in super::super) struct Product<'a, E> {
    /// The factor that is read in place.
    pub(in super::super) image: &'a [E],
    /// Where each row of the result begins in `image`.
    pub(in super::super) rows: &'a [usize],
    /// Where each term of the sum lies, counted from the row's beginning.
    pub(in super::super) depth: Offsets<'a>,
    /// The packed factor: `depth` times [`Kernel::lanes`] elements.
    pub(in super::super) panel: &'a [E],
}

/// The multiplication for the instruction set of this processor.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Kernel {
    arch: Arch,
    rows: usize,
    lanes: usize,
}

impl Kernel {
    pub(in super::super) fn new<E: Float>() -> Self {
        struct Size<E>(std::marker::PhantomData<E>);
        impl<E: Float> WithSimd for Size<E> {
            type Output = [usize; 2];

            fn with_simd<S: Simd>(self, _: S) -> [usize; 2] {
                let (rows, registers) = tile_shape::<E, S>();
                [rows, registers * E::lanes::<S>()]
            }
        }
        let arch = Arch::new();
        let [rows, lanes] = arch.dispatch(Size::<E>(std::marker::PhantomData));
        Kernel { arch, rows, lanes }
    }

    /// The one whose panels have the fewest lanes for so many columns; of two that have as few, the wider one, which reads the
    /// other factor less often.
    pub(in super::super) fn fitting<E: Float>(columns: usize) -> Self {
        struct Wide<E>(std::marker::PhantomData<E>);
        impl<E: Float> WithSimd for Wide<E> {
            type Output = Option<usize>;

            fn with_simd<S: Simd>(self, _: S) -> Option<usize> {
                is_wide::<E, S>().then_some(WIDE * E::lanes::<S>())
            }
        }
        let usual = Self::new::<E>();
        let wide = usual.arch.dispatch(Wide::<E>(std::marker::PhantomData));
        let all = |lanes: usize| columns.next_multiple_of(lanes);
        match wide.filter(|wide| all(*wide) <= all(usual.lanes)) {
            Some(lanes) => Self { lanes, ..usual },
            None => usual,
        }
    }

    /// Rows that are computed together.
    pub(in super::super) fn rows(self) -> usize {
        self.rows
    }

    /// The width of a panel: a multiple of 8.
    pub(in super::super) fn lanes(self) -> usize {
        self.lanes
    }

    /// Writes `product` to `out`, which holds [`Kernel::lanes`] elements for each of its rows.
    ///
    /// # Panics
    ///
    /// Panics if the product reaches outside its factors, or if `out` is not of its size.
    pub(in super::super) fn multiply<E: Float>(self, product: Product<'_, E>, store: Store, out: &mut [E]) {
        assert_eq!(
            product.panel.len(),
            product.depth.values.len() * self.lanes,
            "the panel is not as deep as the product"
        );
        assert_eq!(out.len(), product.rows.len() * self.lanes, "the result does not fit");
        if product.rows.is_empty() || product.panel.is_empty() {
            // A sum of nothing, as of an empty batch.
            if store == Store::Overwrite {
                out.fill(E::zero());
            }
            return;
        }
        self.check(&product, self.lanes);
        self.arch.dispatch(Multiply::<_, _, true> {
            product,
            stride: self.lanes,
            lanes: self.lanes,
            sink: Sums { out, store },
        });
    }

    /// Puts `product` to `target`. The rows of the panel are `stride` apart.
    ///
    /// # Panics
    ///
    /// Panics if the product reaches outside its factors, or outside the target.
    ///
    /// # Safety
    ///
    /// No other thread may use the elements that are written.
    pub(in super::super) unsafe fn put<E: Float>(self, product: Product<'_, E>, stride: usize, target: Target<'_, E>) {
        target.check(product.rows.len(), self.lanes);
        if product.rows.is_empty() || target.width == 0 {
            return;
        }
        self.check(&product, stride);
        if stride == self.lanes {
            self.arch.dispatch(Multiply::<_, _, true> { product, stride, lanes: self.lanes, sink: target });
        } else {
            self.arch.dispatch(Multiply::<_, _, false> { product, stride, lanes: self.lanes, sink: target });
        }
    }

    /// That all that is read lies in the factors.
    fn check<E>(self, product: &Product<'_, E>, stride: usize) {
        if let Some(before) = product.depth.values.len().checked_sub(1) {
            let last_row = product.rows.iter().copied().max().unwrap_or(0);
            assert!(last_row + product.depth.max < product.image.len(), "the product reads past its image");
            assert!(before * stride + self.lanes <= product.panel.len(), "the product reads past its panel");
        }
    }
}

/// Rows, and registers a row, of the tile that fills the registers but for those that the factors need. The compiler likes to
/// hold the factors of all rows at once: with 12 rows of 32 registers it runs out of them, and takes a third longer.
#[inline(always)]
fn tile_shape<E: Float, S: Simd>() -> (usize, usize) {
    match (E::lanes::<S>(), S::REGISTER_COUNT) {
        (1, _) => (1, 8),
        (2, _) => (3, 4),
        (_, 32) => (8, 2),
        _ => (6, 2),
    }
}

/// Registers a row where there are registers for a wider tile of as many rows.
const WIDE: usize = 3;

#[inline(always)]
fn is_wide<E: Float, S: Simd>() -> bool {
    tile_shape::<E, S>() == (8, 2)
}

/// Terms that are added one after the other without a branch.
const TERMS: usize = 4;

struct Multiply<'a, E, K, const PACKED: bool> {
    product: Product<'a, E>,
    /// From one row of the panel to the next.
    stride: usize,
    lanes: usize,
    sink: K,
}

impl<E: Float, K: Sink<E>, const PACKED: bool> WithSimd for Multiply<'_, E, K, PACKED> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match tile_shape::<E, S>() {
            (1, 8) => self.tiles::<S, 1, 8>(simd),
            (3, 4) => self.tiles::<S, 3, 4>(simd),
            (8, 2) if self.lanes == WIDE * E::lanes::<S>() => self.tiles::<S, 8, WIDE>(simd),
            (8, 2) => self.tiles::<S, 8, 2>(simd),
            _ => self.tiles::<S, 6, 2>(simd),
        }
    }
}

impl<E: Float, K: Sink<E>, const PACKED: bool> Multiply<'_, E, K, PACKED> {
    #[inline(always)]
    fn tiles<S: Simd, const ROWS: usize, const REGISTERS: usize>(mut self, simd: S) {
        let Product { image, rows, depth, panel } = self.product;
        for (tile, rows) in rows.chunks(ROWS).enumerate() {
            // A short tile computes its last row again and stores it once.
            let start: [*const E; ROWS] =
                std::array::from_fn(|row| image.as_ptr().wrapping_add(rows[row.min(rows.len() - 1)]));
            for row in 0..ROWS {
                self.sink.prefetch(tile * ROWS + row);
            }
            let mut factors = panel.as_ptr();
            let mut sums = [[E::splat(simd, E::zero()); REGISTERS]; ROWS];
            let stride = if PACKED { REGISTERS * E::lanes::<S>() } else { self.stride };
            let (fours, rest) = depth.values.as_chunks::<TERMS>();
            for four in fours {
                for (term, &offset) in four.iter().enumerate() {
                    // SAFETY: `Kernel::check` has looked at the largest row and depth, and at the panel's last row.
                    unsafe { add_term(simd, &start, offset, factors.wrapping_add(term * stride), &mut sums) }
                }
                factors = factors.wrapping_add(TERMS * stride);
            }
            for &offset in rest {
                // SAFETY: as above.
                unsafe { add_term(simd, &start, offset, factors, &mut sums) }
                factors = factors.wrapping_add(stride);
            }
            each::<ROWS>(
                #[inline(always)]
                |row| {
                    if row < rows.len() {
                        self.sink.put(simd, tile * ROWS + row, sums[row]);
                    }
                },
            );
        }
    }
}

/// Calls `work` with each index below `COUNT`. A tile stays in registers only while all indices into it are known, and a
/// loop over much work would not be written out.
#[inline(always)]
pub(super) fn each<const COUNT: usize>(mut work: impl FnMut(usize)) {
    const { assert!(COUNT <= 8) }
    macro_rules! each {
        ($($index:literal)*) => { $(if $index < COUNT { work($index) })* };
    }
    each!(0 1 2 3 4 5 6 7);
}

/// Takes the rows of a product as they are done.
pub(super) trait Sink<E: Float> {
    fn put<S: Simd, const REGISTERS: usize>(&mut self, simd: S, row: usize, sums: [E::Vector<S>; REGISTERS]);

    /// Has the place of a row brought near while its sums are computed.
    fn prefetch(&self, row: usize);
}

/// Rows of as many elements as there are lanes, one after the other.
struct Sums<'a, E> {
    out: &'a mut [E],
    store: Store,
}

impl<E: Float> Sink<E> for Sums<'_, E> {
    #[inline(always)]
    fn prefetch(&self, _: usize) {}

    #[inline(always)]
    fn put<S: Simd, const REGISTERS: usize>(&mut self, simd: S, row: usize, sums: [E::Vector<S>; REGISTERS]) {
        let out = &mut E::registers_mut::<S>(self.out)[row * REGISTERS..][..REGISTERS];
        for register in 0..REGISTERS {
            out[register] = match self.store {
                Store::Overwrite => sums[register],
                Store::Add => E::plus(simd, out[register], sums[register]),
            };
        }
    }
}

/// Adds one term to a tile.
///
/// # Safety
///
/// `offset` from each start may be read, and the lanes of the panel at `factors`.
#[inline(always)]
unsafe fn add_term<E: Float, S: Simd, const ROWS: usize, const REGISTERS: usize>(
    simd: S,
    start: &[*const E; ROWS],
    offset: usize,
    factors: *const E,
    sums: &mut [[E::Vector<S>; REGISTERS]; ROWS],
) {
    let factors = factors.cast::<E::Vector<S>>();
    // SAFETY: as the caller says.
    let factors: [_; REGISTERS] = std::array::from_fn(|register| unsafe { factors.add(register).read_unaligned() });
    for row in 0..ROWS {
        // SAFETY: as the caller says.
        let value = E::splat(simd, unsafe { *start[row].add(offset) });
        for register in 0..REGISTERS {
            sums[row][register] = E::multiply_add(simd, value, factors[register], sums[row][register]);
        }
    }
}
