use dfdx::prelude::SumTo;
use dfdx::tensor::Gradients;
use netweave::prelude::*;

use crate::Dev;

const STDDEV: f64 = 0.5;

network! {
    network Plain(input: [100]) -> [100] {
        input -> gaussian_noise(STDDEV)
    }

    network Twice(input: [100]) -> [100] {
        (input -> gaussian_noise(0.5)) - (input -> gaussian_noise(stddev = 0.5))
    }
}

type Batch = Tensor<Rank2<200, 100>, f64, Dev>;

fn device(seed: u64) -> Dev {
    Dev::seed_from_u64(seed)
}

/// What a training pass adds to zeros.
fn noise(device: &Dev) -> Vec<f64> {
    let mut network = Plain::<f64, Dev>::build(device);
    let zeros: Batch = device.zeros();
    network.forward_mut(zeros.leaky_traced()).as_vec()
}

fn moments(values: &[f64]) -> [f64; 2] {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    [mean, (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt()]
}

#[test]
fn inference_changes_nothing() {
    let device = device(0);
    let network = Plain::<f64, Dev>::build(&device);
    let input: Batch = device.sample_normal();
    assert_eq!(network.forward(input.clone()).as_vec(), input.as_vec());
}

/// Within five standard errors.
#[test]
fn the_mean_and_the_deviation() {
    let [mean, deviation] = moments(&noise(&device(0)));
    assert!(mean.abs() < 5.0 * STDDEV / 20_000.0_f64.sqrt(), "the mean is {mean}");
    assert!((deviation - STDDEV).abs() < 5.0 * STDDEV / 40_000.0_f64.sqrt(), "the deviation is {deviation}");
}

/// Two layers of one pass draw by themselves: the variances of their noise add up.
#[test]
fn each_layer_draws_its_own() {
    let device = device(0);
    let mut network = Twice::<f64, Dev>::build(&device);
    let zeros: Batch = device.zeros();
    let [_, deviation] = moments(&network.forward_mut(zeros.leaky_traced()).as_vec());
    assert!((deviation - STDDEV * 2.0_f64.sqrt()).abs() < 0.02, "the deviation is {deviation}");
}

#[test]
fn every_pass_draws_anew_and_the_device_decides() {
    let one = device(0);
    assert_ne!(noise(&one), noise(&one));
    assert_eq!(noise(&device(1)), noise(&device(1)));
    assert_ne!(noise(&device(1)), noise(&device(2)));
}

#[test]
fn the_gradient_goes_through() {
    let device = device(0);
    let mut network = Plain::<f64, Dev>::build(&device);
    let input: Batch = device.sample_normal();
    let cotangent: Batch = device.sample_normal();
    let output = network.forward_mut(input.trace(Gradients::leaky()));
    let gradients = (output * cotangent.clone()).sum::<Rank0, _>().backward();
    assert_eq!(gradients.get(&input).as_vec(), cotangent.as_vec());
}
