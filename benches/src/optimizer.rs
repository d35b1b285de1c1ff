//! The step of an optimizer over the 25.6 million parameters of ResNet-50.

use std::time::Instant;

use netweave::prelude::*;

use crate::{Place, Run, Work, work};

#[path = "../../examples/networks/resnet50.rs"]
mod resnet50;

/// Adam, without what makes the gradients.
pub const ADAM_STEP: Work = work!("adam_step", |device| step(device, Adam::new(1e-3)));

/// Gradient descent with momentum, without what makes the gradients.
pub const SGD_STEP: Work = work!("sgd_step", |device| step(device, Sgd::new(0.01).momentum(0.9)));

network! {
    network Classifier(image: [3, 224, 224]) -> [1000] {
        let logits = image -> body: resnet50::ResNet50 -> [1000];
        loss classification(labels: [1000]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn step<D: Place>(device: &D, mut optimizer: impl Optimizer<Classifier<f32, D>> + 'static) -> Run {
    let own = device.clone();
    let mut net = Classifier::build(device);
    let image = device.sample_normal::<Rank4<1, 3, 224, 224>>();
    let labels = crate::labels::<1, 1000, _>(device);
    Box::new(move || {
        let pass = net.training().classification(&image, &labels).expect("a pass");
        let gradients = optimizer.compute_gradients(pass).expect("gradients");
        own.wait();
        let start = Instant::now();
        optimizer.apply_gradients(&mut net, gradients).expect("a step");
        own.wait();
        start.elapsed()
    })
}
