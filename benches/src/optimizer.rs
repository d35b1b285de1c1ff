//! The step of an optimizer over the 25.6 million parameters of ResNet-50.

use std::time::Instant;

use netweave::prelude::*;

use crate::{Run, Work};

#[path = "../../examples/networks/resnet50.rs"]
mod resnet50;

/// Adam, without what makes the gradients.
pub const ADAM_STEP: Work = Work { name: "adam_step", prepare: || step(Adam::new(1e-3)) };

/// Gradient descent with momentum, without what makes the gradients.
pub const SGD_STEP: Work = Work { name: "sgd_step", prepare: || step(Sgd::new(0.01).momentum(0.9)) };

network! {
    network Classifier(image: [3, 224, 224]) -> [1000] {
        let logits = image -> body: resnet50::ResNet50 -> [1000];
        loss classification(labels: [1000]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn step(mut optimizer: impl Optimizer<Classifier<f32, Cpu>> + 'static) -> Run {
    let device = Cpu::default();
    let mut net = device.build_module::<Classifier, f32>();
    let image: Tensor<Rank4<1, 3, 224, 224>, f32, Cpu> = device.sample_normal();
    let labels = crate::labels::<1, 1000>(&device);
    Box::new(move || {
        let pass = net.training().classification(&image, &labels).expect("a pass");
        let gradients = optimizer.compute_gradients(pass).expect("gradients");
        let start = Instant::now();
        optimizer.apply_gradients(&mut net, gradients).expect("a step");
        start.elapsed()
    })
}
