//! ResNet-18 for images of 3×32×32, a batch of 16.

use std::hint::black_box;

use netweave::prelude::*;

use crate::{Run, Work, timed};

#[path = "../../examples/networks/resnet18.rs"]
mod network;

/// Forward, loss, backward and Adam.
pub const TRAINING_STEP: Work = Work { name: "resnet18_training_step", prepare: || training_step(None) };
/// The same in half of the memory.
pub const TRAINING_STEP_IN_HALF: Work = Work { name: "resnet18_training_step_in_half", prepare: in_half };

network! {
    network Classifier(image: [3, 32, 32]) -> [10] {
        let logits = image -> body: network::CifarResNet18 -> [10];
        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn training_step(limit: Option<usize>) -> Run {
    let device = Cpu::default();
    let mut net = device.build_module::<Classifier, f32>();
    let images: Tensor<Rank4<16, 3, 32, 32>, f32, Cpu> = device.sample_normal();
    let labels = crate::labels::<16, 10>(&device);
    let mut adam = Adam::new(1e-3);
    timed(move || {
        let training = match limit {
            Some(bytes) => net.training().memory_limit(bytes),
            None => net.training(),
        };
        let pass = training.classification(&images, &labels).expect("a pass");
        black_box(pass.value());
        let gradients = adam.compute_gradients(pass).expect("gradients");
        adam.apply_gradients(&mut net, gradients).expect("a step");
    })
}

fn in_half() -> Run {
    let device = Cpu::default();
    let net = device.build_module::<Classifier, f32>();
    let images: Tensor<Rank4<16, 3, 32, 32>, f32, Cpu> = device.sample_normal();
    let whole = net.training().classification(&images, crate::labels::<16, 10>(&device)).expect("a pass").memory();
    training_step(Some(whole.bytes / 2))
}
