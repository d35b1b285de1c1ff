use netweave::prelude::*;

use crate::counts::{Counts, count, device};

#[path = "../../../examples/networks/resnet18.rs"]
mod resnet18;

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

    network Classifier(image: [3, 32, 32]) -> [10] {
        let logits = image -> body: resnet18::CifarResNet18 -> [10];
        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

/// What the forward pass, the way back and the optimizer's step launch, with products; at the first step, where nothing is
/// recorded.
macro_rules! launches {
    ($network:ident, $batch:literal) => {{
        let (device, alone) = device(1);
        let mut net = $network::<f32, Cuda>::build(&device);
        let images: Tensor<Rank4<$batch, 3, 32, 32>, f32, Cuda> = device.sample_normal();
        let labels: Tensor<Rank2<$batch, 10>, f32, Cuda> = device.ones() * 0.1;
        let mut adam = Adam::new(1e-3);
        let (pass, forward) = count(|| net.training().classification(&images, &labels).unwrap());
        let (gradients, backward) = count(|| adam.compute_gradients(pass).unwrap());
        let ((), step) = count(|| adam.apply_gradients(&mut net, gradients).unwrap());
        drop(alone);
        let all = |counts: Option<Counts>| {
            counts.map(|counts| [counts.launches + counts.products, counts.fills + counts.copies])
        };
        [all(forward), all(backward), all(step)]
    }};
}

#[test]
fn a_small_cnn() {
    let parts = launches!(SmallCnn, 32);
    eprintln!("a small CNN: {parts:?}");
}

#[test]
fn a_resnet_18() {
    let parts = launches!(Classifier, 16);
    eprintln!("ResNet-18: {parts:?}");
}
