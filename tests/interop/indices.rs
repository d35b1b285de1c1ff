//! Inputs and targets that hold indices: netweave's own calls, and dfdx's.

use dfdx::nn::ZeroGrads;
use dfdx::tensor_ops::SumTo;
use netweave::prelude::*;

network! {
    /// Scores a vector. The indices beside it are there to be taken in.
    pub network Noted(_notes: [3] of usize, vector: [4]) -> [2] {
        let scores = vector -> fc: linear(2);

        loss fit(labels: [2], _kinds: [] of usize) = softmax_cross_entropy(scores, labels);
        scores
    }
}

type Network = Noted<f64, Cpu>;

fn inputs(device: &Cpu) -> (Tensor<(usize, Const<3>), usize, Cpu>, Tensor<(usize, Const<4>), f64, Cpu>) {
    (device.tensor_from_vec(vec![0, 1, 2, 3, 4, 5], (2, Const)), device.sample_normal_like(&(2, Const)))
}

#[test]
fn indices_are_taken_by_value_and_by_reference() {
    let device = Cpu::default();
    let net = Network::build(&device);
    let (notes, vector) = inputs(&device);
    let borrowed = net.forward(&notes, &vector);
    let owned = net.forward(notes.clone(), vector.clone());
    assert_eq!(borrowed.as_vec(), owned.as_vec());
    assert_eq!(borrowed.as_vec(), Module::forward(&net, (notes, vector)).as_vec());
}

#[test]
fn batches_of_indices_are_compared() {
    let device = Cpu::default();
    let net = Network::build(&device);
    let (_, vector) = inputs(&device);
    let notes = device.zeros_like(&(3, Const));
    let error = net.try_forward(&notes, &vector).err();
    assert_eq!(error, Some(Error::Batch { input: "vector", found: 2, other: "_notes", expected: 3 }));
    let (notes, labels) = (device.zeros_like(&(2, Const)), device.ones_like(&(2, Const)));
    let kinds = device.zeros_like(&(5,));
    let error = net.training().fit(&notes, &vector, &labels, &kinds).err();
    assert_eq!(error, Some(Error::Batch { input: "_kinds", found: 5, other: "_notes", expected: 2 }));
}

#[test]
fn the_tape_of_an_index_input_records_the_network() {
    let device = Cpu::default();
    let mut net = Network::build(&device);
    let (notes, vector) = inputs(&device);
    let tape = net.alloc_grads();
    let scores = net.forward_mut((notes.traced(tape), vector.leaky_traced()));
    let gradients = scores.sum::<Rank0, _>().backward();
    assert_eq!(gradients.get(&net.fc.bias).as_vec(), [2.0, 2.0]);
}
