use dfdx::shapes::Dim;
use dfdx::tensor::Tape;
use dfdx::{dtypes::Dtype, tensor_ops::Device};
use netweave::prelude::*;

fn count<B: Dim, E: Dtype, D: Device<E>, T: Tape<E, D>>(_: Tensor<(B, Const<4>), E, D, T>) -> usize {
    4
}

network! {
    network Net(x: [4]) -> [4] {
        x -> apply(count) -> [4]
    }
}

fn main() {}
