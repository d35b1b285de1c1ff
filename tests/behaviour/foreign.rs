use dfdx::nn::modules::{Linear, Tanh};
use dfdx::shapes::{Dim, Dtype};
use dfdx::tensor::{Merge, Tape};
use dfdx::tensor_ops::{Device, TryMul};
use netweave::modules::MultiHeadAttention;
use netweave::prelude::*;

use crate::golden::{Sequence, check};

fn sine<B: Dim, E: Dtype, D: Device<E>, T: Tape<E, D>>(
    x: Tensor<(B, Const<4>), E, D, T>,
) -> Tensor<(B, Const<4>), E, D, T> {
    x.sin()
}

/// Fails as the device does.
fn product<S: Shape, E: Dtype, D: Device<E>, T: Tape<E, D> + Merge<T>>(
    a: Tensor<S, E, D, T>,
    b: Tensor<S, E, D, T>,
) -> Result<Tensor<S, E, D, T>, D::Err> {
    a.try_mul(b)
}

network! {
    network Encoder(x: [2, 4]) -> [4] {
        x -> flatten -> fc: linear(4) -> norm: batch_norm -> tanh
    }

    network Mixed(input: [2, 4]) -> [3] {
        let seen = (input -> attn: module(MultiHeadAttention<4, 2>) -> [2, 4]) + input;
        let code = seen -> encoder: Encoder;
        let waves = apply(product, code -> apply(sine) -> [4], code) -> [4];
        scope head {
            let block = waves -> block: module((Linear<4, 4, E, D>, Tanh)) -> [4];
            waves - block -> out: linear(3)
        }
    }
}

/// Values, every gradient, and the running statistics of the network inside.
#[test]
fn modules_functions_and_a_network_in_one() {
    check::<Mixed<f64>, Sequence<2, 4>, _>("foreign_mixed");
}
