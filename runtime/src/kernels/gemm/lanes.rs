use pulp::Simd;
use pulp::bytemuck::Pod;

use super::delivery::{Delivery, deliver, deliver_f32};

/// The vectors that hold an element type, for every instruction set.
pub trait Lanes: Pod {
    /// A register of elements.
    type Vector<S: Simd>: Copy;

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
    ($float:ty, $vector:ident, $splat:ident, $multiply_add:ident, $plus:ident, $minus:ident, $total:ident, $registers:ident, $registers_mut:ident, $deliver:ident) => {
        impl Lanes for $float {
            type Vector<S: Simd> = S::$vector;

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
    deliver_f32
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
    deliver
);
