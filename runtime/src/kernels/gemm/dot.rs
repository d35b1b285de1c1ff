use pulp::{Arch, Simd, WithSimd};

use super::super::Float;

/// Registers that are added up side by side, so that no sum waits for the one before.
const SUMS: usize = 4;

/// `Σ_i a[i] · b[i]`.
pub(in super::super) fn dot<E: Float>(a: &[E], b: &[E]) -> E {
    Arch::new().dispatch(Dot { a, b })
}

struct Dot<'a, E> {
    a: &'a [E],
    b: &'a [E],
}

impl<E: Float> WithSimd for Dot<'_, E> {
    type Output = E;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> E {
        let whole = self.a.len().min(self.b.len()) / E::lanes::<S>() * E::lanes::<S>();
        let mut sums = [E::splat(simd, E::zero()); SUMS];
        let (a, b) = (E::registers::<S>(&self.a[..whole]), E::registers::<S>(&self.b[..whole]));
        for (a, b) in a.chunks(SUMS).zip(b.chunks(SUMS)) {
            for ((sum, &a), &b) in sums.iter_mut().zip(a).zip(b) {
                *sum = E::multiply_add(simd, a, b, *sum);
            }
        }
        let total = E::plus(simd, E::plus(simd, sums[0], sums[1]), E::plus(simd, sums[2], sums[3]));
        let rest = self.a[whole..].iter().zip(&self.b[whole..]).map(|(&a, &b)| a * b).sum::<E>();
        E::total(simd, total) + rest
    }
}
