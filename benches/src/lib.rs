//! The works that netweave is timed on. `peers/` holds the same in PyTorch, under the same names.

pub mod attention;
pub mod cnn;
pub mod conv2d;
pub mod conv_transpose2d;
pub mod flow;
pub mod focal;
pub mod layer_norm;
pub mod layers;
pub mod mlp;
pub mod mobilenet_v2;
pub mod optimizer;
pub mod overlap;
pub mod perceptual;
mod place;
pub mod recurrent;
pub mod resnet18;
pub mod resnet50;
pub mod upsample;
pub mod vit;
pub mod warp;
pub mod writer;

use std::time::{Duration, Instant};

use netweave::prelude::*;

pub use place::{Gauge, Place};

/// What is timed: one forward pass or one step. It returns how long that took, without what is made anew for it.
pub type Run = Box<dyn FnMut() -> Duration>;

/// A piece of work.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// Its name, here and under `peers/`.
    pub name: &'static str,
    /// Makes its network and its data on the CPU.
    pub cpu: fn(&Cpu) -> Run,
    /// Makes them on a CUDA device, if it is for these.
    #[cfg(feature = "cuda")]
    pub cuda: Option<fn(&Cuda) -> Run>,
}

/// A piece of work of this name, made by what is generic over its [`Place`].
macro_rules! work {
    ($name:literal, $prepare:expr) => {
        Work {
            name: $name,
            cpu: $prepare,
            #[cfg(feature = "cuda")]
            cuda: Some($prepare),
        }
    };
}
use work;

/// All works, in the order of the table.
pub const WORKS: [Work; 29] = [
    conv2d::FORWARD,
    conv2d::FORWARD_BACKWARD,
    conv_transpose2d::FORWARD_BACKWARD,
    upsample::FORWARD_BACKWARD,
    layer_norm::FORWARD_BACKWARD,
    attention::FORWARD_BACKWARD,
    cnn::TRAINING_STEP,
    cnn::TRAINING_STEP_64,
    cnn::TRAINING_STEP_64_TOWERS,
    cnn::INFERENCE,
    cnn::INFERENCE_1,
    resnet18::TRAINING_STEP,
    resnet18::TRAINING_STEP_TOWERS,
    resnet18::TRAINING_STEP_IN_HALF,
    mobilenet_v2::INFERENCE,
    mlp::TRAINING_STEP,
    warp::FORWARD_BACKWARD,
    focal::FORWARD_BACKWARD,
    flow::TRAINING_STEP,
    optimizer::ADAM_STEP,
    optimizer::SGD_STEP,
    recurrent::LSTM,
    recurrent::GRU,
    recurrent::TAGGER,
    recurrent::SCANNED,
    writer::TRAINING_STEP,
    vit::TRAINING_STEP,
    perceptual::FORWARD_BACKWARD,
    perceptual::CUT_FORWARD_BACKWARD,
];

/// Those that a GPU alone is timed on: a processor would take minutes and all of its memory for one, and round by hand what a GPU
/// multiplies faster.
pub const FOR_GPUS: [Work; 6] = [
    resnet50::TRAINING_STEP,
    resnet50::TRAINING_STEP_BF16,
    cnn::TRAINING_STEP_BF16,
    mlp::TRAINING_STEP_BF16,
    resnet18::TRAINING_STEP_BF16,
    vit::TRAINING_STEP_BF16,
];

/// A run whose whole work is timed, to its end on the device. All that it needs was prepared before.
fn timed(device: &impl Place, mut work: impl FnMut() + 'static) -> Run {
    let device = device.clone();
    Box::new(move || {
        device.wait();
        let start = Instant::now();
        work();
        device.wait();
        start.elapsed()
    })
}

/// One-hot labels that count through the classes.
fn labels<const BATCH: usize, const CLASSES: usize, D: Place>(device: &D) -> Tensor<Rank2<BATCH, CLASSES>, f32, D> {
    let mut labels = vec![0.0; BATCH * CLASSES];
    for (sample, row) in labels.chunks_exact_mut(CLASSES).enumerate() {
        row[sample % CLASSES] = 1.0;
    }
    device.tensor_from_vec(labels, Rank2::default())
}
