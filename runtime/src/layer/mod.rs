//! The layers, as generated code applies them.
//!
//! A layer with variables is a struct that holds just these; its settings are given where it is applied.
//! What follows it in a chain of calls, batch norm or ReLU, becomes one operation with it. A layer without
//! variables is a function. Shapes in this documentation are per sample.

mod activation;
mod along;
mod arithmetic;
mod attention;
mod batch_norm;
mod bias;
mod broadcast;
mod concat;
mod constant;
mod convolution;
mod correlation;
mod cosine_similarity;
mod cumsum;
mod dropout;
mod einsum;
mod embedding;
mod flatten;
mod gather;
mod gather_nd;
mod glu;
mod largest;
mod layer_norm;
mod linear;
mod local_response_norm;
mod masked_fill;
mod matmul;
mod meshgrid;
mod noise;
mod normalize;
mod numbers;
mod one_hot;
mod pad;
mod parametrization;
mod permute;
mod pool;
mod prelu;
mod quantile;
mod recurrent;
mod reduce;
mod reshape;
mod rms_norm;
mod scale;
mod scan;
mod select;
mod shuffle;
mod softmax;
mod split;
mod stop_gradient;
mod transposed_convolution;
mod turn;
mod upsample;
mod variable;
mod warp;
mod window;

pub use activation::{
    abs, celu, clamp, clamp_max, clamp_min, elu, exp, floor, gelu, gelu_tanh, hard_shrink, hard_sigmoid, hard_swish,
    hard_tanh, leaky_relu, ln, log_sigmoid, mish, relu, relu6, selu, sigmoid, silu, soft_shrink, softplus, softsign,
    sparse_plus, sqrt, square, squareplus, tanh, tanh_shrink,
};
pub use arithmetic::{
    add, add_number, compare, compare_number, div, maximum, minimum, mul, multiply_number, negate, number_minus,
    number_over, sub,
};
pub use attention::{Attending, Attention, CrossAttention, UnbiasedAttention, UnbiasedCrossAttention};
pub use batch_norm::{BatchNorm, Normalization};
pub use bias::Bias;
pub use broadcast::{
    broadcast_add, broadcast_compare, broadcast_div, broadcast_maximum, broadcast_minimum, broadcast_mul,
    broadcast_select, broadcast_sub, outer, repeat_axis,
};
pub(crate) use broadcast::{combine, stretched_from};
pub use concat::Concat;
pub(crate) use constant::identity;
pub use constant::{Array, Element, constant, constant_of, filled, has_shape};
pub use convolution::{
    Conv, Conv1d, Conv2d, Conv3d, Convolution, Deformed, UnbiasedConv, UnbiasedConv1d, UnbiasedConv2d, UnbiasedConv3d,
};
pub use correlation::correlation;
pub use cosine_similarity::cosine_similarity;
pub use cumsum::cumsum;
pub use dropout::{drop_path, dropout};
pub use einsum::Einsum;
pub(crate) use embedding::check_range;
pub use embedding::{Embedding, Lookup};
pub use flatten::flatten;
pub use gather::{gather, gather_indices};
pub use gather_nd::{gather_nd, scatter_nd};
pub use glu::{geglu, glu, swiglu};
pub use largest::{argmax, topk, topk_indices};
pub use layer_norm::{
    GroupNorm, LayerNorm, LayerNorm2d, LayerNorm3d, Standardization, StandardizationAlong, standardize,
    standardize_along,
};
pub use linear::{Linear, Projection, SharedLinear, SharedProjection, UnbiasedLinear, project};
pub(crate) use linear::{product as linear, project_rows};
pub use local_response_norm::{LocalResponse, local_response_norm};
pub use masked_fill::masked_fill;
pub use matmul::matmul;
pub use meshgrid::meshgrid;
pub use noise::gaussian_noise;
pub use normalize::{Statistics, normalize};
pub use one_hot::{one_hot, one_hot_indices};
pub use pad::{Border, center_crop, crop, pad};
pub use parametrization::{
    Bounded, BoundedColumns, Directed, SpectralNorm, SpectralNormConv1d, SpectralNormConv2d, SpectralNormConv3d,
    SpectralNormConvTranspose1d, SpectralNormConvTranspose2d, SpectralNormConvTranspose3d, SpectralNormLinear,
    SpectralNormTranspose, UnbiasedSpectralNorm, UnbiasedSpectralNormConv1d, UnbiasedSpectralNormConv2d,
    UnbiasedSpectralNormConv3d, UnbiasedSpectralNormConvTranspose1d, UnbiasedSpectralNormConvTranspose2d,
    UnbiasedSpectralNormConvTranspose3d, UnbiasedSpectralNormLinear, UnbiasedSpectralNormTranspose, UnbiasedWeightNorm,
    UnbiasedWeightNormConv1d, UnbiasedWeightNormConv2d, UnbiasedWeightNormConv3d, UnbiasedWeightNormConvTranspose1d,
    UnbiasedWeightNormConvTranspose2d, UnbiasedWeightNormConvTranspose3d, UnbiasedWeightNormLinear,
    UnbiasedWeightNormTranspose, Weight, WeightNorm, WeightNormConv1d, WeightNormConv2d, WeightNormConv3d,
    WeightNormConvTranspose1d, WeightNormConvTranspose2d, WeightNormConvTranspose3d, WeightNormLinear,
    WeightNormTranspose,
};
pub use permute::permute;
pub(crate) use permute::reorder;
pub use pool::{adaptive_avg_pool, adaptive_max_pool, avg_pool, global_avg_pool, global_max_pool, lp_pool, max_pool};
pub use prelu::Prelu;
pub use quantile::{Along, quantile};
pub use recurrent::{
    BidirectionalRecurrent, Cell, Layers, Recurrent, Recurring, RecurringFrom, RecurringFromBoth,
    UnbiasedBidirectionalRecurrent, UnbiasedRecurrent, UpperBidirectionalRecurrent, UpperRecurrent,
    UpperUnbiasedBidirectionalRecurrent, UpperUnbiasedRecurrent,
};
pub(crate) use reduce::sum_of_rows;
pub use reduce::{max, mean, min, sum};
pub use reshape::reshape;
pub use rms_norm::{Rescaling, RmsNorm};
pub use scale::{Scale, Scaling};
pub use scan::{End, end, scan, scan_in_parts, step};
pub use select::select;
pub use shuffle::{channel_shuffle, pixel_shuffle, pixel_unshuffle};
pub use softmax::{log_softmax, softmax, sparsemax};
pub use split::{segment, split};
pub use stop_gradient::stop_gradient;
pub use transposed_convolution::{
    ConvTranspose, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d, TransposedConvolution, UnbiasedConvTranspose,
    UnbiasedConvTranspose1d, UnbiasedConvTranspose2d, UnbiasedConvTranspose3d,
};
pub use turn::{flip, roll};
pub use upsample::{upsample_bilinear, upsample_nearest};
pub use variable::{Variable, shared};
pub use warp::{splat, warp};
pub use window::{Pool, Window};

