use dfdx::shapes::{HasShape, Rank3};
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

    network Grouped(input: [5, 8]) -> [5, 8] {
        input -> attn: attention(heads = 4, kv_heads = 2)
    }

    network HeadSize(input: [5, 7]) -> [5, 7] {
        input -> attn: attention(heads = 2, head_size = 3)
    }

    network Rotary(input: [6, 8]) -> [6, 8] {
        input -> attn: attention(heads = 2, causal = true, rotary = true)
    }

    network Llama(input: [5, 6]) -> [5, 6] {
        input -> attn: attention(4, kv_heads = 2, head_size = 4, causal = true, rotary = true, rotary_base = 500)
    }

    network Masked(input: [6, 4]) -> [6, 4] {
        input -> attn: attention(heads = 2, mask = mean(input, axis = 1))
    }

    network MaskedMemory(input: [5, 4]) -> [5, 4] {
        let memory = concat(input, tanh(input), axis = 1);
        input -> attn: attention(memory, heads = 2, kv_heads = 1, head_size = 3, mask = mean(memory, axis = 1))
    }

    network Padded(words: [4, 6], mask: [4]) -> [4, 6] {
        words -> attn: attention(heads = 2, mask = mask)
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

#[test]
fn heads_share_keys_and_values() {
    check::<Grouped<f64>, Sequence<5, 8>, _>("attention_grouped");
    assert_eq!(Grouped::PARAMETERS, 2 * 8 * 8 + 2 * 4 * 8 + 16 + 8);
    assert_eq!(Grouped::MULTIPLY_ADDS, 5 * (2 * 8 * 8 + 2 * 4 * 8) + 2 * 5 * 5 * 8);
}

#[test]
fn heads_of_a_size_of_their_own() {
    check::<HeadSize<f64>, Sequence<5, 7>, _>("attention_head_size");
    assert_eq!(HeadSize::PARAMETERS, 4 * 6 * 7 + 18 + 7);
}

#[test]
fn rotary_positions() {
    check::<Rotary<f64>, Sequence<6, 8>, _>("attention_rotary");
    check::<Llama<f64>, Sequence<5, 6>, _>("attention_llama");
}

#[test]
fn masks() {
    check::<Masked<f64>, Sequence<6, 4>, _>("attention_masked");
    check::<MaskedMemory<f64>, Sequence<5, 4>, _>("attention_masked_memory");
}

/// What is behind a mask changes nothing, and a sample of nothing else asks nobody.
#[test]
fn padding_is_as_if_it_were_not_there() {
    let device = Dev::default();
    let network = Padded::<f64, Dev>::build(&device);
    let words: Tensor<Rank3<2, 4, 6>, f64, _> = device.sample_normal();
    let mask = device.tensor([[1.0, 1.0, 0.0, 1.0], [0.0; 4]]);
    let before = network.forward(&words, &mask).as_vec();
    let mut other = words.as_vec();
    other[12..18].fill(9.0);
    let after = network.forward(device.tensor_from_vec(other, *words.shape()), &mask).as_vec();
    assert_eq!((&before[..12], &before[18..]), (&after[..12], &after[18..]));
    let bias = network.attn.out_proj.bias.as_vec();
    assert!(before[24..].chunks(6).all(|place| place == bias), "{before:?}");
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
