//! Every layer, loss and optimizer against PyTorch's values and against finite differences; a file each.

/// The device that all of it runs on: with the feature `cuda` the first CUDA device.
#[cfg(not(feature = "cuda"))]
type Dev = dfdx::tensor::Cpu;
#[cfg(feature = "cuda")]
type Dev = dfdx::tensor::Cuda;

/// Why a training pass is refused. A device that has to be waited for tells it where the loss is read.
macro_rules! refusal {
    ($pass:expr) => {
        $pass.and_then(|pass| pass.try_value()).err()
    };
}

mod differences;
mod flow;
mod golden;
mod loss;

mod abs;
mod adam;
mod adam_w;
mod argmax;
mod arithmetic;
mod attention;
mod avg_pool2d;
mod batch_norm;
mod bias;
mod broadcast;
mod clamp;
mod comparison;
mod concat;
mod constant;
mod conv2d;
mod conv_transpose2d;
mod cosine_distance;
mod crop;
mod cumsum;
mod definition;
mod dropout;
mod early_stopping;
mod einsum;
mod elu;
mod embedding;
mod exp;
mod flatten;
mod flip;
mod floor;
mod foreign;
mod frozen;
mod fusion;
mod gather;
mod gather_nd;
mod gelu;
mod global_avg_pool;
mod gradients;
mod group_norm;
mod gru;
mod hinge;
mod huber;
mod init;
mod instance_norm;
mod kl_divergence;
mod l1;
mod l2;
mod layer_norm;
mod leaky_relu;
mod linear;
mod ln;
mod log_softmax;
mod losses;
mod lstm;
mod masked_fill;
mod matmul;
mod max;
mod max_pool2d;
mod maximum;
mod mean;
mod memory_limit;
mod min;
mod moving_average;
mod normalize;
mod one_hot;
mod optimizer;
mod outer;
mod pad;
mod pass;
mod peak_memory;
mod perceptual;
mod permute;
mod prelu;
mod relu;
mod repeat_axis;
mod reshape;
mod resize;
mod rms_prop;
mod rnn;
mod roll;
mod scale;
mod scatter_nd;
mod schedule;
mod scope;
mod select;
mod sgd;
mod shadowing;
mod sigmoid;
mod sigmoid_cross_entropy;
mod sigmoid_focal;
mod silu;
mod smooth_l1;
mod softmax;
mod softmax_cross_entropy;
mod softmax_focal;
mod softplus;
mod splat;
mod split;
mod sqrt;
mod square;
mod stack;
mod steps;
mod stop_gradient;
mod sum;
mod tanh;
mod templates;
mod topk;
mod total_variation;
mod training;
mod transpose;
mod upsample;
mod variable;
mod views;
mod warp;