pub use crate::kernels::Comparison;
pub use crate::kernels::warp::{Interpolation, Padding};

use dfdx::shapes::Shape;
use dfdx::tensor::Tensor;

use crate::kernels::unary::{Operation, Unary};
use crate::pass::{Frame, Part, Reads};
use crate::storage::{Device, Dtype, SliceMut};

/// Fills a weight or a bias uniformly in `±1/√fan_in`, the default of PyTorch and of dfdx.
pub(crate) fn fill_by_fan_in<S: Shape, E: Dtype, D: dfdx::tensor_ops::Device<E>>(
    tensor: &mut Tensor<S, E, D>,
    fan_in: usize,
) -> Result<(), D::Err> {
    let bound = E::of(1.0 / (fan_in as f64).sqrt());
    tensor.try_fill_with_distr(rand_distr::Uniform::new(-bound, bound))
}

/// Has `add` add to the gradients of a weight and of a bias, operands 1 and 2, if they are wanted.
fn backward_variables<E: Dtype, D: Device<E>>(
    at: &mut Frame<'_, E, D>,
    add: impl FnOnce(&D::Kernels, Reads<'_, E, D>, SliceMut<'_, E, D>, Option<SliceMut<'_, E, D>>),
) {
    backward_variables_at(at, [1, 2], add);
}

/// The same where these are other operands.
fn backward_variables_at<E: Dtype, D: Device<E>>(
    at: &mut Frame<'_, E, D>,
    [weight, bias]: [usize; 2],
    add: impl FnOnce(&D::Kernels, Reads<'_, E, D>, SliceMut<'_, E, D>, Option<SliceMut<'_, E, D>>),
) {
    let kernels = at.kernels();
    match (at.wants(weight), at.wants(bias)) {
        (true, true) => {
            let (reads, [dweight, dbias]) = at.lend([Part::Gradient(weight), Part::Gradient(bias)]);
            add(&kernels, reads, dweight, Some(dbias));
        }
        (true, false) => {
            let (reads, [dweight]) = at.lend([Part::Gradient(weight)]);
            add(&kernels, reads, dweight, None);
        }
        // A weight and its bias are trained together.
        (false, _) => {}
    }
}

/// Has the gradients of operand 0, a value, and of a weight and perhaps a bias found at once, where they lie apart; `false` if not
/// both are wanted so.
fn backward_all<E: Dtype, D: Device<E>>(
    at: &mut Frame<'_, E, D>,
    add: impl FnOnce(&D::Kernels, Reads<'_, E, D>, bool, SliceMut<'_, E, D>, SliceMut<'_, E, D>, Option<SliceMut<'_, E, D>>),
) -> bool {
    // A variable may be both, and is added to twice.
    if !at.wants(0) || !at.wants(1) || at.shares_gradient(0, 1) || at.shares_gradient(0, 2) {
        return false;
    }
    let kernels = at.kernels();
    let adds = at.adds(0);
    if at.wants(2) {
        let (reads, [dx, dweight, dbias]) = at.lend([Part::Gradient(0), Part::Gradient(1), Part::Gradient(2)]);
        add(&kernels, reads, adds, dx, dweight, Some(dbias));
    } else {
        let (reads, [dx, dweight]) = at.lend([Part::Gradient(0), Part::Gradient(1)]);
        add(&kernels, reads, adds, dx, dweight, None);
    }
    true
}

/// The backward step of a ReLU that another operation has done: the incoming gradient is 0 where the output is.
fn backward_relu<E: Dtype, D: Device<E>>(at: &mut Frame<'_, E, D>) {
    let kernels = at.kernels();
    let (reads, [dy]) = at.lend([Part::Incoming]);
    Unary::backward(&kernels, Operation::Relu, Some(reads.output(0)), dy);
}
