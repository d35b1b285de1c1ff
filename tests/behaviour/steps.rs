//! Follows PyTorch's optimizers step by step.

use netweave::prelude::*;
use netweave::{Device, Dtype};

use crate::golden::{Golden, read};

network! {
    pub(crate) network Small(input: [5]) -> [3] {
        let logits = input
            -> hidden: linear(6, bias = false) -> norm: batch_norm -> tanh
            -> fc: linear(3);
        loss classification(labels: [3]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

/// What twenty steps in f64 and in f32 must reach; rounding is carried from step to step.
const DOUBLE: f64 = 1e-10;
const SINGLE: f64 = 1e-4;

/// Compares the loss, every variable and every running statistic after each step.
pub(crate) fn follow(case: &str, double: impl Optimizer<Small<f64>>, single: impl Optimizer<Small<f32>>) {
    let golden = Golden::open(case);
    let network: Small<f64> = golden.network();
    run(&golden, network.to_dtype::<f32>(), single, SINGLE);
    run(&golden, network, double, DOUBLE);
}

fn run<E: Dtype>(golden: &Golden, mut network: Small<E>, mut optimizer: impl Optimizer<Small<E>>, tolerance: f64)
where
    Cpu: Device<E>,
{
    let input: Tensor<Rank2<8, 5>, E, Cpu> = golden.tensor("input");
    let labels: Tensor<Rank2<8, 3>, E, Cpu> = golden.tensor("labels");
    for step in 1..=20 {
        let pass = network.training().classification(&input, &labels).unwrap();
        golden.assert_close(&format!("step{step}/value"), &[pass.value()], tolerance);
        let gradients = optimizer.compute_gradients(pass).unwrap();
        optimizer.apply_gradients(&mut network, gradients).unwrap();
        assert_eq!(optimizer.steps(), step);
        for (name, value) in read(&network, None) {
            golden.assert_close(&format!("step{step}/{name}"), &value, tolerance);
        }
    }
}
