//! Convolutions whose groups have few channels on the side that is made.
//!
//! The matrix product under the others has a lane for each of those channels, so that most lanes would be idle. Here the
//! lanes are positions: a band of the source is copied with the zeros around it, row after row without a gap, and there
//! each tap of the kernel reads the sources of all the band's targets from one place on. What is computed where a row
//! ends, of a tap that reaches into the next, is nobody's target and left out.

mod correlate;
mod strips;
mod weight_gradient;

pub(super) use correlate::{backward_input, forward};
pub(super) use weight_gradient::backward_weight;

use super::Geometry;
use crate::kernels::Float;
use crate::kernels::gemm::Kernel;

/// Terms of a sum up to which it costs less than to bring the product's lanes to where the output has its channels.
const SHORT: usize = 32;

/// Whether lanes are better filled by positions than by the `channels` of a group that are made.
fn pays<E: Float>(channels: usize) -> bool {
    2 * channels <= Kernel::new::<E>().lanes()
}

/// Whether the output is made this way. Of a strided convolution, targets that follow each other have sources that do not.
pub(super) fn pays_forward<E: Float>(g: &Geometry) -> bool {
    let short = g.in_channels_per_group() * g.taps() <= SHORT;
    g.stride == [1, 1] && (short || pays::<E>(g.out_channels_per_group()))
}

/// Whether the gradient of the input is made this way.
pub(super) fn pays_backward_input<E: Float>(g: &Geometry) -> bool {
    pays::<E>(g.in_channels_per_group())
}

/// Whether the gradient of the weight is made this way.
pub(super) fn pays_backward_weight<E: Float>(g: &Geometry) -> bool {
    pays_forward::<E>(g)
}
