use pulp::Simd;

use super::super::Float;
use super::kernel::{Sink, each};
use super::{Disjoint, prefetch};

/// Where a product goes from the registers: row `r` begins at `start + r · stride`.
#[derive(Clone, Copy)]
pub(in super::super) struct Target<'a, E> {
    pub(in super::super) out: Disjoint<'a, E>,
    pub(in super::super) start: usize,
    pub(in super::super) stride: usize,
    /// The lanes that are put; those beyond are not.
    pub(in super::super) width: usize,
    /// Whether the sums are added to what is there.
    pub(in super::super) adds: bool,
    /// What is added to each row, one number a lane.
    pub(in super::super) bias: Option<&'a [E]>,
    /// Whether what is below zero becomes zero in the end.
    pub(in super::super) relu: bool,
}

impl<E> Target<'_, E> {
    /// That all that is written lies in `out`.
    pub(super) fn check(&self, rows: usize, lanes: usize) {
        assert!(self.width <= lanes, "more lanes are put than there are");
        assert!(self.bias.is_none_or(|bias| bias.len() >= self.width), "there are too few biases");
        if let Some(before) = rows.checked_sub(1) {
            assert!(self.start + before * self.stride + self.width <= self.out.len(), "the product does not fit");
        }
    }
}

impl<E: Float> Sink<E> for Target<'_, E> {
    #[inline(always)]
    fn prefetch(&self, row: usize) {
        let to = self.out.as_ptr().wrapping_add(self.start + row * self.stride);
        prefetch(to.cast_const(), self.width);
    }

    #[inline(always)]
    fn put<S: Simd, const REGISTERS: usize>(&mut self, simd: S, row: usize, sums: [E::Vector<S>; REGISTERS]) {
        let lanes = E::lanes::<S>();
        let to = self.out.as_ptr().wrapping_add(self.start + row * self.stride);
        // SAFETY: `check` has found the lanes that are meant inside of the target and of the biases, and the caller of
        // `Kernel::put` says that the elements are this thread's.
        unsafe {
            if self.width == REGISTERS * lanes {
                return each::<REGISTERS>(
                    #[inline(always)]
                    |register| {
                        let to = to.cast::<E::Vector<S>>().wrapping_add(register);
                        let mut sum = sums[register];
                        if self.adds {
                            sum = E::plus(simd, to.read_unaligned(), sum);
                        }
                        if let Some(bias) = self.bias {
                            let bias = bias.as_ptr().cast::<E::Vector<S>>().wrapping_add(register);
                            sum = E::plus(simd, bias.read_unaligned(), sum);
                        }
                        to.write_unaligned(if self.relu { E::clipped(simd, sum) } else { sum });
                    },
                );
            }
            each::<REGISTERS>(
                #[inline(always)]
                |register| {
                    let first = register * lanes;
                    let mask = E::between::<S>(simd, 0, self.width.saturating_sub(first).min(lanes));
                    let (to, mut sum) = (to.wrapping_add(first), sums[register]);
                    if self.adds {
                        sum = E::plus(simd, E::load_some(simd, mask, to), sum);
                    }
                    if let Some(bias) = self.bias {
                        sum = E::plus(simd, E::load_some(simd, mask, bias.as_ptr().wrapping_add(first)), sum);
                    }
                    E::store_some(simd, mask, to, if self.relu { E::clipped(simd, sum) } else { sum });
                },
            );
        }
    }
}
