//! Kernels: slices in, slices out, plain geometry structs, and nothing of dfdx.
//!
//! A folder holds one operation: its geometry and its trait in `mod.rs`, the trait's implementation for
//! the CPU in `cpu.rs`, and that for CUDA devices in `cuda.rs` beside its `kernel.cu`. Every `backward` **adds** to the
//! gradients that it is given.

/// Implements a kernel for `f32` and for `f64`, written with `E` for either.
///
/// A generic implementation would be compiled where it is used: in the crate of the user, once more for each
/// of its programs, and at the optimisation that the user develops with.
macro_rules! for_floats {
    ($kernel:ident for $device:ident $body:tt) => {
        for_floats!(@ f32 $kernel $device $body);
        for_floats!(@ f64 $kernel $device $body);
    };
    (@ $float:ident $kernel:ident $device:ident { $($body:tt)* }) => {
        const _: () = {
            #[allow(unused_imports)]
            use num_traits::{Float as _, One as _, Zero as _};

            type E = $float;

            impl $kernel<E> for $device { $($body)* }
        };
    };
}

pub mod adaptive_pool;
mod arithmetic;
pub mod attention;
mod axes;
pub mod batch_norm;
pub mod binary;
pub mod broadcast;
pub mod channelwise;
#[cfg(test)]
mod check;
mod comparison;
pub mod concat;
pub mod conv2d;
pub mod conv_transpose2d;
pub mod correlation;
pub mod cosine;
mod crew;
pub mod cross_entropy;
pub mod ctc;
#[cfg(feature = "cuda")]
pub mod cuda;
pub mod cumsum;
pub mod deform;
pub mod dropout;
pub mod embedding;
pub mod finite;
mod float;
pub mod gather_nd;
mod gemm;
pub mod largest;
pub mod layer_norm;
pub mod linear;
mod list;
pub mod local_response_norm;
pub mod matmul;
pub mod noise;
pub mod normalize;
pub mod numbers;
pub mod optimizer;
pub mod pad2d;
pub mod pairwise;
mod parallel;
pub mod peer;
pub mod permute;
pub mod pool2d;
pub mod recurrence;
pub mod reduce;
pub mod rms_norm;
pub mod rotary;
pub mod round;
pub mod select;
pub mod softmax;
pub mod softmax_focal;
pub mod sparse_cross_entropy;
pub mod total_variation;
pub mod turn;
pub mod unary;
pub mod unfold;
pub mod upsample;
pub mod warp;

use std::ops::Range;

pub use axes::Axes;
pub use comparison::Comparison;
pub use crew::{limited, threads};
pub use float::Float;
pub(crate) use list::List;

/// How a device hands its memory to kernels.
pub trait Memory<E> {
    /// Memory to read.
    type Slice<'a>: Copy;
    /// Memory to write.
    type SliceMut<'a>;

    /// Some of the elements.
    fn part<'a>(slice: Self::Slice<'a>, range: Range<usize>) -> Self::Slice<'a>;

    /// Some of the elements to write.
    fn part_mut<'a>(slice: Self::SliceMut<'a>, range: Range<usize>) -> Self::SliceMut<'a>;
}

/// The kernels of the CPU: parallel over rayon's threads, vectorised for the instruction set found at run time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cpu;

impl<E: 'static> Memory<E> for Cpu {
    type Slice<'a> = &'a [E];
    type SliceMut<'a> = &'a mut [E];

    fn part<'a>(slice: <Self as Memory<E>>::Slice<'a>, range: Range<usize>) -> <Self as Memory<E>>::Slice<'a> {
        &slice[range]
    }

    fn part_mut<'a>(
        slice: <Self as Memory<E>>::SliceMut<'a>,
        range: Range<usize>,
    ) -> <Self as Memory<E>>::SliceMut<'a> {
        &mut slice[range]
    }
}

/// All the kernels that a device needs.
pub trait Kernels<E>:
    adaptive_pool::AdaptivePool<E>
    + attention::Attention<E>
    + batch_norm::BatchNorm<E>
    + binary::Binary<E>
    + broadcast::Broadcast<E>
    + channelwise::Channelwise<E>
    + concat::Concat<E>
    + conv2d::Conv2d<E>
    + conv_transpose2d::ConvTranspose2d<E>
    + correlation::Correlation<E>
    + cosine::Cosine<E>
    + cross_entropy::CrossEntropy<E>
    + ctc::Ctc<E>
    + cumsum::Cumsum<E>
    + deform::Deform<E>
    + dropout::Dropout<E>
    + embedding::Embedding<E>
    + finite::Finite<E>
    + gather_nd::GatherNd<E>
    + largest::Largest<E>
    + layer_norm::LayerNorm<E>
    + linear::Linear<E>
    + local_response_norm::LocalResponseNorm<E>
    + matmul::Matmul<E>
    + noise::Noise<E>
    + normalize::Normalize<E>
    + numbers::Numbers<E>
    + optimizer::Optimizer<E>
    + pad2d::Pad2d<E>
    + pairwise::Pairwise<E>
    + peer::Peer<E>
    + permute::Permute<E>
    + pool2d::Pool2d<E>
    + recurrence::Recurrence<E>
    + reduce::Reduce<E>
    + rms_norm::RmsNorm<E>
    + rotary::Rotary<E>
    + round::Round<E>
    + select::Select<E>
    + softmax::Softmax<E>
    + softmax_focal::SoftmaxFocal<E>
    + sparse_cross_entropy::SparseCrossEntropy<E>
    + total_variation::TotalVariation<E>
    + turn::Turn<E>
    + unary::Unary<E>
    + unfold::Unfold<E>
    + upsample::Upsample<E>
    + warp::Warp<E>
{
}

impl Kernels<f32> for Cpu {}
impl Kernels<f64> for Cpu {}

#[cfg(feature = "cuda")]
impl Kernels<f32> for cuda::Cuda {}
#[cfg(feature = "cuda")]
impl Kernels<f64> for cuda::Cuda {}
