//! Templates, repetition and defaults: structure that is written once.

use netweave::prelude::*;

network! {
    /// Two convolutions, with the input carried around them.
    template block(x; channels) {
        let y = x -> conv1: conv2d(channels) -> batch_norm -> relu -> conv2: conv2d(channels);
        x + y -> relu
    }

    /// The same at another resolution and with other channels.
    template down(x; channels, stride = 2) {
        let y = x -> conv1: conv2d(channels, stride = stride) -> batch_norm -> relu -> conv2: conv2d(channels);
        let around = x -> around: conv2d(channels, kernel = 1, stride = stride);
        around + y -> relu
    }

    pub network Residual(image: [3, 32, 32]) -> [10] {
        defaults { conv2d(kernel = 3, padding = same, init = he_normal); batch_norm(momentum = 0.2) }
        image -> stem: conv2d(8) -> relu
              -> repeat 3 block: block(8)
              -> wide: down(16, stride = 4)
              -> global_avg_pool -> fc: linear(10, init = zeros, bias_init = constant(0.5))
    }
}

type Image = Tensor<Rank4<2, 3, 32, 32>, f32, Cpu>;

#[test]
fn each_use_has_variables_of_its_own() {
    let device = Cpu::seed_from_u64(1);
    let net = device.build_module::<Residual, f32>();
    let [first, second, third] = &net.block;
    assert_ne!(first.conv1.weight.as_vec(), second.conv1.weight.as_vec());
    assert_ne!(second.conv1.weight.as_vec(), third.conv1.weight.as_vec());
    assert_eq!(net.wide.conv1.weight.shape().concrete(), [16, 8, 3, 3]);
    assert_eq!(net.wide.around.weight.shape().concrete(), [16, 8, 1, 1]);
}

#[test]
fn the_elements_of_a_repeat_have_numbers_for_names() {
    let net = Cpu::default().build_module::<Residual, f32>();
    let names = net.variables("block").into_iter().map(|variable| variable.name).collect::<Vec<_>>();
    assert_eq!(names.len(), 3 * 8);
    assert!(names.contains(&"block/0/conv1/weight".to_owned()), "{names:?}");
    assert!(names.contains(&"block/2/batch_norm/running_var".to_owned()), "{names:?}");
}

#[test]
fn initialisers_are_followed() {
    let device = Cpu::seed_from_u64(2);
    let net = device.build_module::<Residual, f32>();
    let image: Image = device.sample_normal();
    // A head of zeros says its bias, whatever it is given.
    assert_eq!(net.forward(image).as_vec(), [0.5; 20]);
}

/// The first pass moves the running mean by 0.2 of what the batch has, and not by the 0.1 that nobody asked for.
#[test]
fn defaults_reach_into_templates() {
    let device = Cpu::seed_from_u64(3);
    let mut net = device.build_module::<Residual, f64>();
    let image = device.sample_normal::<Rank4<2, 3, 32, 32>>();
    let conv1 = net.end_point(residual::end_point::block_0::conv1, &image);
    let _ = net.forward_mut(image.leaky_trace());
    let values = conv1.as_vec();
    let channel = |sample: usize| &values[sample * 8 * 1024..sample * 8 * 1024 + 1024];
    let mean = (channel(0).iter().sum::<f64>() + channel(1).iter().sum::<f64>()) / 2048.0;
    let running = net.block[0].batch_norm.running_mean.as_vec()[0];
    assert!((running - 0.2 * mean).abs() < 1e-9, "{running} after a batch of mean {mean}");
}

mod in_front {
    use netweave::prelude::*;

    network! {
        defaults { conv2d(kernel = 3, padding = same, bias = false); linear(init = zeros) }

        template twice(x; channels) {
            x -> conv1: conv2d(channels) -> relu -> conv2: conv2d(channels)
        }

        pub network Encoder(image: [3, 8, 8]) -> [4] {
            image -> twice: twice(4) -> global_avg_pool
        }

        pub network Judge(image: [3, 8, 8]) -> [1] {
            defaults { conv2d(kernel = 1) }
            image -> twice: twice(2) -> plain: conv2d(2, bias = true) -> encoded: flatten -> fc: linear(1)
        }
    }
}

/// They hold for all networks of the block and in its templates; those of a body override them one by one.
#[test]
fn defaults_in_front_of_networks() {
    use in_front::{Encoder, Judge};

    assert_eq!(Encoder::PARAMETERS, 4 * 3 * 9 + 4 * 4 * 9);
    assert_eq!(Judge::PARAMETERS, 2 * 3 + 2 * 2 + (2 * 2 + 2) + (2 * 64 + 1));
    let device = Cpu::default();
    assert_eq!(device.build_module::<Judge, f32>().fc.weight.as_vec(), [0.0; 128]);
}
