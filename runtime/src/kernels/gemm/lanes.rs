use pulp::bytemuck::Pod;
use pulp::{MemMask, Simd};

use super::delivery::{Delivery, deliver, deliver_f32};

/// The vectors that hold an element type, for every instruction set.
pub trait Lanes: Pod {
    /// A register of elements.
    type Vector<S: Simd>: Copy;

    /// Which lanes of a register are meant.
    type Mask<S: Simd>: Copy;

    /// How many elements a register holds.
    fn lanes<S: Simd>() -> usize {
        size_of::<Self::Vector<S>>() / size_of::<Self>()
    }

    /// The register with `value` in every lane.
    fn splat<S: Simd>(simd: S, value: Self) -> Self::Vector<S>;

    /// `a · b + c`, fused where the processor can.
    fn multiply_add<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>, c: Self::Vector<S>) -> Self::Vector<S>;

    /// `a + b`.
    fn plus<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;

    /// `a − b`.
    fn minus<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;

    /// The sum of a register's lanes.
    fn total<S: Simd>(simd: S, a: Self::Vector<S>) -> Self;

    /// `max(0, a)`. What is not a number stays so.
    fn clipped<S: Simd>(simd: S, a: Self::Vector<S>) -> Self::Vector<S>;

    /// The lanes from `start` up to `end`.
    fn between<S: Simd>(simd: S, start: usize, end: usize) -> Self::Mask<S>;

    /// The register that begins at `from`, with zero in the lanes that are not meant.
    ///
    /// # Safety
    ///
    /// The elements in the lanes that are meant may be read.
    unsafe fn load_some<S: Simd>(simd: S, mask: Self::Mask<S>, from: *const Self) -> Self::Vector<S>;

    /// Writes the lanes that are meant to where the register would begin at `to`.
    ///
    /// # Safety
    ///
    /// The elements in the lanes that are meant may be written.
    unsafe fn store_some<S: Simd>(simd: S, mask: Self::Mask<S>, to: *mut Self, a: Self::Vector<S>);

    /// The whole registers in a slice; a remainder is left out.
    fn registers<S: Simd>(slice: &[Self]) -> &[Self::Vector<S>];

    /// The whole registers in a slice, to write; a remainder is left out.
    fn registers_mut<S: Simd>(slice: &mut [Self]) -> &mut [Self::Vector<S>];

    /// Delivers the sums of a product.
    ///
    /// # Safety
    ///
    /// That of `Delivery::rest`.
    unsafe fn deliver(delivery: &Delivery<'_, Self>);
}

macro_rules! lanes {
    ($float:ty, $vector:ident, $splat:ident, $multiply_add:ident, $plus:ident, $minus:ident, $total:ident, $registers:ident, $registers_mut:ident, $deliver:ident,
     $mask:ident, $count:ty, $less_than:ident, $select:ident, $between:ident, $load_some:ident, $store_some:ident) => {
        impl Lanes for $float {
            type Vector<S: Simd> = S::$vector;
            type Mask<S: Simd> = S::$mask;

            #[inline(always)]
            fn splat<S: Simd>(simd: S, value: Self) -> S::$vector {
                simd.$splat(value)
            }

            #[inline(always)]
            fn multiply_add<S: Simd>(simd: S, a: S::$vector, b: S::$vector, c: S::$vector) -> S::$vector {
                simd.$multiply_add(a, b, c)
            }

            #[inline(always)]
            fn plus<S: Simd>(simd: S, a: S::$vector, b: S::$vector) -> S::$vector {
                simd.$plus(a, b)
            }

            #[inline(always)]
            fn minus<S: Simd>(simd: S, a: S::$vector, b: S::$vector) -> S::$vector {
                simd.$minus(a, b)
            }

            #[inline(always)]
            fn total<S: Simd>(simd: S, a: S::$vector) -> Self {
                simd.$total(a)
            }

            #[inline(always)]
            fn clipped<S: Simd>(simd: S, a: S::$vector) -> S::$vector {
                let zero = simd.$splat(0.0);
                simd.$select(simd.$less_than(a, zero), zero, a)
            }

            #[inline(always)]
            fn between<S: Simd>(simd: S, start: usize, end: usize) -> S::$mask {
                simd.$between(start as $count, end as $count).mask()
            }

            #[inline(always)]
            unsafe fn load_some<S: Simd>(simd: S, mask: S::$mask, from: *const Self) -> S::$vector {
                // SAFETY: as the caller says.
                unsafe { simd.$load_some(MemMask::new(mask), from) }
            }

            #[inline(always)]
            unsafe fn store_some<S: Simd>(simd: S, mask: S::$mask, to: *mut Self, a: S::$vector) {
                // SAFETY: as the caller says.
                unsafe { simd.$store_some(MemMask::new(mask), to, a) }
            }

            #[inline(always)]
            fn registers<S: Simd>(slice: &[Self]) -> &[S::$vector] {
                S::$registers(slice).0
            }

            #[inline(always)]
            fn registers_mut<S: Simd>(slice: &mut [Self]) -> &mut [S::$vector] {
                S::$registers_mut(slice).0
            }

            unsafe fn deliver(delivery: &Delivery<'_, Self>) {
                // SAFETY: as the caller says.
                unsafe { $deliver(delivery) }
            }
        }
    };
}

lanes!(
    f32,
    f32s,
    splat_f32s,
    mul_add_e_f32s,
    add_f32s,
    sub_f32s,
    reduce_sum_f32s,
    as_simd_f32s,
    as_mut_simd_f32s,
    deliver_f32,
    m32s,
    u32,
    less_than_f32s,
    select_f32s,
    mask_between_m32s,
    mask_load_ptr_f32s,
    mask_store_ptr_f32s
);
lanes!(
    f64,
    f64s,
    splat_f64s,
    mul_add_e_f64s,
    add_f64s,
    sub_f64s,
    reduce_sum_f64s,
    as_simd_f64s,
    as_mut_simd_f64s,
    deliver,
    m64s,
    u64,
    less_than_f64s,
    select_f64s,
    mask_between_m64s,
    mask_load_ptr_f64s,
    mask_store_ptr_f64s
);
