//! A multi-layer perceptron, 784-512-512-10, on a batch of 128.

use std::hint::black_box;

use netweave::prelude::*;

use crate::{Run, Work, timed};

/// Forward, loss, backward and Adam.
pub const TRAINING_STEP: Work = Work { name: "mlp_training_step", prepare: training_step };

network! {
    network Perceptron(image: [784]) -> [10] {
        let logits = image
            -> fc1: linear(512) -> relu
            -> fc2: linear(512) -> relu
            -> fc3: linear(10);

        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn training_step() -> Run {
    let device = Cpu::default();
    let mut net = device.build_module::<Perceptron, f32>();
    let images: Tensor<Rank2<128, 784>, f32, Cpu> = device.sample_normal();
    let labels = crate::labels::<128, 10>(&device);
    let mut adam = Adam::new(1e-3);
    timed(move || {
        let pass = net.training().classification(&images, &labels).expect("a pass");
        black_box(pass.value());
        let gradients = adam.compute_gradients(pass).expect("gradients");
        adam.apply_gradients(&mut net, gradients).expect("a step");
    })
}
