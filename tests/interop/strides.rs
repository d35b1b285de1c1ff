//! Tensors of dfdx may be views: permuted or broadcast. They are inputs and variables like any other.

use dfdx::prelude::{BroadcastTo, PermuteTo, ReshapeTo, SumTo};
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

network! {
    network Within(input: [3]) -> [3] {
        let y = input -> inner: module(dfdx::nn::modules::Linear<3, 3, E, D>) -> [3];
        loss fit(target: [3]) = l2(y, target);
        y
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

/// To dfdx a broadcast variable is one value: its gradient is the sum over all elements.
#[test]
fn a_broadcast_variable_of_dfdx() {
    let device = Cpu::seed_from_u64(13);
    let mut one = Small::<f64>::build(&device);
    one.fc.bias = device.tensor(0.5).broadcast();
    let mut plain = one.clone();
    plain.fc.bias = plain.fc.bias.contiguous();
    let (_, input) = view(&device);
    let backward = |network: &mut Small<f64>| {
        let gradients = network.forward_mut(input.trace(Gradients::leaky())).square().sum::<Rank0, _>().backward();
        gradients.get(&network.fc.bias).as_vec()
    };
    let sum: f64 = backward(&mut plain).iter().sum();
    for gradient in backward(&mut one) {
        assert!((gradient - sum).abs() < 1e-12 * sum.abs(), "{gradient} is not {sum}");
    }
}

/// In a module of dfdx it is one value as well, and stays so.
#[test]
fn a_broadcast_variable_in_a_module_of_dfdx() {
    let device = Cpu::seed_from_u64(14);
    let mut one = Within::<f64>::build(&device);
    one.inner.bias = device.tensor(0.5).broadcast();
    let mut plain = one.clone();
    plain.inner.bias = plain.inner.bias.contiguous();
    let (input, target): (Tensor<Rank2<5, 3>, f64, Cpu>, _) = (device.sample_normal(), device.sample_normal());
    let step = |network: &mut Within<f64>| {
        let mut sgd = Sgd::new(1.0);
        let gradients = sgd.compute_gradients(network.training().fit(&input, &target).unwrap()).unwrap();
        sgd.apply_gradients(network, gradients).unwrap();
        network.inner.bias.array()
    };
    let moved: f64 = step(&mut plain).iter().map(|value| value - 0.5).sum();
    for value in step(&mut one) {
        assert!((value - 0.5 - moved).abs() < 1e-12, "{value} is not {moved} from 0.5");
    }
}
