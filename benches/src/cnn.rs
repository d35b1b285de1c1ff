//! A small convolutional network with batch norm, on images of 3×32×32.

use std::hint::black_box;

use netweave::prelude::*;

use crate::{Place, Run, Work, timed, work};

/// Forward, loss, backward and Adam.
pub const TRAINING_STEP: Work = work!("cnn_training_step", training_step::<32>);
/// The same with products of bf16.
pub const TRAINING_STEP_BF16: Work = work!("cnn_training_step_bf16", |device| steps::<32, _>(device, None, true));
/// The same with a batch of 64 instead of 32.
pub const TRAINING_STEP_64: Work = work!("cnn_training_step_64", training_step::<64>);
/// The same in two towers, which are threads.
pub const TRAINING_STEP_64_TOWERS: Work = Work {
    name: "cnn_training_step_64_towers",
    cpu: |device| steps::<64, _>(device, Some(Towers::cpu(2).expect("towers")), false),
    #[cfg(feature = "cuda")]
    cuda: None,
};

/// Forward with running statistics, without a tape.
pub const INFERENCE: Work = work!("cnn_inference", inference::<32>);
/// The same with a single image.
pub const INFERENCE_1: Work = work!("cnn_inference_1", inference::<1>);

network! {
    network SmallCnn(image: [3, 32, 32]) -> [10] {
        let logits = image
            -> conv1: conv2d(32, kernel = 3, padding = 1) -> norm1: batch_norm -> relu
            -> conv2: conv2d(64, kernel = 3, stride = 2, padding = 1) -> norm2: batch_norm -> relu
            -> conv3: conv2d(128, kernel = 3, stride = 2, padding = 1) -> norm3: batch_norm -> relu
            -> global_avg_pool
            -> fc: linear(10);

        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn training_step<const BATCH: usize>(device: &impl Place) -> Run {
    steps::<BATCH, _>(device, None, false)
}

/// A step of a rank that has so many images.
pub fn step_of_rank<const BATCH: usize>(device: &Cpu, towers: &Towers<Cpu>) -> Run {
    steps::<BATCH, _>(device, Some(towers.clone()), false)
}

fn steps<const BATCH: usize, D: Place>(device: &D, towers: Option<Towers<D>>, mixed: bool) -> Run {
    let mut net = SmallCnn::build(device);
    let images = device.sample_normal::<Rank4<BATCH, 3, 32, 32>>();
    let labels = crate::labels::<BATCH, 10, _>(device);
    let mut adam = Adam::new(1e-3);
    timed(device, move || {
        let training = net.training();
        let training = if let Some(towers) = &towers { training.on(towers) } else { training };
        let training = if mixed { training.mixed(Bf16) } else { training };
        let pass = training.classification(&images, &labels).expect("a pass");
        black_box(pass.value());
        let gradients = adam.compute_gradients(pass).expect("gradients");
        adam.apply_gradients(&mut net, gradients).expect("a step");
    })
}

fn inference<const BATCH: usize>(device: &impl Place) -> Run {
    let net = SmallCnn::build(device);
    let images = device.sample_normal::<Rank4<BATCH, 3, 32, 32>>();
    timed(device, move || {
        black_box(net.forward(images.clone()));
    })
}
