//! A small convolutional network with batch norm, on images of 3×32×32.

use std::hint::black_box;

use netweave::prelude::*;

use crate::{Run, Work, timed};

/// Forward, loss, backward and Adam.
pub const TRAINING_STEP: Work = Work { name: "cnn_training_step", prepare: training_step::<32, 1> };
/// The same with a batch of 64 instead of 32.
pub const TRAINING_STEP_64: Work = Work { name: "cnn_training_step_64", prepare: training_step::<64, 1> };
/// The same in two towers.
pub const TRAINING_STEP_64_TOWERS: Work = Work { name: "cnn_training_step_64_towers", prepare: training_step::<64, 2> };

/// Forward with running statistics, without a tape.
pub const INFERENCE: Work = Work { name: "cnn_inference", prepare: inference::<32> };
/// The same with a single image.
pub const INFERENCE_1: Work = Work { name: "cnn_inference_1", prepare: inference::<1> };

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

fn training_step<const BATCH: usize, const TOWERS: usize>() -> Run {
    let device = Cpu::default();
    let towers = Towers::cpu(TOWERS).expect("towers");
    let mut net = device.build_module::<SmallCnn, f32>();
    let images: Tensor<Rank4<BATCH, 3, 32, 32>, f32, Cpu> = device.sample_normal();
    let labels = crate::labels::<BATCH, 10>(&device);
    let mut adam = Adam::new(1e-3);
    timed(move || {
        let pass = net.training().on(&towers).classification(&images, &labels).expect("a pass");
        black_box(pass.value());
        let gradients = adam.compute_gradients(pass).expect("gradients");
        adam.apply_gradients(&mut net, gradients).expect("a step");
    })
}

fn inference<const BATCH: usize>() -> Run {
    let device = Cpu::default();
    let net = device.build_module::<SmallCnn, f32>();
    let images: Tensor<Rank4<BATCH, 3, 32, 32>, f32, Cpu> = device.sample_normal();
    timed(move || {
        black_box(net.forward(images.clone()));
    })
}
