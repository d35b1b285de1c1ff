//! What a network costs, known when it is compiled, against the figures that torchvision publishes.

use netweave::prelude::*;

use crate::{Digits, Siamese};

const PARAMETERS: usize = Digits::PARAMETERS;
static BYTES: [u8; Digits::ACTIVATION_BYTES] = [0; Digits::ACTIVATION_BYTES];

#[test]
fn constants_are_constants() {
    assert_eq!(PARAMETERS, (16 * 9 + 16) + 2 * 16 + (32 * 16 * 9 + 32) + (10 * 512 + 10));
    assert_eq!(Digits::MULTIPLY_ADDS, 16 * 9 * 64 + 32 * 16 * 9 * 16 + 10 * 512);
    // Three of 16×8×8, two of 32×4×4, the flat one and the logits.
    assert_eq!(Digits::ACTIVATIONS, 3 * 1024 + 2 * 512 + 512 + 10);
    assert_eq!(BYTES.len(), 4 * Digits::ACTIVATIONS);
    assert_eq!(Digits::<f64, Cpu>::ACTIVATION_BYTES, 8 * Digits::ACTIVATIONS);
    assert_eq!(<Digits<f64> as Network>::PARAMETERS, PARAMETERS);
}

#[test]
fn scopes_add_up() {
    type Net = Digits<f32, Cpu>;
    const FEATURES: usize = Net::FEATURES.parameters();
    assert_eq!(FEATURES + Net::FC.parameters(), Net::PARAMETERS);
    assert_eq!(Net::FEATURES_CONV1.parameters(), 16 * 9 + 16);
    assert_eq!(Net::FEATURES_BATCH_NORM.parameters(), 32);
    assert_eq!(Net::FEATURES.multiply_adds() + Net::FC.multiply_adds(), Net::MULTIPLY_ADDS);
    assert_eq!(Net::FEATURES_CONV2.activations(), 512);
    assert_eq!(Net::FEATURES.activations(), 3 * 1024 + 2 * 512);
}

/// dfdx counts running statistics as parameters.
#[test]
fn parameters_are_those_of_dfdx_without_running_statistics() {
    let device = Cpu::default();
    assert_eq!(Digits::<f32>::build(&device).num_trainable_params(), Digits::PARAMETERS);
    assert_eq!(Siamese::<f32>::build(&device).num_trainable_params(), Siamese::PARAMETERS);
    assert_eq!(Wide::<f32>::build(&device).num_trainable_params(), Wide::PARAMETERS);
}

#[test]
fn a_scope_that_is_applied_twice_costs_twice_and_counts_once() {
    type Net = Siamese<f32, Cpu>;
    let encoder = 16 * 3 * 9 * 256 + 32 * 16 * 9 * 64;
    assert_eq!(Net::ENCODER.multiply_adds(), 2 * encoder);
    assert_eq!(Net::MULTIPLY_ADDS, 2 * encoder + 32);
    assert_eq!(Net::ENCODER.parameters(), (16 * 3 * 9 + 16) + (32 * 16 * 9 + 32));
}

const CHANNELS: usize = 6;
const WIDTH: usize = 9;

network! {
    network Wide(image: [CHANNELS, 8, WIDTH]) -> [4] {
        let features = scope features {
            image -> conv1: conv2d(2 * CHANNELS, kernel = 3, stride = 2, groups = 2, padding = 1, bias = false) -> bn: batch_norm
        };
        features -> global_avg_pool -> fc: linear(4, bias = false)
    }
}

#[test]
fn dimensions_may_be_const_items() {
    const PARAMETERS: usize = Wide::PARAMETERS;
    assert_eq!(PARAMETERS, 12 * 3 * 9 + 2 * 12 + 4 * 12);
    assert_eq!(Wide::MULTIPLY_ADDS, 12 * 3 * 9 * 4 * 5 + 4 * 12);
    assert_eq!(Wide::<f32, Cpu>::FEATURES.activations(), 2 * 12 * 4 * 5);
}

#[path = "../../examples/networks/vgg19.rs"]
mod vgg19;

#[test]
fn vgg19_is_as_torchvision_counts_it() {
    use vgg19::Vgg19;
    assert_eq!(Vgg19::PARAMETERS, 143_667_240);
    // `_ops`: 19.632 G
    assert_eq!(Vgg19::MULTIPLY_ADDS / 1_000_000, 19_632);
}
