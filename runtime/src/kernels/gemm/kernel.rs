use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::super::Float;
use super::super::list::List;

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
    lanes: usize,
}

impl Kernel {
    pub(in super::super) fn new<E: Float>() -> Self {
        struct Width<E>(std::marker::PhantomData<E>);
        impl<E: Float> WithSimd for Width<E> {
            type Output = usize;

            fn with_simd<S: Simd>(self, _: S) -> usize {
                tile_shape::<E, S>().1 * E::lanes::<S>()
            }
        }
        let arch = Arch::new();
        Kernel { arch, lanes: arch.dispatch(Width::<E>(std::marker::PhantomData)) }
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
        let last_row = product.rows.iter().copied().max().unwrap_or(0);
        assert!(last_row + product.depth.max < product.image.len(), "the product reads past its image");
        self.arch.dispatch(Multiply { product, store, out });
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

struct Multiply<'a, E> {
    product: Product<'a, E>,
    store: Store,
    out: &'a mut [E],
}

impl<E: Float> WithSimd for Multiply<'_, E> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match tile_shape::<E, S>() {
            (1, 8) => self.tiles::<S, 1, 8>(simd),
            (3, 4) => self.tiles::<S, 3, 4>(simd),
            (8, 2) => self.tiles::<S, 8, 2>(simd),
            _ => self.tiles::<S, 6, 2>(simd),
        }
    }
}

impl<E: Float> Multiply<'_, E> {
    #[inline(always)]
    fn tiles<S: Simd, const ROWS: usize, const REGISTERS: usize>(self, simd: S) {
        let Product { image, rows, depth, panel } = self.product;
        let panel = E::registers::<S>(panel);
        let out = E::registers_mut::<S>(self.out);
        for (rows, out) in rows.chunks(ROWS).zip(out.chunks_mut(ROWS * REGISTERS)) {
            // A short tile computes its last row again and stores it once.
            let start: [*const E; ROWS] = std::array::from_fn(|row| {
                // SAFETY: `Kernel::multiply` has checked the largest row.
                unsafe { image.as_ptr().add(rows[row.min(rows.len() - 1)]) }
            });
            let mut sums = [[E::splat(simd, E::zero()); REGISTERS]; ROWS];
            for (&offset, factors) in depth.values.iter().zip(panel.chunks_exact(REGISTERS)) {
                let factors: [E::Vector<S>; REGISTERS] = std::array::from_fn(|register| factors[register]);
                for row in 0..ROWS {
                    // SAFETY: `Kernel::multiply` has checked the largest row with the largest depth.
                    let value = E::splat(simd, unsafe { *start[row].add(offset) });
                    for register in 0..REGISTERS {
                        sums[row][register] = E::multiply_add(simd, value, factors[register], sums[row][register]);
                    }
                }
            }
            for (row, sums) in sums.iter().enumerate() {
                // The tile stays in registers only while every index into it is known: no loop over `out`.
                if let Some(out) = out.get_mut(row * REGISTERS..(row + 1) * REGISTERS) {
                    for register in 0..REGISTERS {
                        out[register] = match self.store {
                            Store::Overwrite => sums[register],
                            Store::Add => E::plus(simd, out[register], sums[register]),
                        };
                    }
                }
            }
        }
    }
}
