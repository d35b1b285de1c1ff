//! The layers: one file a layer with its arguments, its shape rule and the code for it.
//!
//! [`KINDS`] is the only list of them.

mod abs;
mod adaptive_pool;
mod argmax;
mod arguments;
pub(crate) mod arithmetic;
mod attention;
mod avg_pool1d;
mod avg_pool2d;
mod avg_pool3d;
mod axes;
mod batch_norm;
mod bias;
mod broadcast;
mod celu;
mod channel_shuffle;
mod clamp;
mod class_axis;
mod code;
mod concat;
mod constant;
mod contrastive;
mod conv1d;
mod conv2d;
mod conv3d;
mod conv_transpose1d;
mod conv_transpose2d;
mod conv_transpose3d;
mod convolution;
mod correlation;
mod cosine_distance;
mod cosine_similarity;
mod crop;
mod ctc;
mod cumsum;
mod deform_conv2d;
mod dice;
mod drop_path;
mod dropout;
mod einsum;
mod elementwise;
mod elu;
mod embedding;
mod exp;
pub(crate) mod field;
mod first;
mod flatten;
mod flip;
mod floor;
mod flow;
pub(crate) mod foreign;
mod gather;
mod gather_nd;
mod gaussian_noise;
mod gelu;
mod global_avg_pool;
mod global_max_pool;
mod global_pool;
mod glu;
mod grid;
mod group_norm;
mod gru;
mod hard_shrink;
mod hard_sigmoid;
mod hard_swish;
mod hard_tanh;
mod hinge;
mod huber;
mod indexed;
mod info_nce;
mod initializer;
mod instance_norm;
mod kind;
mod kl_divergence;
mod l1;
mod l2;
mod layer_norm;
mod leaky_relu;
mod linear;
mod ln;
mod local_response_norm;
mod log_sigmoid;
mod log_softmax;
mod loss;
mod lp_pool1d;
mod lp_pool2d;
mod lp_pool3d;
mod lstm;
mod magnification;
mod masked_fill;
mod matmul;
mod max;
mod max_pool1d;
mod max_pool2d;
mod max_pool3d;
mod maximum;
mod mean;
mod meshgrid;
mod min;
mod minimum;
mod mish;
mod mse;
mod normalize;
mod number;
mod one_hot;
mod outer;
mod pad;
mod perceptual;
mod permute;
mod pixel_shuffle;
mod pooling;
mod prelu;
mod quantile;
mod recurrent;
mod reduction;
mod relu;
mod relu6;
mod repeat_axis;
mod reshape;
mod resize;
mod rms_norm;
mod rnn;
mod roll;
mod scale;
mod scatter_nd;
mod select;
mod selu;
mod sigmoid;
mod sigmoid_cross_entropy;
mod sigmoid_focal;
mod silu;
mod site;
mod smooth_l1;
mod soft_shrink;
mod softmax;
mod softmax_cross_entropy;
mod softmax_focal;
mod softplus;
mod softsign;
mod sparse_plus;
mod sparsemax;
mod splat;
mod split;
mod sqrt;
mod square;
mod squareplus;
mod stack;
mod stop_gradient;
mod sum;
mod tanh;
mod tanh_shrink;
mod topk;
mod total_variation;
mod transpose;
mod transposed_convolution;
mod upsample;
mod variable;
mod warp;
mod weight_norm;
mod window;

use std::rc::Rc;

pub(crate) use arguments::{Arguments, Demand, Demanded, Numbers, is_constant, is_setting, written};
pub(crate) use code::{Argument, Code, Foreign, Join, Start};
pub(crate) use initializer::Initializers;
pub(crate) use kind::{Inputs, Kind};
pub(crate) use magnification::Scale;
pub(crate) use number::{Number, Range};
pub(crate) use site::{Applied, Critic, Input, Site, Struct, Type, Variables, View};

