//! dfdx's modules, for `module(..)` in a network.
//!
//! The types with variables take the element type and the device as their last parameters, which `module(..)` adds by
//! itself.

pub use dfdx::nn::modules::{
    AddInto, Embedding, GeneralizedResidual, LayerNorm1D, Linear, Repeated, Residual, SplitInto, UnbiasedLinear,
};

/// Multi-head attention over values of one width
/// ([Vaswani et al. 2017](https://arxiv.org/abs/1706.03762)): dfdx's, whose keys and values are as wide as the input.
///
/// ```
/// use netweave::modules::MultiHeadAttention;
/// use netweave::prelude::*;
///
/// network! {
///     network Encoder(words: [16, 64]) -> [16, 64] {
///         words -> attn: module(MultiHeadAttention<64, 8>) -> [16, 64]
///     }
/// }
///
/// let device = Cpu::default();
/// let words: Tensor<Rank3<2, 16, 64>, f32, _> = device.sample_normal();
/// assert_eq!(Encoder::<f32>::build(&device).forward(&words).shape().concrete(), [2, 16, 64]);
/// ```
pub type MultiHeadAttention<const WIDTH: usize, const HEADS: usize, E, D> =
    dfdx::nn::modules::MultiHeadAttention<WIDTH, HEADS, WIDTH, WIDTH, E, D>;
