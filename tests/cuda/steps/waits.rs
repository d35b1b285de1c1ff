use netweave::prelude::*;

use crate::counts::{count, device};

network! {
    network Everything(image: [5, 8, 8]) -> [7] {
        let logits = image
            -> normalize(mean = [0.1, 0.2, 0.3, 0.4, 0.5], deviation = [1.0, 2.0, 3.0, 4.0, 5.0])
            -> conv: conv2d(8, kernel = 3, padding = 1) -> batch_norm -> relu -> dropout(0.3)
            -> flatten -> fc: linear(7);
        loss classification(labels: [] of usize) = softmax_cross_entropy(logits, labels);
        logits
    }
}

/// The waits of a training step; the loss is read on its own if it is asked for before.
#[test]
fn a_step_waits_once() {
    let (device, _alone) = device(1);
    let mut net = Everything::<f32, Cuda>::build(&device);
    let mut adam = Adam::new(1e-3);
    let images: Tensor<Rank4<3, 5, 8, 8>, f32, Cuda> = device.sample_normal();
    let labels = device.tensor([0_usize, 6, 3]);
    for index in 0..6 {
        let reads = index % 2 == 1;
        let ((), counts) = count(|| {
            let pass = net.training().classification(&images, &labels).unwrap();
            if reads {
                assert!(pass.value().is_finite());
            }
            let gradients = adam.compute_gradients(pass).unwrap();
            adam.apply_gradients(&mut net, gradients).unwrap();
        });
        let Some(counts) = counts else { return };
        // The first step compiles kernels and copies what does not change.
        if index > 0 {
            assert_eq!(counts.synchronisations, if reads { 2 } else { 1 }, "step {index}: {counts:?}");
        }
    }
}
