//! Follows PyTorch's optimizers step by step.

use netweave::prelude::*;
use netweave::{Device, Dtype};

use crate::Dev;
use crate::golden::{Golden, Values, read};

network! {
    pub(crate) network Small(input: [5]) -> [3] {
        let logits = input
            -> hidden: linear(6, bias = false) -> norm: batch_norm -> tanh
            -> fc: linear(3);
        loss classification(labels: [3]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

/// What a hundred steps in f64 and in f32 must reach; rounding is carried from step to step.
const STEPS: u64 = 100;
const DOUBLE: f64 = 1e-10;
const SINGLE: f64 = 1e-5;

/// Compares the loss, every variable and every running statistic after each step.
pub(crate) fn follow(case: &str, double: impl Optimizer<Small<f64, Dev>>, single: impl Optimizer<Small<f32, Dev>>) {
    follow_changed(case, double, single, |gradients| gradients, |gradients| gradients);
}

/// The same with gradients that are changed before they are applied.
pub(crate) fn follow_changed(
    case: &str,
    double: impl Optimizer<Small<f64, Dev>>,
    single: impl Optimizer<Small<f32, Dev>>,
    change_double: impl Fn(Gradients<Small<f64, Dev>>) -> Gradients<Small<f64, Dev>>,
    change_single: impl Fn(Gradients<Small<f32, Dev>>) -> Gradients<Small<f32, Dev>>,
) {
    let golden = Golden::open(case);
    let network: Small<f64, Dev> = golden.network();
    run(&golden, network.to_dtype::<f32>(), single, change_single, SINGLE);
    run(&golden, network, double, change_double, DOUBLE);
}

fn run<E: Dtype>(
    golden: &Golden,
    mut network: Small<E, Dev>,
    mut optimizer: impl Optimizer<Small<E, Dev>>,
    change: impl Fn(Gradients<Small<E, Dev>>) -> Gradients<Small<E, Dev>>,
    tolerance: f64,
) where
    Dev: Device<E>,
{
    let input: Tensor<Rank2<8, 5>, E, Dev> = golden.tensor("input");
    let labels: Tensor<Rank2<8, 3>, E, Dev> = golden.tensor("labels");
    let mut values = Values::new();
    for step in 1..=STEPS {
        let pass = network.training().classification(&input, &labels).unwrap();
        values.entry("value".to_owned()).or_default().push(pass.value().to_f64().unwrap());
        let gradients = change(optimizer.compute_gradients(pass).unwrap());
        optimizer.apply_gradients(&mut network, gradients).unwrap();
        assert_eq!(optimizer.steps(), step);
        for (name, value) in read(&network, None) {
            values.entry(name).or_default().extend(value);
        }
    }
    for (name, values) in values {
        golden.assert_close(&format!("steps/{name}"), &values, tolerance);
    }
}
