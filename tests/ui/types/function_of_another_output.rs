use dfdx::shapes::Dim;
use dfdx::tensor::Tape;
use dfdx::{dtypes::Dtype, tensor_ops::Device};
use netweave::prelude::*;

fn wave<B: Dim, E: Dtype, D: Device<E>, T: Tape<E, D>>(
    x: Tensor<(B, Const<4>), E, D, T>,
) -> Tensor<(B, Const<4>), E, D, T> {
    x.sin()
}

network! {
    network Net(x: [4]) -> [8] {
        x -> apply(wave) -> [8]
    }
}

fn main() {}
