//! Depthwise convolutions: every output channel reads one channel of the input, and an input channel is read by few.
//!
//! Nothing is summed over channels, hence there is no matrix product with lanes for channels. The lanes of a register are
//! outputs that follow each other in a row. A plane is copied to scratch memory with the zeros around it, and with the
//! columns of a strided convolution put apart by their remainder by the stride; there, each tap of the kernel reads the
//! elements for such lanes from one place, at a distance that is the same for all outputs.

mod correlate;
mod source;
mod strip;
mod sweep;
mod weight_gradient;

pub(super) use correlate::{backward_input, forward};
pub(super) use weight_gradient::backward_weight;

use pulp::{Arch, Simd, WithSimd};

use super::Geometry;
use crate::kernels::Float;

/// Output channels of an input channel at most: registers with a lane for each of more channels are as full.
const MULTIPLIER: usize = 16;

/// Elements that a task reads and writes at least, for it to be worth handing out.
const GRAIN: usize = 16 << 10;

/// Whether lanes are better filled by the outputs of a row than by the channels of a group.
pub(super) fn pays(g: &Geometry) -> bool {
    g.in_channels_per_group() == 1 && g.out_channels_per_group() <= MULTIPLIER
}

/// How many elements a register of this processor holds.
fn lanes<E: Float>() -> usize {
    struct Lanes<E>(std::marker::PhantomData<E>);

    impl<E: Float> WithSimd for Lanes<E> {
        type Output = usize;

        fn with_simd<S: Simd>(self, _: S) -> usize {
            E::lanes::<S>()
        }
    }

    Arch::new().dispatch(Lanes::<E>(std::marker::PhantomData))
}
