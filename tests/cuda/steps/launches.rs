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

/// What the forward pass, the way back and the optimizer's step launch, products among it, at the second step: dfdx is asked
/// for more at the first one.
macro_rules! launches {
    ($network:ident, $batch:literal) => {{
        let (device, _alone) = device(1);
        let mut net = $network::<f32, Cuda>::build(&device);
        let images: Tensor<Rank4<$batch, 3, 32, 32>, f32, Cuda> = device.sample_normal();
        let labels: Tensor<Rank2<$batch, 10>, f32, Cuda> = device.ones() * 0.1;
        let mut adam = Adam::new(1e-3);
        let mut step = || {
            let (pass, forward) = count(|| net.training().classification(&images, &labels).unwrap());
            let (gradients, backward) = count(|| adam.compute_gradients(pass).unwrap());
            let ((), step) = count(|| adam.apply_gradients(&mut net, gradients).unwrap());
            [forward, backward, step]
        };
        step();
        step().map(|counts| {
            let Counts { launches, launches_in_graphs, products, .. } = counts?;
            Some(launches + launches_in_graphs + products)
        })
    }};
}

/// Forward: three convolutions, five of their norms, of which two look at all values before, pool, linear layer, loss, and
/// what becomes of the statistics. Back: the loss, two of the linear layer, pool, five of the norms, five of the convolutions,
/// and whether all is finite. Then Adam, which blends the statistics as well.
#[test]
fn a_small_cnn() {
    let parts = launches!(SmallCnn, 32);
    assert!(parts[0].is_none() || parts == [12, 12, 1].map(Some), "{parts:?}");
}

#[test]
fn a_resnet_18() {
    let parts = launches!(Classifier, 16);
    assert!(parts[0].is_none() || parts == [65, 57, 1].map(Some), "{parts:?}");
}
