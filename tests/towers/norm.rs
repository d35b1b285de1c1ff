//! Batch norm in towers: each part by itself, and running statistics that are weighted by samples.

use netweave::prelude::*;

use crate::networks::*;

fn net() -> Normed<f64, Dev> {
    Dev::seed_from_u64(1).build_module::<Normed, f64>()
}

type X = Batch<(usize, Const<3>)>;
type T = Batch<(usize, Const<2>)>;

/// Some samples of a batch.
fn part(x: &X, t: &T, from: usize, to: usize) -> (X, T) {
    let device = device();
    let (x, t) = (x.as_vec()[from * 3..to * 3].to_vec(), t.as_vec()[from * 2..to * 2].to_vec());
    (device.tensor_from_vec(x, (to - from, Const)), device.tensor_from_vec(t, (to - from, Const)))
}

fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{found} is not {expected}");
    }
}

#[test]
fn each_part_has_statistics_of_its_own() {
    let mut net = net();
    let (x, t): (X, T) = (noise(2, 7), noise(3, 7));
    let towers = towers(3);
    let mut sgd = Sgd::new(1.0);
    let pass = net.training().on(&towers).fit(&x, &t).unwrap();

    // The mean of the losses and of the gradients of each part alone, by samples.
    let parts = [(0, 3), (3, 5), (5, 7)];
    let alone = parts.map(|(from, to)| {
        let (x, t) = part(&x, &t, from, to);
        let pass = net.training().fit(&x, &t).unwrap();
        let value = pass.value();
        let gradients = sgd.compute_gradients(pass).unwrap().variables("").unwrap();
        let gradients: Vec<f64> = gradients.into_iter().flat_map(|gradient| gradient.values).collect();
        ((to - from) as f64 / 7.0, value, gradients)
    });
    assert_close(&[pass.value()], &[alone.iter().map(|(weight, value, _)| weight * value).sum()]);
    let gradients = sgd.compute_gradients(pass).unwrap();
    let found: Vec<f64> = gradients.variables("").unwrap().into_iter().flat_map(|gradient| gradient.values).collect();
    let expected = (0..found.len()).map(|index| alone.iter().map(|(weight, _, all)| weight * all[index]).sum());
    assert_close(&found, &expected.collect::<Vec<f64>>());

    // running ← ¾ · running + ¼ · Σ weight · statistic, with the unbiased variance of each part.
    sgd.apply_gradients(&mut net, gradients).unwrap();
    let values = x.as_vec();
    for channel in 0..3 {
        let (mut mean, mut variance) = (0.0, 0.0);
        for (from, to) in parts {
            let (own, count) = ((from..to).map(|row| values[row * 3 + channel]), (to - from) as f64);
            let average = own.clone().sum::<f64>() / count;
            mean += count / 7.0 * average;
            variance += count / 7.0 * own.map(|value| (value - average).powi(2)).sum::<f64>() / (count - 1.0);
        }
        assert_close(&[net.norm.running_mean.as_vec()[channel]], &[0.25 * mean]);
        assert_close(&[net.norm.running_var.as_vec()[channel]], &[0.75 + 0.25 * variance]);
    }
}

#[test]
fn two_passes_of_towers_update_one_after_the_other() {
    let (mut net, mut sgd) = (net(), Sgd::new(0.0));
    let (x, t): (X, T) = (noise(2, 4), noise(3, 4));
    let towers = towers(2);
    let mean_of_batch: Vec<f64> =
        (0..3).map(|channel| (0..4).map(|row| x.as_vec()[row * 3 + channel]).sum::<f64>() / 4.0).collect();
    let first = sgd.compute_gradients(net.training().on(&towers).fit(&x, &t).unwrap()).unwrap();
    let second = sgd.compute_gradients(net.training().on(&towers).fit(&x, &t).unwrap()).unwrap();
    sgd.apply_gradients(&mut net, first.accumulate(second).unwrap()).unwrap();
    let twice: Vec<f64> = mean_of_batch.iter().map(|mean| 0.75 * 0.25 * mean + 0.25 * mean).collect();
    assert_close(&net.norm.running_mean.as_vec(), &twice);
}

#[test]
fn a_frozen_scope_keeps_its_statistics() {
    let (mut net, mut sgd) = (net(), Sgd::new(0.1));
    let (x, t): (X, T) = (noise(2, 7), noise(3, 7));
    let towers = towers(2);
    let one = net.training().freeze(Normed::NORM).fit(&x, &t).unwrap().value();
    let pass = net.training().freeze(Normed::NORM).on(&towers).fit(&x, &t).unwrap();
    // With running statistics, parts do not matter.
    assert_close(&[pass.value()], &[one]);
    let gradients = sgd.compute_gradients(pass).unwrap();
    sgd.apply_gradients(&mut net, gradients).unwrap();
    assert_eq!((net.norm.running_mean.array(), net.norm.running_var.array()), ([0.0; 3], [1.0; 3]));
}

#[test]
fn a_tower_with_one_value_says_so() {
    let net = net();
    let towers = towers(2);
    let error = net.training().on(&towers).fit(noise(2, 3), noise(3, 3)).err();
    assert_eq!(error, Some(Error::Tower { tower: 1, problem: Box::new(Error::OneValuePerChannel) }));
    assert!(net.training().on(&towers).fit(noise(2, 4), noise(3, 4)).is_ok());
}
