use dfdx::prelude::SumTo;
use dfdx::shapes::{HasShape, Rank3};
use dfdx::tensor::Gradients;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Sequence, check};

/// The distance of two of five places, from 0.
fn distance([_, pair]: [usize; 2]) -> f64 {
    let (query, key) = (pair / 5, pair % 5);
    (4 + key - query) as f64
}

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

    network NoBias(input: [5, 6]) -> [5, 6] {
        defaults { attention(bias = false) }
        input -> attn: attention(heads = 2)
    }

    network T5(input: [5, 6]) -> [5, 6] {
        let distances = constant([2, 25], distance);
        let table = gather((table: variable([2, 9], init = normal(1))), distances, axis = 1) -> reshape([2, 5, 5]);
        input -> attn: attention(heads = 2, head_size = 4, bias = false, scale = 1, position_bias = table)
    }

    network MaskedBiased(input: [6, 4]) -> [6, 4] {
        let products = 0.3 * matmul(input, input -> transpose(0, 1));
        let bias = stack(products, tanh(products), axis = 0);
        input -> attn: attention(heads = 2, causal = true, position_bias = bias, mask = mean(input, axis = 1))
    }

    network MemoryBiased(input: [5, 4]) -> [5, 4] {
        let memory = concat(input, tanh(input), axis = 1);
        let products = 0.3 * matmul(input, input -> transpose(0, 1));
        let bias = stack(products, tanh(products), axis = 0);
        input -> attn: attention(memory, heads = 2, bias = false, scale = 0.25, position_bias = bias)
    }

    network MaskedMemoryBiased(input: [5, 4]) -> [5, 4] {
        let memory = concat(input, tanh(input), axis = 1);
        let products = 0.3 * matmul(input, input -> transpose(0, 1));
        let bias = stack(products, tanh(products), axis = 0);
        let mask = mean(memory, axis = 1);
        input -> attn: attention(memory, heads = 2, scale = 0.25, mask = mask, position_bias = bias)
    }

    network Dropped(input: [4, 4]) -> [4, 4] {
        input -> attn: attention(heads = 1, bias = false, dropout = 0.3)
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

#[test]
fn without_biases() {
    check::<NoBias<f64>, Sequence<5, 6>, _>("attention_no_bias");
    assert_eq!(NoBias::PARAMETERS, 4 * 6 * 6);
    assert_eq!(NoBias::<f32, Cpu>::BIASES.parameters(), 0);
}

#[test]
fn position_biases() {
    check::<T5<f64>, Sequence<5, 6>, _>("attention_t5");
    check::<MaskedBiased<f64>, Sequence<6, 4>, _>("attention_masked_biased");
    check::<MemoryBiased<f64>, Sequence<5, 4>, _>("attention_memory_biased");
    check::<MaskedMemoryBiased<f64>, Sequence<5, 4>, _>("attention_masked_memory_biased");
}

/// An attention that finds all places alike and changes no value, of the places' unit vectors: what comes out are the
/// weights.
fn weights(network: &mut Dropped<f64, Dev>) {
    let mut projections = vec![0.0; 12 * 4];
    (0..4).for_each(|place| projections[(8 + place) * 4 + place] = 1.0);
    network.attn.in_proj_weight.copy_from(&projections);
    network.attn.out_proj.weight.copy_from(&projections[8 * 4..]);
}

#[test]
fn dropout_is_of_the_weights() {
    const SAMPLES: usize = 500;
    let device = Dev::seed_from_u64(0);
    let mut network = Dropped::<f64, Dev>::build(&device);
    weights(&mut network);
    let places = (0..16 * SAMPLES).map(|index| if index % 16 % 5 == 0 { 1.0 } else { 0.0 }).collect();
    let input = device.tensor_from_vec(places, Rank3::<SAMPLES, 4, 4>::default());
    assert!(network.forward(input.clone()).as_vec().iter().all(|weight| (weight - 0.25).abs() < 1e-12));

    let output = network.forward_mut(input.trace(Gradients::leaky()));
    let found = output.as_vec();
    let dropped = found.iter().filter(|weight| **weight == 0.0).count() as f64;
    assert!(found.iter().all(|weight| *weight == 0.0 || (weight - 0.25 / 0.7).abs() < 1e-12));
    let count = found.len() as f64;
    // Five standard deviations.
    assert!((dropped / count - 0.3).abs() < 5.0 * (0.3 * 0.7 / count).sqrt(), "{dropped} of {count} are dropped");
    assert_ne!(network.forward_mut(input.clone().leaky_traced()).as_vec(), found);

    // A value counts as much in the gradient as it has done in all that has asked for it.
    let gradients = output.sum::<Rank0, _>().backward();
    for (gradients, found) in gradients.get(&input).as_vec().chunks(16).zip(found.chunks(16)) {
        for (place, gradients) in gradients.chunks(4).enumerate() {
            let asked: f64 = found.iter().skip(place).step_by(4).sum();
            assert!(gradients.iter().all(|gradient| (gradient - asked).abs() < 1e-12), "{gradients:?}, not {asked}");
        }
    }
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
