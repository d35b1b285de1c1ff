//! ViT-Tiny on four images of 3×224×224.

use std::hint::black_box;

use netweave::prelude::*;

use crate::{Place, Run, Work, labels, timed, work};

/// Forward, cross entropy, backward and Adam.
pub const TRAINING_STEP: Work = work!("vit_tiny_training_step", |device| training_step(device, false));
/// The same with products of bf16.
pub const TRAINING_STEP_BF16: Work = work!("vit_tiny_training_step_bf16", |device| training_step(device, true));

network! {
    template block(x; width, heads) {
        let x = x + (x -> ln_1: layer_norm(epsilon = 1e-6) -> attn: attention(heads));
        x + (x -> ln_2: layer_norm(epsilon = 1e-6) -> up: linear(4 * width) -> gelu -> down: linear(width))
    }

    network VitTiny(image: [3, 224, 224]) -> [1000] {
        let patches = image -> patch: conv2d(192, kernel = 16, stride = 16) -> reshape([192, 196]) -> permute([1, 0]);
        let x = concat((token: variable([1, 192], init = zeros)), patches, axis = 0);
        let x = x + (positions: variable([197, 192], init = normal(0.02)));
        let x = x -> repeat 12 layer: block(192, 3) -> ln: layer_norm(epsilon = 1e-6);
        let (first, _rest) = split(x, sizes = [1, 196], axis = 0);
        let logits = first -> flatten -> head: linear(1000);
        loss classification(labels: [1000]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn training_step(device: &impl Place, mixed: bool) -> Run {
    let mut net = VitTiny::build(device);
    let images = device.sample_normal::<Rank4<4, 3, 224, 224>>();
    let labels = labels::<4, 1000, _>(device);
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
