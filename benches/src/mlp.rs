//! A multi-layer perceptron, 784-512-512-10, on a batch of 128.

use std::hint::black_box;

use netweave::prelude::*;

use crate::{Place, Run, Work, timed, work};

/// Forward, loss, backward and Adam.
pub const TRAINING_STEP: Work = work!("mlp_training_step", |device| training_step(device, false));
/// The same with products of bf16.
pub const TRAINING_STEP_BF16: Work = work!("mlp_training_step_bf16", |device| training_step(device, true));

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

fn training_step(device: &impl Place, mixed: bool) -> Run {
    let mut net = Perceptron::build(device);
    let images = device.sample_normal::<Rank2<128, 784>>();
    let labels = crate::labels::<128, 10, _>(device);
    let mut adam = Adam::new(1e-3);
    timed(device, move || {
        let training = net.training();
        let training = if mixed { training.mixed(Bf16) } else { training };
        let pass = training.classification(&images, &labels).expect("a pass");
        black_box(pass.value());
        let gradients = adam.compute_gradients(pass).expect("gradients");
        adam.apply_gradients(&mut net, gradients).expect("a step");
    })
}
