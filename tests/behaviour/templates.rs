//! Templates, repeated scopes and defaults: a small residual network with PyTorch's values and gradients.

use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Image, Vector, check};

network! {
    /// Two convolutions and a way around them.
    template basic(x; channels) {
        let inner = x -> conv1: conv2d(channels) -> bn1: batch_norm -> relu -> conv2: conv2d(channels) -> bn2: batch_norm;
        inner + x -> relu
    }
    template down(x; channels, stride = 2) {
        defaults { batch_norm(momentum = 0.2) }
        let shortcut = x -> project: conv2d(channels, kernel = 1, stride = stride) -> batch_norm;
        let inner = x -> conv1: conv2d(channels, stride = stride) -> relu -> conv2: conv2d(channels);
        inner + shortcut -> relu
    }
    template stage(x; channels, blocks) {
        x -> first: down(channels) -> repeat (blocks - 1) rest: basic(channels)
    }

    network Residual(input: [2, 6, 6]) -> [3] {
        defaults { conv2d(kernel = 3, padding = same, bias = false) }
        input -> repeat 2 block: basic(2) -> layer2: stage(4, blocks = 3) -> global_avg_pool -> fc: linear(3)
    }
}

#[test]
fn residual() {
    check::<Residual<f64>, Image<2, 6, 6>, Vector<3>>("templates_residual");
}

/// Which template made what: the types of the fields.
#[test]
fn fields() {
    let network = Residual::<f32, Dev>::build(&Dev::default());
    let [first, second]: &[residual::Block<f32, Dev>; 2] = &network.block;
    assert_ne!(first.conv1.weight.as_vec(), second.conv1.weight.as_vec());
    let rest: &[residual::layer2::Rest<f32, Dev>; 2] = &network.layer2.rest;
    assert_eq!(rest[1].bn2.running_var.as_vec(), [1.0; 4]);
}
