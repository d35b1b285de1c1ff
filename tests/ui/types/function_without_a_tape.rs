use dfdx::shapes::Dim;
use dfdx::{dtypes::Dtype, tensor_ops::Device};
use netweave::prelude::*;

fn wave<B: Dim, E: Dtype, D: Device<E>>(x: Tensor<(B, Const<4>), E, D>) -> Tensor<(B, Const<4>), E, D> {
    x.sin()
}

network! {
    network Net(x: [4]) -> [4] {
        x -> apply(wave) -> [4]
    }
}

fn main() {}
