use dfdx::shapes::Rank3;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Sequence, check};

network! {
    network Plain(input: [5, 6]) -> [5, 6] {
        input -> attn: attention(heads = 2)
    }

    network OneHead(input: [4, 5]) -> [4, 5] {
        input -> attn: attention(1)
    }

    network Causal(input: [7, 8]) -> [7, 8] {
        input -> attn: attention(heads = 4, causal = true)
    }

    network Cross(input: [5, 6]) -> [5, 6] {
        let memory = relu(input);
        input -> attn: attention(memory, heads = 3)
    }

    network OtherWidth(input: [4, 6]) -> [4, 6] {
        let memory = concat(input, tanh(input), axis = 1);
        input -> attn: attention(memory, 2)
    }

    network OtherLength(input: [4, 6], memory: [9, 6]) -> [4, 6] {
        input -> attn: attention(memory, heads = 2)
    }
}

#[test]
fn plain() {
    check::<Plain<f64>, Sequence<5, 6>, _>("attention_plain");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Plain<f64>, Rank3<2, 5, 6>, _>("attention_plain");
}

#[test]
fn one_head() {
    check::<OneHead<f64>, Sequence<4, 5>, _>("attention_one_head");
}

#[test]
fn causal() {
    check::<Causal<f64>, Sequence<7, 8>, _>("attention_causal");
}

#[test]
fn over_another_value() {
    check::<Cross<f64>, Sequence<5, 6>, _>("attention_cross");
    check::<OtherWidth<f64>, Sequence<4, 6>, _>("attention_other_width");
}

/// Places of equal keys and values are as good as one: what a memory repeats does not change the answer.
#[test]
fn over_a_memory_of_another_length() {
    let device = Dev::default();
    let network = OtherLength::<f64, Dev>::build(&device);
    let input: Tensor<Rank3<2, 4, 6>, f64, _> = device.sample_normal();
    let place: Tensor<Rank3<2, 1, 6>, f64, _> = device.sample_normal();
    let repeated = |value: &[f64]| value.chunks(6).flat_map(|place| place.repeat(9)).collect::<Vec<f64>>();
    let memory = device.tensor_from_vec(repeated(&place.as_vec()), Rank3::<2, 9, 6>::default());
    let other: Vec<f64> = network.forward(input.clone(), memory.clone()).as_vec();
    let again: Tensor<Rank3<2, 4, 6>, f64, _> = device.sample_normal();
    for (one, another) in other.iter().zip(network.forward(again, memory).as_vec()) {
        assert!((one - another).abs() < 1e-12, "{one} is not {another}");
    }
}
