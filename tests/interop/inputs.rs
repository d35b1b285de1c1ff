//! Several inputs are a tuple, several outputs a struct.

use dfdx::prelude::SumTo;
use dfdx::tensor::Gradients;
use netweave::prelude::*;

network! {
    network Difference(left: [3], right: [3]) -> [2] {
        reuse scope encoder(x) {
            x -> hidden: linear(4) -> tanh
        }
        let l = encoder(left);
        let r = encoder(right);
        abs(l - r) -> fc: linear(2)
    }

    network Split(input: [3]) -> (sum: [2], difference: [4]) {
        let sum = input -> first: linear(2);
        let difference = input -> second: linear(4) -> tanh;
        (sum, difference)
    }
}

type Input = Tensor<Rank2<5, 3>, f64, Cpu>;

#[test]
fn tensors_and_references_to_them() {
    let device = Cpu::seed_from_u64(9);
    let network = Difference::<f64>::build(&device);
    let (left, right): (Input, Input) = (device.sample_normal(), device.sample_normal());
    let by_reference = network.forward(&left, &right);
    assert_eq!(network.forward(&left, right.clone()).array(), by_reference.array());
    assert_eq!(network.forward(left, right).array(), by_reference.array());
}

#[test]
fn a_tuple_of_inputs() {
    let device = Cpu::seed_from_u64(10);
    let network = Difference::<f64>::build(&device);
    let (left, right): (Input, Input) = (device.sample_normal(), device.sample_normal());
    let output = network.forward(left.clone(), right.clone()).as_vec();
    assert_eq!(Module::forward(&network, (left.clone(), right.clone())).as_vec(), output);
    assert_eq!(network.try_forward(left.clone(), right).unwrap().as_vec(), output);
    // |l - l| = 0: the bias alone.
    let same = network.forward(left.clone(), left).as_vec();
    for sample in same.chunks(2) {
        assert_eq!(sample, network.fc.bias.as_vec());
    }
}

#[test]
fn a_tuple_with_batches_of_different_sizes() {
    let device = Cpu::default();
    let network = Difference::<f64>::build(&device);
    let batch = |count: usize| -> Tensor<(usize, Const<3>), f64, Cpu> { device.zeros_like(&(count, Const)) };
    let error = Module::try_forward(&network, (batch(2), batch(3))).map(drop);
    assert_eq!(error, Err(Error::Batch { input: "right", found: 3, other: "left", expected: 2 }));
}

#[test]
fn outputs_by_name() {
    let device = Cpu::seed_from_u64(10);
    let network = Split::<f64>::build(&device);
    let input: Input = device.sample_normal();
    let outputs = network.forward(input);
    assert_eq!(outputs.sum.shape().concrete(), [5, 2]);
    assert_eq!(outputs.difference.shape().concrete(), [5, 4]);
}

/// The tape is on the first output; arithmetic with it keeps the gradients of both.
#[test]
fn outputs_share_a_tape() {
    let device = Cpu::seed_from_u64(10);
    let mut network = Split::<f64>::build(&device);
    let input: Input = device.sample_normal();
    let outputs = network.forward_mut(input.trace(Gradients::leaky()));
    let loss = outputs.sum.sum::<Rank0, _>() + outputs.difference.sum::<Rank0, _>();
    let gradients = loss.backward();
    assert_eq!(gradients.get(&network.first.bias).as_vec(), vec![5.0; 2]);
    assert!(gradients.get(&network.second.bias).as_vec().iter().all(|&value| value > 0.0));
}
