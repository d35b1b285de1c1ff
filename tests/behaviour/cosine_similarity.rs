use dfdx::prelude::SumTo;
use dfdx::tensor::Gradients;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Image, Vector, check};

network! {
    network OfChannels(input: [3, 4, 5]) -> [4, 5] {
        cosine_similarity(input, input -> flip(axis = 0) -> tanh, axis = 0)
    }

    network AlongTheLast(input: [3, 4, 5]) -> [3, 4] {
        cosine_similarity(input, input -> flip(axis = 0) -> tanh, axis = 2, keepdims = true) -> reshape([3, 4])
    }

    network OfVectors(input: [6]) -> [1] {
        input -> cosine_similarity(input -> flip(axis = 0) -> tanh, axis = 0, keepdims = true)
    }

    network OfShortVectors(input: [6]) -> [1] {
        cosine_similarity(input, input -> flip(axis = 0) -> tanh, axis = 0, epsilon = 10, keepdims = true)
    }
}

#[test]
fn vectors_along_an_axis() {
    check::<OfChannels<f64>, Image<3, 4, 5>, _>("cosine_similarity_channels");
    check::<AlongTheLast<f64>, Image<3, 4, 5>, _>("cosine_similarity_last");
}

#[test]
fn whole_vectors() {
    check::<OfVectors<f64>, Vector<6>, Vector<1>>("cosine_similarity_vector");
}

#[test]
fn vectors_that_are_shorter_than_they_count() {
    check::<OfShortVectors<f64>, Vector<6>, Vector<1>>("cosine_similarity_epsilon");
}

/// Nothing is like a vector of zeros, and its gradient is a number.
#[test]
fn a_vector_of_zeros() {
    let device = Dev::default();
    let mut net = device.build_module::<OfVectors, f64>();
    let input: Tensor<Rank2<1, 6>, f64, _> = device.zeros();
    let output = net.forward_mut(input.trace(Gradients::leaky()));
    assert_eq!(output.as_vec(), [0.0]);
    let gradients = output.sum::<Rank0, _>().backward();
    assert!(gradients.get(&input).as_vec().iter().all(|gradient| gradient.is_finite()));
}
