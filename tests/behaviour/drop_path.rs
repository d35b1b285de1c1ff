use dfdx::prelude::SumTo;
use dfdx::tensor::{Gradients, Trace};
use netweave::prelude::*;

use crate::Dev;

const RATE: f64 = 0.3;

network! {
    network Plain(input: [4, 25]) -> [4, 25] {
        input -> drop_path(RATE)
    }
}

type Batch = Tensor<Rank3<200, 4, 25>, f64, Dev>;

#[test]
fn inference_changes_nothing() {
    let device = Dev::seed_from_u64(0);
    let network = Plain::<f64, Dev>::build(&device);
    let input: Batch = device.sample_normal();
    assert_eq!(network.forward(input.clone()).as_vec(), input.as_vec());
}

/// A sample goes as a whole, and so do its gradients.
#[test]
fn samples_are_dropped_or_scaled() {
    let device = Dev::seed_from_u64(1);
    let mut network = Plain::<f64, Dev>::build(&device);
    let input: Batch = device.ones();
    let output = network.forward_mut(input.trace(Gradients::leaky()));
    let mask = output.as_vec();
    let gradient = output.sum().backward().get(&input).as_vec();
    assert_eq!(mask, gradient);
    let mut dropped = 0;
    for sample in mask.chunks(100) {
        assert!(sample.iter().all(|value| *value == sample[0]), "{sample:?}");
        assert!(sample[0] == 0.0 || (sample[0] - 1.0 / (1.0 - RATE)).abs() < 1e-12);
        dropped += usize::from(sample[0] == 0.0);
    }
    // Within five standard deviations of 60.
    assert!((28..=92).contains(&dropped), "{dropped}");
}