/// All layers and losses of the language. Of those over several numbers of axes, that over images is first: it is what a name
/// without a number most likely means.
pub(crate) const KINDS: &[Kind] = &[
    abs::KIND,
    adaptive_pool::AVG2D,
    adaptive_pool::AVG1D,
    adaptive_pool::AVG3D,
    adaptive_pool::MAX2D,
    adaptive_pool::MAX1D,
    adaptive_pool::MAX3D,
    argmax::KIND,
    attention::KIND,
    avg_pool2d::KIND,
    avg_pool1d::KIND,
    avg_pool3d::KIND,
    batch_norm::KIND,
    bias::KIND,
    celu::KIND,
    channel_shuffle::KIND,
    clamp::KIND,
    concat::KIND,
    constant::KIND,
    contrastive::CONTRASTIVE,
    contrastive::TRIPLET,
    conv2d::KIND,
    conv1d::KIND,
    conv3d::KIND,
    conv_transpose2d::KIND,
    conv_transpose1d::KIND,
    conv_transpose3d::KIND,
    correlation::KIND,
    cosine_distance::KIND,
    cosine_similarity::KIND,
    crop::KIND,
    ctc::KIND,
    cumsum::KIND,
    deform_conv2d::KIND,
    dice::KIND,
    drop_path::KIND,
    dropout::KIND,
    einsum::KIND,
    elu::KIND,
    embedding::KIND,
    exp::KIND,
    first::KIND,
    flatten::KIND,
    flip::KIND,
    floor::KIND,
    gather::KIND,
    gather_nd::KIND,
    gaussian_noise::KIND,
    gelu::KIND,
    global_avg_pool::KIND,
    global_max_pool::KIND,
    glu::GEGLU,
    glu::GLU,
    glu::SWIGLU,
    group_norm::KIND,
    gru::KIND,
    hard_shrink::KIND,
    hard_sigmoid::KIND,
    hard_swish::KIND,
    hard_tanh::KIND,
    hinge::KIND,
    huber::KIND,
    info_nce::KIND,
    instance_norm::KIND,
    kl_divergence::KIND,
    l1::KIND,
    l2::KIND,
    layer_norm::KIND,
    leaky_relu::KIND,
    linear::KIND,
    ln::KIND,
    local_response_norm::KIND,
    log_sigmoid::KIND,
    log_softmax::KIND,
    lp_pool2d::KIND,
    lp_pool1d::KIND,
    lp_pool3d::KIND,
    lstm::KIND,
    masked_fill::KIND,
    matmul::KIND,
    max::KIND,
    max_pool2d::KIND,
    max_pool1d::KIND,
    max_pool3d::KIND,
    maximum::KIND,
    mean::KIND,
    meshgrid::KIND,
    min::KIND,
    minimum::KIND,
    mish::KIND,
    mse::KIND,
    normalize::KIND,
    one_hot::KIND,
    constant::ONES,
    outer::KIND,
    pad::KIND,
    perceptual::KIND,
    permute::KIND,
    pixel_shuffle::SHUFFLE,
    pixel_shuffle::UNSHUFFLE,
    prelu::KIND,
    quantile::KIND,
    relu6::KIND,
    relu::KIND,
    repeat_axis::KIND,
    reshape::KIND,
    resize::KIND,
    rms_norm::KIND,
    rnn::KIND,
    roll::KIND,
    scale::KIND,
    scatter_nd::KIND,
    select::KIND,
    selu::KIND,
    sigmoid::KIND,
    sigmoid_cross_entropy::KIND,
    sigmoid_focal::KIND,
    silu::KIND,
    smooth_l1::KIND,
    soft_shrink::KIND,
    softmax::KIND,
    softmax_cross_entropy::KIND,
    softmax_focal::KIND,
    softplus::KIND,
    softsign::KIND,
    sparse_plus::KIND,
    sparsemax::KIND,
    splat::KIND,
    split::KIND,
    sqrt::KIND,
    square::KIND,
    squareplus::KIND,
    stack::KIND,
    stop_gradient::KIND,
    sum::KIND,
    tanh::KIND,
    tanh_shrink::KIND,
    topk::KIND,
    total_variation::KIND,
    transpose::KIND,
    upsample::KIND,
    variable::KIND,
    warp::KIND,
    constant::ZEROS,
];

/// A layer with its arguments.
pub(crate) trait Layer {
    /// What it makes of its inputs. What does not fit is reported, and `None` returned.
    fn apply(&self, site: &mut Site) -> Option<Applied>;

    /// The layer that gives its parts as one value, of which they are taken; `None` if it gives one value alone.
    fn whole(&self) -> Option<Rc<dyn Layer>> {
        None
    }

    /// The layer that makes one of so many parts; `None` if it does not part values.
    fn part(&self, _index: usize, _count: usize) -> Option<Rc<dyn Layer>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Inputs, KINDS};

    /// A layer that holds variables says how many of their elements are trained.
    #[test]
    fn variables_count_as_parameters() {
        for kind in KINDS.iter().filter(|kind| kind.variables) {
            let counts = ["[8]", "[8, 8]", "[8, 8, 8]", "[8, 8, 8, 8]", "[8] of usize"].map(|shape| {
                let from = if matches!(kind.inputs, Inputs::Named([])) {
                    "let _x = x -> relu; let _y ="
                } else {
                    "let _y = x ->"
                };
                let network = "network Net(x: {shape}, offsets: [18, 6, 6], z: [1]) -> [1]";
                let head = network.replace("{shape}", shape);
                let source = format!("{head} {{ let _o = offsets -> relu; {from} layer: {}; z }}", kind.example);
                let code = crate::network(source.parse().expect("tokens")).to_string();
                let count = code.split(". variables (\"layer\" , ").nth(1)?;
                count.split(')').next()?.trim().parse::<usize>().ok()
            });
            assert!(counts.iter().flatten().any(|count| *count > 0), "{}: {counts:?}", kind.name);
        }
    }
}
