//! The matrices of `F(4, 3)` for the interpolation points 0, ±1, ±2 and ∞, applied to registers.
//!
//! Every function here must be inlined into one that is compiled for the instruction set: there are no closures, which
//! could not be told to be.

use pulp::Simd;

use super::{INPUTS, OUTPUTS, TAPS};
use crate::kernels::Float;
use crate::kernels::gemm::Lanes;

/// A register of `E`.
type Vector<E, S> = <E as Lanes>::Vector<S>;

/// A matrix that is applied to both axes of a square of registers.
pub(super) trait Matrix<const FROM: usize, const TO: usize> {
    /// `M x`.
    fn apply<E: Float, S: Simd>(simd: S, x: [Vector<E, S>; FROM]) -> [Vector<E, S>; TO];

    /// `M x Mᵀ`.
    #[inline(always)]
    fn apply_to_both_axes<E: Float, S: Simd>(simd: S, x: [[Vector<E, S>; FROM]; FROM]) -> [[Vector<E, S>; TO]; TO] {
        let zero = E::splat(simd, E::zero());
        let mut halfway = [[zero; FROM]; TO];
        for column in 0..FROM {
            let mut from = [zero; FROM];
            for row in 0..FROM {
                from[row] = x[row][column];
            }
            let to = Self::apply::<E, S>(simd, from);
            for row in 0..TO {
                halfway[row][column] = to[row];
            }
        }
        let mut both = [[zero; TO]; TO];
        for row in 0..TO {
            both[row] = Self::apply::<E, S>(simd, halfway[row]);
        }
        both
    }
}

/// `Bᵀ`: from inputs to frequencies.
pub(super) struct OfInputs;

impl Matrix<INPUTS, INPUTS> for OfInputs {
    #[inline(always)]
    fn apply<E: Float, S: Simd>(simd: S, x: [Vector<E, S>; INPUTS]) -> [Vector<E, S>; INPUTS] {
        let (even, odd) = (scaled::<E, S>(simd, -4.0, x[2], x[4]), scaled::<E, S>(simd, -4.0, x[1], x[3]));
        let (near, far) = (E::minus(simd, x[4], x[2]), E::minus(simd, x[3], x[1]));
        [
            scaled::<E, S>(simd, 4.0, x[0], scaled::<E, S>(simd, -5.0, x[2], x[4])),
            E::plus(simd, even, odd),
            E::minus(simd, even, odd),
            scaled::<E, S>(simd, 2.0, far, near),
            scaled::<E, S>(simd, -2.0, far, near),
            scaled::<E, S>(simd, 4.0, x[1], scaled::<E, S>(simd, -5.0, x[3], x[5])),
        ]
    }
}

/// `G`: from a kernel to frequencies.
pub(super) struct OfKernel;

impl Matrix<TAPS, INPUTS> for OfKernel {
    #[inline(always)]
    fn apply<E: Float, S: Simd>(simd: S, w: [Vector<E, S>; TAPS]) -> [Vector<E, S>; INPUTS] {
        let ends = times::<E, S>(simd, -1.0 / 6.0, E::plus(simd, w[0], w[2]));
        let far = scaled::<E, S>(simd, 1.0 / 6.0, w[2], times::<E, S>(simd, 1.0 / 24.0, w[0]));
        [
            times::<E, S>(simd, 0.25, w[0]),
            scaled::<E, S>(simd, -1.0 / 6.0, w[1], ends),
            scaled::<E, S>(simd, 1.0 / 6.0, w[1], ends),
            scaled::<E, S>(simd, 1.0 / 12.0, w[1], far),
            scaled::<E, S>(simd, -1.0 / 12.0, w[1], far),
            w[2],
        ]
    }
}

/// `Aᵀ`: from frequencies to outputs.
pub(super) struct ToOutputs;

impl Matrix<INPUTS, OUTPUTS> for ToOutputs {
    #[inline(always)]
    fn apply<E: Float, S: Simd>(simd: S, m: [Vector<E, S>; INPUTS]) -> [Vector<E, S>; OUTPUTS] {
        let (near, near_odd) = (E::plus(simd, m[1], m[2]), E::minus(simd, m[1], m[2]));
        let (far, far_odd) = (E::plus(simd, m[3], m[4]), E::minus(simd, m[3], m[4]));
        [
            E::plus(simd, m[0], E::plus(simd, near, far)),
            scaled::<E, S>(simd, 2.0, far_odd, near_odd),
            scaled::<E, S>(simd, 4.0, far, near),
            E::plus(simd, m[5], scaled::<E, S>(simd, 8.0, far_odd, near_odd)),
        ]
    }
}

/// `A`: from the gradients of outputs to frequencies.
pub(super) struct OfOutputGradients;

impl Matrix<OUTPUTS, INPUTS> for OfOutputGradients {
    #[inline(always)]
    fn apply<E: Float, S: Simd>(simd: S, dy: [Vector<E, S>; OUTPUTS]) -> [Vector<E, S>; INPUTS] {
        let (near, near_odd) = (E::plus(simd, dy[0], dy[2]), E::plus(simd, dy[1], dy[3]));
        let (far, far_odd) = (scaled::<E, S>(simd, 4.0, dy[2], dy[0]), scaled::<E, S>(simd, 4.0, dy[3], dy[1]));
        [
            dy[0],
            E::plus(simd, near, near_odd),
            E::minus(simd, near, near_odd),
            scaled::<E, S>(simd, 2.0, far_odd, far),
            scaled::<E, S>(simd, -2.0, far_odd, far),
            dy[3],
        ]
    }
}

/// `Gᵀ`: from frequencies to the gradient of a kernel.
pub(super) struct ToKernelGradient;

impl Matrix<INPUTS, TAPS> for ToKernelGradient {
    #[inline(always)]
    fn apply<E: Float, S: Simd>(simd: S, m: [Vector<E, S>; INPUTS]) -> [Vector<E, S>; TAPS] {
        let (near, near_odd) = (E::plus(simd, m[1], m[2]), E::minus(simd, m[2], m[1]));
        let (far, far_odd) = (E::plus(simd, m[3], m[4]), E::minus(simd, m[3], m[4]));
        let ends = scaled::<E, S>(simd, 1.0 / 24.0, far, times::<E, S>(simd, -1.0 / 6.0, near));
        [
            scaled::<E, S>(simd, 0.25, m[0], ends),
            scaled::<E, S>(simd, 1.0 / 12.0, far_odd, times::<E, S>(simd, 1.0 / 6.0, near_odd)),
            scaled::<E, S>(simd, 1.0 / 6.0, E::minus(simd, far, near), m[5]),
        ]
    }
}

/// `factor · a + b`.
#[inline(always)]
fn scaled<E: Float, S: Simd>(simd: S, factor: f64, a: Vector<E, S>, b: Vector<E, S>) -> Vector<E, S> {
    E::multiply_add(simd, E::splat(simd, E::of(factor)), a, b)
}

/// `factor · a`.
#[inline(always)]
fn times<E: Float, S: Simd>(simd: S, factor: f64, a: Vector<E, S>) -> Vector<E, S> {
    scaled::<E, S>(simd, factor, a, E::splat(simd, E::zero()))
}
