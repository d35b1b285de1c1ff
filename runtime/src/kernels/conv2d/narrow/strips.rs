use pulp::{Simd, WithSimd};

use crate::kernels::Float;
use crate::kernels::gemm::Offsets;

/// Channels that are computed together: a tile has the sums of these in its registers.
pub(super) const CHANNELS: usize = 4;

/// Positions of a tile at most, in any registers.
pub(super) const POSITIONS: usize = 64;

/// `sums[c · pitch + p] = Σ_t weights[t, c] · source[taps[t] + p]` for [`CHANNELS`] channels and all positions `p`.
pub(super) struct Strips<'a, E> {
    pub(super) source: &'a [E],
    pub(super) taps: Offsets<'a>,
    /// `[tap, channel]`.
    pub(super) weights: &'a [E],
    /// From one channel of the sums to the next; so many positions are computed. A multiple of [`POSITIONS`].
    pub(super) pitch: usize,
    pub(super) sums: &'a mut [E],
}

impl<E: Float> WithSimd for Strips<'_, E> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        assert!(self.pitch.is_multiple_of(POSITIONS), "the positions are not whole tiles");
        assert!(
            self.pitch == 0 || self.taps.largest() + self.pitch <= self.source.len(),
            "a strip ends outside its source"
        );
        if S::REGISTER_COUNT == 32 { self.tiles::<S, 4>(simd) } else { self.tiles::<S, 2>(simd) }
    }
}

impl<E: Float> Strips<'_, E> {
    #[allow(clippy::manual_memcpy, reason = "the tile stays in registers only while every index into it is known")]
    #[inline(always)]
    fn tiles<S: Simd, const REGISTERS: usize>(self, simd: S) {
        let lanes = E::lanes::<S>();
        let width = REGISTERS * lanes;
        let taps = self.taps.values();
        for first in (0..self.pitch).step_by(width) {
            let mut tile = [[E::splat(simd, E::zero()); REGISTERS]; CHANNELS];
            for (&tap, weights) in taps.iter().zip(self.weights.as_chunks::<CHANNELS>().0) {
                // SAFETY: `with_simd` has checked that all positions of the largest tap are in the source.
                let source = unsafe { self.source.get_unchecked(tap + first..tap + first + width) };
                let source = E::registers::<S>(source);
                let source: [E::Vector<S>; REGISTERS] = std::array::from_fn(|register| source[register]);
                for channel in 0..CHANNELS {
                    let weight = E::splat(simd, weights[channel]);
                    for register in 0..REGISTERS {
                        tile[channel][register] =
                            E::multiply_add(simd, weight, source[register], tile[channel][register]);
                    }
                }
            }
            for (channel, tile) in tile.iter().enumerate() {
                let sums = E::registers_mut::<S>(&mut self.sums[channel * self.pitch + first..][..width]);
                for register in 0..REGISTERS {
                    sums[register] = tile[register];
                }
            }
        }
    }
}
