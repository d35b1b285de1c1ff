//! ResNet-18 for images of 3×32×32, a batch of 16.

use std::hint::black_box;

use netweave::prelude::*;

use crate::{Place, Run, Work, timed, work};

#[path = "../../examples/networks/resnet18.rs"]
mod network;

/// Forward, loss, backward and Adam.
pub const TRAINING_STEP: Work =
    work!("resnet18_training_step", |device| training_step::<16, _>(device, &Settings::default()));
/// The same with products of bf16.
pub const TRAINING_STEP_BF16: Work = work!("resnet18_training_step_bf16", |device| {
    training_step::<16, _>(device, &Settings { mixed: true, ..Settings::default() })
});
/// The same in two towers, which are threads.
pub const TRAINING_STEP_TOWERS: Work = Work {
    name: "resnet18_training_step_towers",
    cpu: |device| {
        let towers = Some(Towers::cpu(2).expect("towers"));
        training_step::<16, _>(device, &Settings { towers, ..Settings::default() })
    },
    #[cfg(feature = "cuda")]
    cuda: None,
};
/// The same in half of the memory.
pub const TRAINING_STEP_IN_HALF: Work = work!("resnet18_training_step_in_half", in_half);

network! {
    network Classifier(image: [3, 32, 32]) -> [10] {
        let logits = image -> body: network::CifarResNet18 -> [10];
        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

/// A step of a rank that has so many images.
pub fn step_of_rank<const BATCH: usize>(device: &Cpu, towers: &Towers<Cpu>) -> Run {
    training_step::<BATCH, _>(device, &Settings { towers: Some(towers.clone()), ..Settings::default() })
}

/// How a step runs.
#[derive(Clone)]
struct Settings<D: Place> {
    limit: Option<usize>,
    towers: Option<Towers<D>>,
    mixed: bool,
}

impl<D: Place> Default for Settings<D> {
    fn default() -> Self {
        Self { limit: None, towers: None, mixed: false }
    }
}

fn training_step<const BATCH: usize, D: Place>(device: &D, settings: &Settings<D>) -> Run {
    let Settings { limit, towers, mixed } = settings.clone();
    let mut net = Classifier::build(device);
    let images = device.sample_normal::<Rank4<BATCH, 3, 32, 32>>();
    let labels = crate::labels::<BATCH, 10, _>(device);
    let mut adam = Adam::new(1e-3);
    timed(device, move || {
        let training = match limit {
            Some(bytes) => net.training().memory_limit(bytes),
            None => net.training(),
        };
        let training = if let Some(towers) = &towers { training.on(towers) } else { training };
        let training = if mixed { training.mixed(Bf16) } else { training };
        let pass = training.classification(&images, &labels).expect("a pass");
        black_box(pass.value());
        let gradients = adam.compute_gradients(pass).expect("gradients");
        adam.apply_gradients(&mut net, gradients).expect("a step");
    })
}

fn in_half(device: &impl Place) -> Run {
    let net = Classifier::build(device);
    let images = device.sample_normal::<Rank4<16, 3, 32, 32>>();
    let whole = net.training().classification(&images, crate::labels::<16, 10, _>(device)).expect("a pass").memory();
    training_step::<16, _>(device, &Settings { limit: Some(whole.bytes / 2), ..Settings::default() })
}
