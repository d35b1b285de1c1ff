//! The perceptual loss at conv4_4 of VGG-19, for two images of 3×96×96.

use std::hint::black_box;

use netweave::TrainingPass;
use netweave::prelude::*;

use crate::{Place, Run, Work, timed, work};

/// Both images to the critic's conv4_4, and the gradient back to one of them.
pub const FORWARD_BACKWARD: Work = work!("perceptual_forward_backward", forward_backward);
/// The same with a critic that ends there.
pub const CUT_FORWARD_BACKWARD: Work = work!("perceptual_cut_forward_backward", cut_forward_backward);

network! {
    template one(x; channels) { x -> conv2d(channels, kernel = 3, padding = same) -> relu }
    template two(x; channels) { x -> first: one(channels) -> second: one(channels) }
    template pooled_four(x; channels) { x -> max_pool2d(2) -> first: two(channels) -> second: two(channels) }

    network Vgg19(image: [3, 96, 96]) -> [1000] {
        image -> block1: two(64) -> max_pool2d(2) -> block2: two(128)
            -> block3: pooled_four(256) -> block4: pooled_four(512) -> block5: pooled_four(512)
            -> max_pool2d(2) -> flatten
            -> fc6: linear(4096) -> relu -> dropout(0.5)
            -> fc7: linear(4096) -> relu -> dropout(0.5)
            -> fc8: linear(1000)
    }

    network Cut(image: [3, 96, 96]) -> [512, 12, 12] {
        image -> block1: two(64) -> max_pool2d(2) -> block2: two(128)
            -> block3: pooled_four(256) -> block4: pooled_four(512)
    }

    /// The image is what is trained, by what is added to it.
    network Image(image: [3, 96, 96]) -> [3, 96, 96] {
        let toned = image -> tone: bias;
        loss seen(target: [3, 96, 96], critic: &Vgg19) =
            perceptual(critic at block4/second/second/conv2d, toned, target);
        loss seen_cut(target: [3, 96, 96], critic: &Cut) =
            perceptual(critic at block4/second/second/conv2d, toned, target);
        toned
    }
}

type Batch<D> = Tensor<Rank4<2, 3, 96, 96>, f32, D>;

fn forward_backward(device: &impl Place) -> Run {
    let critic = Vgg19::build(device);
    gradient_of(device, move |net, image, target| net.training().seen(image, target, &critic))
}

fn cut_forward_backward(device: &impl Place) -> Run {
    let critic = Cut::build(device);
    gradient_of(device, move |net, image, target| net.training().seen_cut(image, target, &critic))
}

/// A pass with this loss, its value, and the gradient.
fn gradient_of<D: Place>(
    device: &D,
    pass: impl Fn(&Image<f32, D>, &Batch<D>, &Batch<D>) -> Result<TrainingPass<Image<f32, D>, Batch<D>>, netweave::Error>
    + 'static,
) -> Run {
    let net = Image::build(device);
    let (image, target): (Batch<D>, Batch<D>) = (device.sample_uniform(), device.sample_uniform());
    let sgd = Sgd::new(0.1);
    timed(device, move || {
        let pass = pass(&net, &image, &target).expect("a pass");
        black_box(pass.value());
        let _ = black_box(sgd.compute_gradients(pass).expect("gradients"));
    })
}
