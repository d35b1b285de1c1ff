//! Convolutions of 3 × 3 and stride 1 with a quarter of the multiplications: Winograd's `F(4 × 4, 3 × 3)`.
//!
//! A tile of 4 × 4 outputs is `Aᵀ [(G w Gᵀ) ⊙ (Bᵀ x B)] A`, where `x` are the 6 × 6 inputs that it reads (Lavin and Gray,
//! "Fast Algorithms for Convolutional Neural Networks", 2015). Summed over channels, each of the 36 products in the middle,
//! here called frequencies, is a matrix product of its own: `[tile, in channel] · [in channel, out channel]`.
//!
//! The gradient with respect to the weight is the transpose of the same form, `Gᵀ [Σ_tile (A dy Aᵀ) ⊙ (Bᵀ x B)] G`,
//! and the gradient with respect to the input is a forward pass with the kernel turned by half a turn.

mod correlate;
mod image;
mod tiles;
mod transform;
mod weight_gradient;

pub(super) use correlate::{backward_input, forward};
pub(super) use weight_gradient::backward_weight;

use super::Geometry;

/// Outputs of a tile, per axis.
const OUTPUTS: usize = 4;
/// Inputs of a tile, per axis.
const INPUTS: usize = 6;
/// Elements of the kernel, per axis.
const TAPS: usize = 3;
const FREQUENCIES: usize = INPUTS * INPUTS;

/// As long as the transformed tiles of a whole batch take no more bytes than this, they are read again for each panel of
/// channels, and the frequencies of kernels, 4 times as many as the kernels have elements, are never written to memory. Then
/// there are fewer of the former than of the latter, unless there are few channels.
const CACHED: usize = 4 << 20;
/// Panels of channels at least for that, as they are what threads share.
const PANELS: usize = 4;
/// Channels whose kernels are transformed at a time: they stay in a core's cache.
const BLOCK: usize = 64;

/// Whether the fewer multiplications outweigh the transforms, for a pass that makes images of size `target`.
pub(super) fn pays(g: &Geometry, target: [usize; 2]) -> bool {
    if g.kernel != [3, 3] || g.stride != [1, 1] || g.dilation != [1, 1] {
        return false;
    }
    let channels = g.in_channels_per_group() * g.out_channels_per_group();
    let either = g.in_channels_per_group() + g.out_channels_per_group();
    let tiles = g.batch * target[0].div_ceil(OUTPUTS) * target[1].div_ceil(OUTPUTS);
    // In multiplications: a transform of a tile or of a kernel takes as long as this many.
    const TILE: usize = 320;
    const KERNEL: usize = 1000;
    let winograd = tiles * (FREQUENCIES * channels + TILE * either) + KERNEL * channels;
    let direct = 9 * g.batch * target[0] * target[1] * channels;
    winograd < direct
}
