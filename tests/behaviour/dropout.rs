use dfdx::prelude::SumTo;
use dfdx::tensor::Gradients;
use netweave::prelude::*;

use crate::Dev;

const P: f64 = 0.3;

network! {
    network Plain(input: [100]) -> [100] {
        input -> dropout(0.3)
    }
}

type Batch = Tensor<Rank2<200, 100>, f64, Dev>;

fn device(seed: u64) -> Dev {
    Dev::seed_from_u64(seed)
}

/// The mask times `1 / (1 - p)`, as a training pass over ones shows it.
fn mask(device: &Dev) -> Vec<f64> {
    let mut network = Plain::<f64, Dev>::build(device);
    let ones: Batch = device.ones();
    network.forward_mut(ones.leaky_traced()).as_vec()
}

#[test]
fn inference_changes_nothing() {
    let device = device(0);
    let network = Plain::<f64, Dev>::build(&device);
    let input: Batch = device.sample_normal();
    assert_eq!(network.forward(input.clone()).as_vec(), input.as_vec());
}

#[test]
fn an_element_is_dropped_or_scaled() {
    let scaled = 1.0 / (1.0 - P);
    for value in mask(&device(0)) {
        assert!(value == 0.0 || (value - scaled).abs() < 1e-12, "{value}");
    }
}

/// Within five standard deviations, over the whole batch, over every sample and over every place of a sample.
#[test]
fn the_share_of_what_is_dropped() {
    let mask = mask(&device(0));
    let check = |values: &mut dyn Iterator<Item = f64>, what: String| {
        let (mut dropped, mut count) = (0.0, 0.0);
        for value in values {
            dropped += f64::from(value == 0.0);
            count += 1.0;
        }
        let deviation = (P * (1.0 - P) / count).sqrt();
        let share = dropped / count;
        assert!((share - P).abs() < 5.0 * deviation, "{what}: {share} is dropped");
    };
    check(&mut mask.iter().copied(), "the batch".to_owned());
    for sample in 0..200 {
        check(&mut mask[100 * sample..][..100].iter().copied(), format!("sample {sample}"));
    }
    for place in 0..100 {
        check(&mut mask[place..].iter().copied().step_by(100), format!("place {place}"));
    }
}

#[test]
fn neighbours_are_independent() {
    let mask = mask(&device(0));
    let pairs = mask.windows(2).filter(|pair| pair[0] == 0.0 && pair[1] == 0.0).count() as f64;
    let count = mask.len() as f64;
    assert!((pairs / count - P * P).abs() < 5.0 * (P * P / count).sqrt(), "{pairs} of {count} pairs");
}

#[test]
fn every_pass_draws_anew() {
    let device = device(0);
    assert_ne!(mask(&device), mask(&device));
}

#[test]
fn the_device_decides() {
    assert_eq!(mask(&device(1)), mask(&device(1)));
    assert_ne!(mask(&device(1)), mask(&device(2)));
}

#[test]
fn the_gradient_goes_where_the_value_went() {
    let device = device(0);
    let mut network = Plain::<f64, Dev>::build(&device);
    let input: Batch = device.sample_normal();
    let cotangent: Batch = device.sample_normal();
    let output = network.forward_mut(input.trace(Gradients::leaky()));
    let factors: Vec<f64> = output.as_vec().iter().zip(input.as_vec()).map(|(y, x)| y / x).collect();
    let gradients = (output * cotangent.clone()).sum::<Rank0, _>().backward();
    let gradient = gradients.get(&input).as_vec();
    for ((gradient, cotangent), factor) in gradient.iter().zip(cotangent.as_vec()).zip(factors) {
        assert!((gradient - cotangent * factor).abs() < 1e-12 * cotangent.abs().max(1.0));
    }
}
