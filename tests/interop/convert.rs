//! What dfdx does with all the tensors of a module.

use dfdx::nn::ModelEMA;
use netweave::prelude::*;

use crate::Digits;

#[test]
fn trainable_parameters() {
    let network = Digits::<f32>::build(&Cpu::default());
    let conv1 = 16 * 9 + 16;
    let batch_norm = 16 + 16;
    let conv2 = 32 * 16 * 9 + 32;
    let fc = 10 * 512 + 10;
    assert_eq!(network.num_trainable_params(), conv1 + batch_norm + conv2 + fc);
}

#[test]
fn to_dtype() {
    let device = Cpu::default();
    let single = Digits::<f32>::build(&device);
    let double: Digits<f64> = single.to_dtype::<f64>();
    let images: Tensor<Rank4<3, 1, 8, 8>, f32, _> = device.sample_normal();
    let logits = single.forward(images.clone()).as_vec();
    let wide = double.forward(images.clone().to_dtype::<f64>()).as_vec();
    for (logit, wide) in logits.iter().zip(wide) {
        assert!((f64::from(*logit) - wide).abs() < 1e-5, "{logit} is not {wide}");
    }
    let back: Digits<f32> = double.to_dtype::<f32>();
    assert_eq!(back.forward(images).as_vec(), logits);
}

#[test]
fn to_device() {
    let device = Cpu::default();
    let network = Digits::<f32>::build(&device);
    let moved: Digits<f32, Cpu> = network.to_device(&Cpu::default());
    let images: Tensor<Rank4<3, 1, 8, 8>, f32, _> = device.sample_normal();
    assert_eq!(moved.forward(images.clone()).as_vec(), network.forward(images).as_vec());
}

#[test]
fn clone_and_debug() {
    let device = Cpu::default();
    let network = Digits::<f32>::build(&device);
    let mut changed = network.clone();
    changed.fc.bias = device.ones();
    assert_ne!(changed.fc.bias.as_vec(), network.fc.bias.as_vec());
    assert!(format!("{network:?}").starts_with("Digits"));
}

/// Weights and biases uniform in ±1/√fan_in, as PyTorch and dfdx have it.
#[test]
fn initial_values() {
    let network = Digits::<f64>::build(&Cpu::seed_from_u64(9));
    let check = |values: Vec<f64>, fan_in: f64| {
        let bound = 1.0 / fan_in.sqrt();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let largest = values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
        assert!(largest <= bound && largest > 0.8 * bound, "{largest} of {bound}");
        assert!(mean.abs() < 5.0 * bound / (3.0 * values.len() as f64).sqrt(), "{mean} of {bound}");
    };
    check(network.features.conv1.weight.as_vec(), 9.0);
    check(network.features.conv1.bias.as_vec(), 9.0);
    check(network.features.conv2.weight.as_vec(), 144.0);
    check(network.fc.weight.as_vec(), 512.0);
    check(network.fc.bias.as_vec(), 512.0);
    let norm = &network.features.batch_norm;
    assert_eq!(norm.weight.as_vec(), vec![1.0; 16]);
    assert_eq!(norm.bias.as_vec(), vec![0.0; 16]);
    assert_eq!(norm.running_mean.as_vec(), vec![0.0; 16]);
    assert_eq!(norm.running_var.as_vec(), vec![1.0; 16]);
}

#[test]
fn reset_params() {
    let device = Cpu::seed_from_u64(9);
    let mut network = Digits::<f64>::build(&device);
    let images: Tensor<Rank4<3, 1, 8, 8>, f64, _> = device.sample_normal();
    let _ = network.forward_mut(images.leaky_traced());
    let before = network.fc.weight.as_vec();
    network.reset_params();
    assert_ne!(network.fc.weight.as_vec(), before);
    assert_eq!(network.features.batch_norm.running_mean.as_vec(), vec![0.0; 16]);
    assert_eq!(network.features.batch_norm.running_var.as_vec(), vec![1.0; 16]);
}

#[test]
fn moving_average_of_a_model() {
    let device = Cpu::seed_from_u64(9);
    let network = Digits::<f64>::build(&device);
    let mut average = network.clone();
    average.fc.bias = device.ones();
    average.ema(&network, 0.9);
    for (average, value) in average.fc.bias.as_vec().iter().zip(network.fc.bias.as_vec()) {
        assert!((average - (0.9 + 0.1 * value)).abs() < 1e-12);
    }
}
