//! `a · b + c` as the instruction set at hand computes it best.

use pulp::{Arch, Simd, WithSimd};

use super::Float;

/// Whether a product is added to in one instruction, and rounded but once.
///
/// It is a constant wherever `dispatch` is inlined, so that nothing is asked when the loop runs. The compiler never
/// fuses by itself, and a fused operation without the instruction for it would be a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arithmetic {
    fused: bool,
}

impl Arithmetic {
    /// That of every instruction set, for loops that are not told of theirs.
    pub(super) const PLAIN: Self = Arithmetic { fused: false };

    #[inline(always)]
    fn of<S: Simd>() -> Self {
        // What is wider than 16 bytes is AVX2 or AVX-512, which pulp takes together with their fused instructions.
        let wide = size_of::<S::f32s>() > 16;
        Arithmetic { fused: wide || cfg!(target_arch = "aarch64") && !S::IS_SCALAR }
    }

    /// Both kinds, for tests of what is written for either.
    #[cfg(test)]
    pub(super) const BOTH: [Self; 2] = [Self::PLAIN, Arithmetic { fused: true }];

    /// `a · b + c`.
    #[inline(always)]
    pub(super) fn multiply_add<E: Float>(self, a: E, b: E, c: E) -> E {
        if self.fused { a.mul_add(b, c) } else { a * b + c }
    }

    /// `Σ factorₖ · xᵏ` of at least one factor.
    #[inline(always)]
    pub(super) fn polynomial<E: Float>(self, x: E, factors: &[f64]) -> E {
        let (&last, others) = factors.split_last().expect("a factor");
        others.iter().rev().fold(E::of(last), |sum, &factor| self.multiply_add(sum, x, E::of(factor)))
    }

    /// [`Arithmetic::polynomial`] of at least two factors with the square of `x` at hand: its even and its odd terms need not
    /// wait for each other.
    #[inline(always)]
    pub(super) fn polynomial_by_square<E: Float>(self, x: E, square: E, factors: &[f64]) -> E {
        let len = factors.len();
        let mut sums = [E::zero(); 2];
        for k in (0..len).rev() {
            let factor = E::of(factors[k]);
            sums[k % 2] = if k + 2 < len { self.multiply_add(sums[k % 2], square, factor) } else { factor };
        }
        self.multiply_add(sums[1], x, sums[0])
    }
}

/// Calls `work`, compiled for the instruction set found at run time. Mark its closure `#[inline(always)]`.
#[inline(always)]
pub(super) fn dispatch<R>(work: impl FnOnce(Arithmetic) -> R) -> R {
    struct Work<F>(F);
    impl<R, F: FnOnce(Arithmetic) -> R> WithSimd for Work<F> {
        type Output = R;

        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> R {
            (self.0)(Arithmetic::of::<S>())
        }
    }
    Arch::new().dispatch(Work(work))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fused_is_what_has_the_instruction() {
        assert!(!Arithmetic::of::<pulp::Scalar>().fused);
        #[cfg(target_arch = "x86_64")]
        assert!(Arithmetic::of::<pulp::x86::V3>().fused && Arithmetic::of::<pulp::x86::V4>().fused);
    }

    #[test]
    fn polynomials_have_all_their_terms() {
        let factors = [1.0, 2.0, 3.0, 4.0, 5.0];
        for arithmetic in Arithmetic::BOTH {
            for (len, expected) in [(2, 21.0), (3, 321.0), (4, 4321.0), (5, 54321.0)] {
                assert_eq!(arithmetic.polynomial(10.0, &factors[..len]), expected);
                assert_eq!(arithmetic.polynomial_by_square(10.0, 100.0, &factors[..len]), expected);
            }
            assert_eq!(arithmetic.polynomial(10.0, &factors[..1]), 1.0);
        }
    }
}
