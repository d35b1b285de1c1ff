//! Tensors of dfdx may be views: permuted or broadcast. They are inputs and variables like any other.

use dfdx::prelude::{BroadcastTo, PermuteTo, SumTo};
use dfdx::shapes::Axes4;
use dfdx::tensor::Gradients;
use netweave::prelude::*;

network! {
    network Small(input: [2, 3, 4]) -> [3] {
        let logits = input -> conv: conv2d(2, kernel = 2) -> tanh -> flatten -> fc: linear(3);
        loss classification(labels: [3]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

type Input = Tensor<Rank4<5, 2, 3, 4>, f64, Cpu>;

/// A permuted view and the same values in order.
fn view(device: &Cpu) -> (Input, Input) {
    let stored: Tensor<Rank4<4, 5, 3, 2>, f64, Cpu> = device.sample_normal();
    let view: Input = stored.permute::<_, Axes4<1, 3, 2, 0>>();
    let plain = device.tensor_from_vec(view.as_vec(), Default::default());
    (view, plain)
}

#[test]
fn a_permuted_input() {
    let device = Cpu::seed_from_u64(12);
    let mut network = Small::<f64>::build(&device);
    let (view, plain) = view(&device);
    let expected = network.forward(plain.clone()).as_vec();
    assert_eq!(network.forward(view.clone()).as_vec(), expected);
    assert_eq!(Module::forward(&network, view.clone()).as_vec(), expected);

    let labels = device.ones();
    let pass = network.training().classification(&view, &labels).unwrap();
    assert_eq!(pass.value(), network.training().classification(&plain, &labels).unwrap().value());

    let gradients = network.forward_mut(view.trace(Gradients::leaky())).sum::<Rank0, _>().backward();
    let expected = network.forward_mut(plain.trace(Gradients::leaky())).sum::<Rank0, _>().backward();
    assert_eq!(gradients.get(&view).as_vec(), expected.get(&plain).as_vec());
    assert_eq!(gradients.get(&network.conv.weight).as_vec(), expected.get(&network.conv.weight).as_vec());
}

#[test]
fn a_broadcast_input() {
    let device = Cpu::seed_from_u64(12);
    let network = Small::<f64>::build(&device);
    let sample: Tensor<Rank3<2, 3, 4>, f64, Cpu> = device.sample_normal();
    let batch: Input = sample.clone().broadcast();
    let output = network.forward(batch).as_vec();
    let one: Tensor<Rank4<1, 2, 3, 4>, f64, Cpu> = sample.broadcast();
    let expected = network.forward(one).as_vec();
    for row in output.chunks(3) {
        for (value, expected) in row.iter().zip(&expected) {
            assert!((value - expected).abs() < 1e-12, "{value} is not {expected}");
        }
    }
}

#[test]
fn a_permuted_variable() {
    let device = Cpu::seed_from_u64(12);
    let mut plain = Small::<f64>::build(&device);
    let mut permuted = plain.clone();
    permuted.conv.weight = {
        let stored: Tensor<Rank4<2, 2, 2, 2>, f64, Cpu> = plain.conv.weight.clone().permute::<_, Axes4<3, 0, 1, 2>>();
        let stored: Tensor<Rank4<2, 2, 2, 2>, f64, Cpu> = device.tensor_from_vec(stored.as_vec(), Default::default());
        stored.permute::<_, Axes4<1, 2, 3, 0>>()
    };
    assert_eq!(permuted.conv.weight.as_vec(), plain.conv.weight.as_vec());

    let (_, input) = view(&device);
    let labels = device.ones();
    let step = |network: &mut Small<f64>| {
        let mut adam = Adam::new(1e-2);
        for _ in 0..3 {
            let pass = network.training().classification(&input, &labels).unwrap();
            let gradients = adam.compute_gradients(pass).unwrap();
            adam.apply_gradients(network, gradients).unwrap();
        }
        network.conv.weight.as_vec()
    };
    assert_eq!(step(&mut permuted), step(&mut plain));
}
