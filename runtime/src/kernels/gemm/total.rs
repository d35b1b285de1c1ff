use pulp::{Arch, Simd, WithSimd};

use super::super::Float;

/// `Σ_i a[i]`, halves added to each other until one element is left, which is the same sum with registers of any width. Written as
/// a loop, it has the compiler scatter the halves over registers, and the loop that made them, too.
#[inline(always)]
pub(in super::super) fn total<E: Float, const N: usize>(a: &[E; N]) -> E {
    const { assert!(N.is_power_of_two() && N >= 16, "as many as the widest register has") };
    Arch::new().dispatch(Total(a))
}

struct Total<'a, E, const N: usize>(&'a [E; N]);

impl<E: Float, const N: usize> WithSimd for Total<'_, E, N> {
    type Output = E;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> E {
        let mut a = *self.0;
        let registers = E::registers_mut::<S>(&mut a);
        let mut count = registers.len();
        while count > 1 {
            count /= 2;
            for index in 0..count {
                registers[index] = E::plus(simd, registers[index], registers[index + count]);
            }
        }
        E::total(simd, registers[0])
    }
}
