//! ResNet-50 for images of 3×224×224, a batch of 64: for GPUs.

use std::hint::black_box;

use netweave::prelude::*;

use crate::{Place, Run, Work, timed, work};

#[path = "../../examples/networks/resnet50.rs"]
mod network;

/// Forward, loss, backward and gradient descent with momentum.
pub const TRAINING_STEP: Work = work!("resnet50_training_step", |device| training_step(device, false));
/// The same with products of bf16.
pub const TRAINING_STEP_BF16: Work = work!("resnet50_training_step_bf16", |device| training_step(device, true));

network! {
    pub(crate) network Classifier(image: [3, 224, 224]) -> [1000] {
        let logits = image -> body: network::ResNet50 -> [1000];
        loss classification(labels: [1000]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn training_step(device: &impl Place, mixed: bool) -> Run {
    let mut net = Classifier::build(device);
    let images = device.sample_normal::<Rank4<64, 3, 224, 224>>();
    let labels = crate::labels::<64, 1000, _>(device);
    let mut sgd = Sgd::new(0.01).momentum(0.9);
    timed(device, move || {
        let training = net.training();
        let training = if mixed { training.mixed(Bf16) } else { training };
        let pass = training.classification(&images, &labels).expect("a pass");
        black_box(pass.value());
        let gradients = sgd.compute_gradients(pass).expect("gradients");
        sgd.apply_gradients(&mut net, gradients).expect("a step");
    })
}
