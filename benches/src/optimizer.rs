//! The step of an optimizer over the 25.6 million parameters of ResNet-50.

use std::time::Instant;

use netweave::prelude::*;

use crate::resnet50::Classifier;
use crate::{Place, Run, Work, work};

/// Adam, without what makes the gradients.
pub const ADAM_STEP: Work = work!("adam_step", |device| step(device, Adam::new(1e-3)));

/// Gradient descent with momentum, without what makes the gradients.
pub const SGD_STEP: Work = work!("sgd_step", |device| step(device, Sgd::new(0.01).momentum(0.9)));

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
