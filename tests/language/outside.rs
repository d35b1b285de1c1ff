//! What the language does not have: modules of dfdx, functions of Rust, other networks, inputs that are indices.

use dfdx::shapes::{Dim, Dtype};
use dfdx::tensor::Tape;
use dfdx::tensor_ops::Device;
use netweave::modules::MultiHeadAttention;
use netweave::prelude::*;

mod my {
    use super::*;

    pub(super) fn function<B: Dim, E: Dtype, D: Device<E>, T: Tape<E, D>>(
        x: Tensor<(B, Const<64>), E, D, T>,
    ) -> Tensor<(B, Const<64>), E, D, T> {
        x.sin()
    }
}

network! {
    pub network Encoder(x: [16, 64]) -> [64] {
        x -> attn: module(MultiHeadAttention<64, 8>) -> [16, 64] -> mean(axis = 0)
    }

    pub network Sentence(tokens: [16] of usize) -> [3] {
        tokens -> words: embedding(100, 64) -> encoder: Encoder
            -> apply(my::function) -> [64]
            -> fc: linear(3)
    }
}

#[test]
fn a_sentence_goes_through_all_of_them() {
    let device = Cpu::seed_from_u64(1);
    let net = device.build_module::<Sentence, f32>();
    let tokens: Tensor<Rank2<2, 16>, usize, Cpu> = device.tensor([[7; 16], [99; 16]]);
    let scores = net.forward(&tokens).array();
    assert_ne!(scores[0], scores[1]);
    let names = net.variables("encoder").into_iter().map(|variable| variable.name).collect::<Vec<_>>();
    assert!(names.iter().any(|name| name.starts_with("encoder/attn/")), "{names:?}");
}

#[test]
fn a_word_that_is_not_in_the_vocabulary_is_an_error() {
    let device = Cpu::default();
    let net = device.build_module::<Sentence, f32>();
    let tokens: Tensor<Rank2<1, 16>, usize, Cpu> = device.tensor([[100; 16]]);
    let error = net.try_forward(tokens).map(drop).unwrap_err();
    assert!(error.to_string().contains("100"), "{error}");
}
